import ArgumentParser
import Console
import PostPass
import PostPassIssuing

struct Join: PostPassCommand {
  static let configuration = CommandConfiguration(
    abstract: "Work for an authority that enrolled your key; again, to learn of changes.",
    discussion: """
      Example:
        postpass join ppa1_… --from ./mirror
      """)

  @Argument(help: "The authority ID.")
  var authority: String

  @Option(help: "A mirror directory or a bundle.")
  var from: String

  @OptionGroup var confirmation: ConfirmationOptions
  @OptionGroup var questions: QuestionOptions
  @OptionGroup var homeOptions: HomePathOptions
  @OptionGroup var by: OperatorOptions
  @OptionGroup var output: OutputOptions

  func execute(_ terminal: Terminal) throws(Failure) {
    let authority = try Value.authority(authority)
    let home = try homeOptions.home()
    let pending = (try? home.open().pendingChanges().waiting) ?? []
    let takenOver: TakeOver?
    let joined: OpenHome
    let issuers: [KeyNumber]
    let publishers: [KeyNumber]
    do {
      let state = try AuthorityState(pinned: authority, at: from)
      takenOver = try ask(state, home, terminal)
      joined = try home.join(state, agreed: takenOver?.change, now: terminal.now, by: by.text)
      _ = try home.numberKeys(by: joined.keyring)
      issuers = try joined.heldNumbers(of: .issuer)
      publishers = try joined.heldNumbers(of: .publisher)
    } catch {
      throw Failure(any: error)
    }
    for change in pending where change.isEnded(by: joined.state) {
      try change.warnOfEnd(by: "keyring #\(joined.keyring.head.number), which came now", terminal)
    }
    let numbers = issuers + publishers
    let keyring: TerminalText = "keyring #\(joined.keyring.head.number)"
    try terminal.result(
      // Whoever was removed is to learn of it.
      numbers.isEmpty
        ? "\(keyring) of \(authority) names no key of this home"
        : "joined \(authority) as \(numbers.map { "\($0.value)" }.joined(separator: ", ")), \(keyring)"
    ) { object in
      object.add("authority", authority.description)
      object.add("numbers", numbers.map(\.value))
      object.add("keyring", joined.keyring.head.number)
      object.add(takenOver)
    }
    try terminal.note("next: \(try next(home, issuers, publishers))")
  }

  private func next(
    _ home: Home, _ issuers: [KeyNumber], _ publishers: [KeyNumber]
  ) throws(Failure) -> TerminalText {
    if !issuers.isEmpty {
      return "postpass issue --post 7412345678901234567 --brand 7198765432109876543 --for 30d"
    }
    if !publishers.isEmpty { return "postpass publish DIR, with the directory of the mirror that is served" }
    let pending: [PendingKey]
    do { pending = try home.pendingKeys() } catch { throw Failure(error) }
    let line: TerminalText =
      if let key = pending.first { "send \(key.publicPath) to the authority" } else {
        "make a key with postpass keygen and have it enrolled"
      }
    return "\(line), and join again when it has published"
  }

  /// What is newer than what the home has, once its user has agreed to it; nil where that is nothing, or the home has no
  /// authority yet.
  private func ask(_ state: AuthorityState, _ home: Home, _ terminal: Terminal) throws -> TakeOver? {
    guard try home.authority() == state.trust.authority, let change = try home.open().change(by: state) else {
      return nil
    }
    let takeOver = TakeOver(change: change, origin: "\(from)")
    if change.lost.isEmpty {
      // To learn of changes is what a second time is for.
      try terminal.note(takeOver.text(now: terminal.now))
    } else {
      try takeOver.ask(confirmation, noInput: questions.noInput, terminal)
    }
    return takeOver
  }
}
