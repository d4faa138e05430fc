import Console
import PostPass
import PostPassIssuing

/// What `publish` says: what changes with the list, and where it goes.
struct PublicationReport {
  private let plan: PublicationPlan
  private let mirror: String?
  private let bundle: String?

  init(_ plan: PublicationPlan, mirror: String?, bundle: String?) {
    self.plan = plan
    self.mirror = mirror
    self.bundle = bundle
  }

  enum Stage { case planned, done }

  func show(_ terminal: Terminal, as stage: Stage) throws(Failure) {
    let head = plan.head
    let verb: TerminalText = stage == .done ? "published" : "would publish"
    try terminal.result(
      """
      \(verb) list #\(head.number): \(changes), \(plan.total) in all, fresh until \
      \(RevocationList.freshUntil(of: head).text)
      """
    ) { object in
      if stage == .planned { object.add("dry_run", true) }
      object.add("list", head.number)
      object.add("added", plan.added)
      object.add("added_keys", plan.addedKeys)
      object.add("expired", plan.expired)
      object.add("learned", plan.learned)
      object.add("revoked", plan.total)
      object.add("keyring", plan.bringsKeyring ? head.parentNumber : nil)
      object.add("issued", head.issuedAt.iso8601)
      object.add("fresh_until", RevocationList.freshUntil(of: head).iso8601)
      object.add("mirror", mirror)
      object.add("bundle", bundle)
      object.add(plan.takenOver.map(TakeOver.init(ofMirror:)))
      object.add(plan.foreignList) { $0.add("left_out", plan.leftOut) }
    }
    if let list = plan.foreignList { try tell(of: list, terminal) }
    if let passedOver = plan.passedOver { try warn(of: passedOver, terminal) }
  }

  private var changes: TerminalText {
    var changes: TerminalText = plan.added == 0 ? "nothing new" : "+\(plan.added) revoked"
    if plan.addedKeys > 0 {
      changes = "\(changes) (\(plan.addedKeys) a whole key\(plan.addedKeys == 1 ? "" : " each"))"
    }
    if plan.expired > 0 { changes = "\(changes), \(plan.expired) ended" }
    if plan.learned > 0 { changes = "\(changes), \(plan.learned) learned from the mirror" }
    if plan.bringsKeyring { changes = "\(changes), with keyring #\(plan.head.parentNumber)" }
    return changes
  }

  /// A publisher elsewhere is nothing to worry about, as long as its lists have what was revoked and its secret is not
  /// here.
  private func tell(of list: ForeignList, _ terminal: Terminal) throws(Failure) {
    let signed: TerminalText =
      "the mirror's list #\(list.head.number) was signed by publisher \(list.signer.value) elsewhere"
    guard list.isSignedByKeyHere || plan.leftOut > 0 else { return try terminal.note(signed) }
    let left: TerminalText =
      plan.leftOut == 0
      ? ""
      : "; it leaves out \(plan.leftOut) that list #\(list.ownNumber) had and list #\(plan.head.number) has"
    try terminal.warn("\(signed)\(left)\n  if nobody of yours did that: \(ForeignList.drill)")
  }

  private func warn(of list: FileHead, _ terminal: Terminal) throws(Failure) {
    let reason: TerminalText =
      list.isFromTheFuture(at: terminal.now)
      ? "it says that it is of \(list.issuedAt.text)" : "no publisher of the keyring signed it"
    try terminal.warn("the mirror's list #\(list.number) does not count and was passed over: \(reason)")
  }
}
