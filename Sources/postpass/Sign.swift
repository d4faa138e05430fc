import ArgumentParser
import Console
import DurableFile
import PostPass
import PostPassIssuing

struct Sign: PostPassCommand {
  static let configuration = CommandConfiguration(
    abstract: "Add your signatures to a pending root or keyring.",
    discussion: """
      Shows what would change, asks, and signs with the key of a file, or with every key of this home that has to sign. Needs no home with --key, and no network. What is complete is taken over where the authority's home is.

      Example:
        postpass sign root-2.pending --key /media/stick/root.key
      """)

  @Argument(help: "The pending file of postpass root rotate or postpass keyring.")
  var file: String

  @Option(help: "The secret key file to sign with.")
  var key: String?

  @Option(help: "The authority ID that it must be.")
  var authority: String?

  @Flag(help: "Show what would change, and sign nothing.")
  var dryRun = false

  @OptionGroup var confirmation: ConfirmationOptions
  @OptionGroup var homeOptions: HomeOptions
  @OptionGroup var by: OperatorOptions
  @OptionGroup var output: OutputOptions

  func execute(_ terminal: Terminal) throws(Failure) {
    let asked = try authority.map { text throws(Failure) in try Value.authority(text) }
    do {
      let secrets = try homeOptions.secrets()
      let home = try home(secrets)
      let own = try home?.authority()
      let pulled = PulledStore.trust()
      let pinned = asked ?? own ?? pulled?.authority
      guard pinned != nil || dryRun || !confirmation.yes else { throw Sign.nothingPinned }
      var proposal = try Proposal(at: file, pinned: pinned)
      // With --authority, a key of another authority may be used where this one's home is.
      let open = try own == proposal.chain.authority ? home?.open() : nil
      let isHere = try open?.has(proposal) ?? false
      let takeOver =
        try isHere ? nil : open?.change(before: proposal).map { TakeOver(change: $0, origin: "\(file)") }
      let report = ProposalReport(proposal, takeOver, now: terminal.now)
      if dryRun {
        try takeOver?.show(terminal)
        return try report.showPlan(terminal)
      }
      try report.describe(terminal)
      if pinned == nil {
        try terminal.note("nothing here pins this authority: compare its ID, or add --authority ppa1_…")
      }
      if isHere {
        // A run that was cut off may have left the secret of a key without the name of its number.
        if let open { _ = try open.home.numberKeys(by: open.keyring) }
        try report.showNothingToDo(terminal)
        return
      }
      try proposal.refuseFromTheFuture(now: terminal.now)
      try takeOver?.ask(confirmation, noInput: homeOptions.passphrase.noInput, terminal)
      try confirm(proposal, in: home, takingOver: open, pulled: pulled, terminal)
      let signers = try sign(&proposal, in: home, with: secrets)
      // The record comes first: no signature of this home is missing from it.
      try open?.recordSigning(of: proposal, by: signers, now: terminal.now, operator: by.text)
      if !signers.isEmpty { try proposal.replace(file) }
      try finish(proposal, takeOver, signedBy: signers, in: open, terminal)
    } catch {
      throw Failure(any: error)
    }
  }

  /// With `--yes` nobody compares the ID either.
  private static let nothingPinned = Failure(
    code: "missing-option", message: "nothing here pins the authority that --yes would sign for",
    hint: "add --authority ppa1_…, from a place that you trust; or leave --yes out, and compare the ID",
    exit: .usage)

  /// Says what is still missing, or takes over what is complete where the authority's home is.
  private func finish(
    _ proposal: Proposal, _ takeOver: TakeOver?, signedBy signers: [PublicKey], in open: OpenHome?,
    _ terminal: Terminal
  ) throws {
    let report = ProposalReport(proposal, takeOver, now: terminal.now)
    guard let open, proposal.isComplete else {
      return try report.showSigned(by: signers, in: file, isAtHome: open != nil, terminal)
    }
    let state = try open.home.takeOver(
      proposal, agreed: takeOver?.change, now: terminal.now, by: by.text)
    guard let state else {
      return try report.showNothingToDo(terminal)
    }
    _ = try open.home.numberKeys(by: state.trust.keyring)
    try report.showDone(signers: signers, terminal)
  }

  /// The home, where one is named or set up; with a key file none is needed.
  private func home(_ secrets: SecretKeys) throws(Failure) -> Home? {
    do { return Home(try homeOptions.place.directory(), secrets: secrets) } catch {
      guard key != nil, homeOptions.place.path == nil else { throw error }
      return nil
    }
  }

  /// Asks before any key is opened that has a passphrase.
  private func confirm(
    _ proposal: Proposal, in home: Home?, takingOver open: OpenHome?, pulled: TrustSet?, _ terminal: Terminal
  ) throws {
    let isToBeSigned = try isAwaited(by: proposal, in: home)
    guard isToBeSigned || (open != nil && proposal.isComplete) else { return }
    let doubt =
      if let open {
        open.doubt(
          of: terminal.now, signing: proposal.signing, mirror: try open.home.mirror(), pulled: pulled)
      } else {
        ClockDoubt(of: terminal.now, holding: proposal, pulled: pulled)
      }
    let precautions = Precautions(confirmation, homeOptions)
    if let open { try precautions.askAboutUndone(by: proposal, of: open, terminal) }
    let name = ProposalReport(proposal, now: terminal.now).name
    let proposed = proposal.file.nextKeyring.head
    for other in open?.pendingChanges().waiting ?? [] where other.proposal.file.nextKeyring.head != proposed {
      try terminal.warn("completing \(name) ends the \(other.phrase(now: terminal.now)) for good")
    }
    try precautions.ask(
      before: "\(isToBeSigned ? "signing" : "taking over") \(name) of \(proposal.chain.authority)", doubt,
      terminal)
  }

  /// Whether a key here has something to sign, as far as that can be said without a passphrase: then it may.
  private func isAwaited(by proposal: Proposal, in home: Home?) throws(IssuingError) -> Bool {
    if let key {
      do {
        var signed = proposal
        return try signed.sign(with: try SecretKeys().openSigner(key))
      } catch .secret(.passphrase(.needed)) {
        return true
      }
    }
    guard let home else { return false }
    let held = try home.held(of: proposal.awaited)
    if !held.keys.isEmpty || !held.sealedPaths.isEmpty { return true }
    if !proposal.isComplete { try requireSigner(of: proposal, in: home) }
    return false
  }

  private func sign(
    _ proposal: inout Proposal, in home: Home?, with secrets: SecretKeys
  ) throws(IssuingError) -> [PublicKey] {
    if let key {
      let secret = try secrets.openSigner(key)
      return try proposal.sign(with: secret) ? [secret.publicKey] : []
    }
    guard let home else { return [] }
    let signers = try home.sign(&proposal)
    if signers.isEmpty, !proposal.isComplete { try requireSigner(of: proposal, in: home) }
    return signers
  }

  /// Whoever has signed has nothing left to do; whoever cannot sign has the wrong home.
  private func requireSigner(of proposal: Proposal, in home: Home) throws(IssuingError) {
    if let named = homeOptions.place.path, !MirrorDirectory.exists(named) { throw .file(.missing(named)) }
    let held = try home.held(of: proposal.quorums.flatMap(\.keys))
    guard !held.keys.isEmpty else { throw .noSignerHere }
  }
}
