import ArgumentParser
import Console
import PostPass
import PostPassIssuing
import PostPassLedger

struct List: PostPassCommand {
  static let configuration = CommandConfiguration(
    abstract: "List what was issued; without a flag, what is active.",
    discussion: """
      Revoked codes of others that were asked for here come last; what they are for is not in this record. Those that the
      list has besides are not listed; of each of them: postpass show ID.

      Example:
        postpass list --brand 7198765432109876543
        postpass list --all --sort end
      """)

  // As many as are given: the parser's own words about two of them are not ours.
  @Flag(help: "Which codes (default: --active).")
  var selections: [Selection] = []

  @Option(help: "Only codes that name this brand.")
  var brand: String?

  @Option(help: "Only codes for this post.")
  var post: String?

  @Option(help: "Only codes of this creator.")
  var creator: String?

  @Option(help: "By id, end, newest, creator or post.")
  var sort: Sorting = .id

  @Option(help: "At most so many.")
  var limit: UInt32?

  @OptionGroup var homeOptions: HomePathOptions
  @OptionGroup var output: OutputOptions

  enum Selection: String, EnumerableFlag {
    case active, expired, revoked, all

    var state: CodeState? {
      switch self {
      case .active: .active
      case .expired: .expired
      case .revoked: .revoked
      case .all: nil
      }
    }
  }

  enum Sorting: String, ExpressibleByArgument, CaseIterable {
    case id, end, newest, creator, post

    var order: CodeOrder {
      switch self {
      case .id: .id
      case .end: .endsFirst
      case .newest: .newestFirst
      case .creator: .creator
      case .post: .post
      }
    }
  }

  func execute(_ terminal: Terminal) throws(Failure) {
    guard limit != 0 else {
      throw .usage("empty-limit", "'--limit 0' shows nothing", hint: "write --limit 20, or leave it out")
    }
    let selection = try selection()
    let filter = CodeFilter(
      state: selection.state,
      brand: try brand.map { text throws(Failure) in try Value.identifier(text, of: "--brand") },
      post: try post.map { text throws(Failure) in try Value.identifier(text, of: "--post") },
      creator: try creator.map { text throws(Failure) in try Value.account(text, of: "--creator") })
    let codes: [ListedCode]
    // Only JSON says why a code is revoked.
    var revocations: [CodeID: CodeRevocation] = [:]
    let foreign: [ForeignCode]
    do {
      let open = try homeOptions.home().open()
      try open.catchUp(now: terminal.now, by: OperatorOptions.login)
      codes = try open.ledger.codes(
        matching: filter, sortedBy: sort.order, limit: limit.map(Int.init), now: terminal.now)
      if terminal.json {
        revocations = try open.ledger.revocations(
          behind: codes.lazy.filter { $0.state == .revoked }.map(\.code.id), now: terminal.now)
      }
      foreign = try foreignCodes(matching: filter, after: codes.count, in: open, now: terminal.now)
    } catch {
      throw Failure(any: error)
    }
    if terminal.json {
      try showJSON(codes, revocations, foreign, terminal)
    } else {
      try show(codes, foreign, selection, terminal)
    }
  }

  private func selection() throws(Failure) -> Selection {
    guard let selection = selections.first else { return .active }
    if let other = selections.first(where: { $0 != selection }) {
      throw .usage(
        "contradicting-options", "--\(selection.rawValue) and --\(other.rawValue) are two lists",
        hint: "leave one out; --all has them all")
    }
    return selection
  }

  /// The codes that other homes issued and that match, as far as that is known here.
  /// - Parameter count: how many there are before them.
  private func foreignCodes(
    matching filter: CodeFilter, after count: Int, in open: OpenHome, now: UnixTime
  ) throws -> [ForeignCode] {
    guard [nil, .revoked].contains(filter.state), filter.brand == nil, filter.post == nil else { return [] }
    var found: [ForeignCode] = []
    for revocation in try open.ledger.foreignRevocations(sortedBy: sort.order, now: now) {
      if let limit, count + found.count >= limit { break }
      guard case .code(let id) = revocation.subject else { continue }
      let code = try ForeignCode(id, revocation, in: open)
      if filter.creator == nil || filter.creator == code.creator { found.append(code) }
    }
    return found
  }

  private func showJSON(
    _ codes: [ListedCode], _ revocations: [CodeID: CodeRevocation], _ foreign: [ForeignCode],
    _ terminal: Terminal
  ) throws(Failure) {
    for listed in codes {
      try terminal.line { object in
        object.add("id", listed.code.id.description)
        object.add("state", listed.state.rawValue)
        object.add(listed.code.draft)
        if let revocation = revocations[listed.code.id] { object.add("revoked") { $0.add(revocation) } }
      }
    }
    for code in foreign {
      try terminal.line { object in
        code.add(to: &object)
        object.add("revoked") { $0.add(code.revocation) }
      }
    }
  }

  private func show(
    _ codes: [ListedCode], _ foreign: [ForeignCode], _ selection: Selection, _ terminal: Terminal
  ) throws(Failure) {
    guard !codes.isEmpty || !foreign.isEmpty else {
      try terminal.note(
        "no \(selection == .all ? "" : "\(selection.rawValue) ")codes\(selection == .all ? "" : "; see all with --all")"
      )
      return
    }
    var table = Table(["ID", "STATE", "CREATOR", "POST", "BRANDS", "UNTIL"])
    for listed in codes {
      let draft = listed.code.draft
      table.add([
        "\(listed.code.id)", "\(listed.state.rawValue)", "\(draft.creator)", "\(draft.post)",
        draft.brands.isEmpty ? "any" : "\(draft.brands.map(\.description).joined(separator: ", "))",
        "\(draft.notAfter.text) (\(RelativeTime(draft.notAfter, from: terminal.now).text))",
      ])
    }
    for code in foreign { table.add(code.row(at: terminal.now)) }
    try Output.standard.line(table.text)
  }
}
