/// Which codes and keys are revoked, since when and why (SPEC §6).
public struct RevocationList: Sendable {
  private enum Body {
    case whole(Opened<WholeBody>)
    case lazy(Opened<LazyBody>)
  }

  /// Head, layout and body of a list. Behind a reference, because they are a hundred words long, and every lookup
  /// would copy them.
  private final class Opened<Bytes: Sendable>: Sendable {
    let verified: ListHead
    let layout: RevocationListLayout
    let bytes: Bytes

    init(_ verified: ListHead, _ layout: RevocationListLayout, _ bytes: Bytes) {
      self.verified = verified
      self.layout = layout
      self.bytes = bytes
    }

    func revocations<R: BodyReader>(
      of code: CodeID, in body: R
    ) throws(R.Failure) -> (ofKey: Event?, ofCode: Event?) {
      (try layout.revocation(ofKey: code.issuer, in: body), try layout.revocation(of: code, in: body))
    }
  }

  private let body: Body

  package var verified: ListHead {
    switch body {
    case .whole(let opened): opened.verified
    case .lazy(let opened): opened.verified
    }
  }

  /// The head that the publisher signed.
  public var head: FileHead { verified.head }

  /// False for a list that may only deny (SPEC §4.4).
  public var isAuthoritative: Bool { verified.isAuthoritative }

  /// How many codes it revokes.
  public var codeCount: Int { layout.codes.count }

  /// How many whole keys it revokes.
  public var keyCount: Int { layout.keys.count }

  private var layout: RevocationListLayout {
    switch body {
    case .whole(let opened): opened.layout
    case .lazy(let opened): opened.layout
    }
  }

  /// Opens a body in memory or mapped, verifying and validating all of it (SPEC [P1], [P2], [L4], [L7]).
  package init(_ verified: ListHead, whole storage: any BodyStorage) throws(DamagedBody) {
    let head = verified.head
    let whole = try RevocationListBody(
      verifying: storage, length: head.bodyLength, root: head.bodyRoot, issuedAt: head.issuedAt)
    body = .whole(Opened(verified, whole.layout, whole.bytes))
  }

  /// Opens the body of another list, which was opened whole and has the same length and root: all but the times of its
  /// events is known to be valid.
  package init(_ verified: ListHead, bodyOf other: RevocationList) throws(DamagedBody) {
    guard case .whole(let opened) = other.body else {
      // Only verifiers open lists lazily, and they do not reuse bodies.
      preconditionFailure("the body of a list that was opened lazily")
    }
    // Whoever asks has compared them.
    precondition(verified.head.hasSameBody(as: other.head))
    do {
      try opened.layout.validateTimes(UnvalidatedBody(opened.bytes), issuedAt: verified.head.issuedAt)
    } catch {
      throw .list(error)
    }
    body = .whole(Opened(verified, opened.layout, opened.bytes))
  }

  /// Opens a body of which single pages are read and verified when they are needed (SPEC [P3], [L4]).
  package init(_ verified: ListHead, lazy: LazyBody) throws(DamagedBody) {
    let layout = try RevocationListLayout(of: lazy.reader(), length: UInt64(verified.head.bodyLength))
    body = .lazy(Opened(verified, layout, lazy))
  }

  /// What revokes a code: an event of its issuer's whole key, one of its own, both or neither.
  public func revocations(of code: CodeID) throws(DamagedBody) -> (ofKey: Event?, ofCode: Event?) {
    switch body {
    case .whole(let opened): opened.revocations(of: code, in: opened.bytes)
    case .lazy(let opened): try opened.revocations(of: code, in: opened.bytes.reader())
    }
  }

  /// Everything that a list opened whole says, for whoever makes the next one.
  package func content() throws(DamagedBody) -> RevocationListContent {
    let body = wholeBody
    do { return try RevocationListContent(decoding: body.bytes, layout: body.layout) } catch {
      throw .list(error)
    }
  }

  /// The body of a list opened whole.
  package var wholeBody: RevocationListBody {
    guard case .whole(let opened) = body else {
      // Only verifiers open lists lazily, and they make none.
      preconditionFailure("the content of a list that was opened lazily")
    }
    return RevocationListBody(layout: opened.layout, bytes: opened.bytes)
  }

  /// The longest that a list is believed, whatever it claims (SPEC §4.6).
  public static let maximalLife = TimeSpan.days(92)

  /// Until when a verifier believes the list where no maximal age is given.
  public var freshUntil: UnixTime { RevocationList.freshUntil(of: head) }

  /// The same of a head alone.
  package static func freshUntil(of head: FileHead) -> UnixTime {
    min(head.freshUntil, head.issuedAt.adding(maximalLife))
  }
}
