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
      var proposal = try Proposal(at: file, pinned: asked ?? own)
      // With --authority, a key of another authority may be used where this one's home is.
      let open = try own == proposal.chain.authority ? home?.open() : nil
      let isHere = try open?.has(proposal) ?? false
      let report = ProposalReport(proposal, now: terminal.now)
      if dryRun { return try report.showPlan(terminal) }
      try report.describe(terminal)
      if asked == nil, own == nil {
        try terminal.note("nothing here pins this authority: compare its ID, or add --authority ppa1_…")
      }
      if isHere {
        // A run that was cut off may have left the secret of a key without the name of its number.
        if let open { _ = try open.home.numberKeys(by: open.keyring) }
        try report.showNothingToDo(terminal)
        return
      }
      let signers = try signed(
        &proposal, in: home, with: secrets, takingOver: open != nil, confirmed: terminal)
      // The record comes first: no signature of this home is missing from it.
      try open?.recordSigning(of: proposal, by: signers, now: terminal.now, operator: by.text)
      if !signers.isEmpty { try proposal.replace(file) }
      let signedReport = ProposalReport(proposal, now: terminal.now)
      guard open != nil, let home else {
        try signedReport.showSigned(by: signers, in: file, isAtHome: false, terminal)
        return
      }
      guard proposal.isComplete else {
        try signedReport.showSigned(by: signers, in: file, isAtHome: true, terminal)
        return
      }
      guard let state = try home.takeOver(proposal, now: terminal.now, by: by.text) else {
        return try report.showNothingToDo(terminal)
      }
      _ = try home.numberKeys(by: state.trust.keyring)
      try signedReport.showDone(signers: signers, terminal)
    } catch {
      throw Failure(any: error)
    }
  }

  /// The home, where one is named or set up; with a key file none is needed.
  private func home(_ secrets: SecretKeys) throws(Failure) -> Home? {
    do { return Home(try homeOptions.place.directory(), secrets: secrets) } catch {
      guard key != nil, homeOptions.place.path == nil else { throw error }
      return nil
    }
  }

  private func signed(
    _ proposal: inout Proposal, in home: Home?, with secrets: SecretKeys, takingOver isAtHome: Bool,
    confirmed terminal: Terminal
  ) throws -> [PublicKey] {
    var signed = proposal
    var signers: [PublicKey] = []
    if let key {
      let secret = try secrets.openSigner(key)
      if try signed.sign(with: secret) { signers = [secret.publicKey] }
    } else if let home {
      signers = try home.sign(&signed)
      if signers.isEmpty, !proposal.isComplete { try requireSigner(of: proposal, in: home) }
    }
    if !signers.isEmpty || (isAtHome && proposal.isComplete) {
      let name = ProposalReport(proposal, now: terminal.now).name
      try terminal.confirm(
        "\(signers.isEmpty ? "taking over" : "signing") \(name) of \(proposal.chain.authority)", confirmation,
        noInput: homeOptions.passphrase.noInput)
    }
    proposal = signed
    return signers
  }

  /// Whoever has signed has nothing left to do; whoever cannot sign has the wrong home.
  private func requireSigner(of proposal: Proposal, in home: Home) throws {
    if let named = homeOptions.place.path, try !MirrorDirectory.exists(named) {
      throw FileError.missing(named)
    }
    let held = try home.held(of: proposal.quorums.flatMap(\.keys))
    guard !held.keys.isEmpty else { throw IssuingError.noSignerHere }
  }
}
