import Console
import PostPass
import PostPassIssuing

/// The mirror of a home, what it has newer than the home, and whether it can be published to.
struct MirrorStatus {
  /// Nil for none.
  private let directory: String?
  private let newer: TakeOver?
  private let list: ForeignList?
  /// What `publish` would say, as far as the heads of the mirror tell.
  let failure: Failure?
  /// As `Home.publication`.
  let publication: TerminalText

  init(of open: OpenHome, now: UnixTime) throws(IssuingError) {
    directory = try open.home.mirror()
    publication = try open.home.publication()
    guard let directory else {
      (newer, list, failure) = (nil, nil, nil)
      return
    }
    do throws(Failure) {
      try MirrorDirectory.refuseForeign(directory)
      let news: MirrorNews
      do { news = try open.news(of: directory, now: now) } catch { throw Failure(error) }
      (newer, list, failure) = (news.change.map(TakeOver.init(ofMirror:)), news.list, nil)
    } catch {
      (newer, list, failure) = (nil, nil, error)
    }
  }

  var text: TerminalText {
    guard let directory else { return "none" }
    var text: TerminalText = "\(directory)"
    if let newer { text += "\n             \(newer.warning)" }
    if let list { text += "\n             \(list.warning)" }
    if let failure {
      text += "\n             cannot be published to: \(failure.message)"
      text += "; more with: postpass publish --dry-run"
    }
    return text
  }

  func add(to object: inout JSONObject) {
    object.add("mirror", directory)
    object.add(newer)
    object.add(list)
    guard let failure else { return }
    object.add("mirror_error") { member in
      member.add("code", failure.code)
      member.add("message", failure.message.text)
      member.add("hint", failure.hint?.text)
    }
  }
}

extension Home {
  /// The command that publishes from here; one that never did has to be told where.
  func publication() throws(IssuingError) -> TerminalText {
    try mirror() == nil ? "postpass publish DIR" : "postpass publish"
  }
}

extension ForeignList {
  /// Where it is written what to do about a thief.
  static let drill: TerminalText = "see \"The publisher key is stolen\" in RUNBOOK.md"

  /// `it has list #4, which publisher 2 signed elsewhere`.
  fileprivate var warning: TerminalText {
    let list: TerminalText = "it has list #\(head.number), which publisher \(signer.value) signed elsewhere"
    return isSignedByKeyHere ? "\(list): if nobody of yours did that, \(ForeignList.drill)" : list
  }
}

extension JSONObject {
  /// The list of a mirror that the home did not sign; no member where there is none.
  mutating func add(_ list: ForeignList?, _ members: (inout JSONObject) -> Void = { _ in }) {
    guard let list else { return }
    add("foreign_list") { member in
      member.add("number", list.head.number)
      member.add("publisher", list.signer.value)
      member.add("key_is_here", list.isSignedByKeyHere)
      members(&member)
    }
  }
}
