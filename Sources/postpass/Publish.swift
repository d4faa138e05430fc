import ArgumentParser
import Console
import DurableFile
import PostPass
import PostPassIssuing

struct Publish: PostPassCommand {
  static let configuration = CommandConfiguration(
    abstract: "Sign the next revocation list and write the mirror.",
    discussion: """
      With nothing new, a fresh head over the same list is signed. Publish before the list is due, or verifiers cannot tell any more.

      Example:
        postpass publish
        postpass publish ./mirror --bundle state.bundle
      """)

  @Argument(help: "The mirror directory (default: the one of init, or of the first publish).")
  var directory: String?

  @Flag(help: "Say what would be published, and change nothing.")
  var dryRun = false

  @OptionGroup var terms: PublishTerms
  @OptionGroup var confirmation: ConfirmationOptions
  @OptionGroup var homeOptions: HomeOptions
  @OptionGroup var by: OperatorOptions
  @OptionGroup var output: OutputOptions

  func execute(_ terminal: Terminal) throws(Failure) {
    let open: OpenHome
    do { open = try homeOptions.home().open() } catch { throw Failure(any: error) }
    let listTerms = try terms.parsed()
    let mirror = try Publish.mirror(open, named: directory, terms)
    if dryRun {
      let plan = try Publish.plan(open, to: mirror, mayBeEmpty: terms.first, listTerms, terminal)
      return try PublicationReport(plan, mirror: mirror, bundle: terms.bundle).show(terminal, as: .planned)
    }
    let precautions = Precautions(confirmation, homeOptions)
    try precautions.askBeforeList(of: open, mirror: mirror, terminal)
    try Publish.publish(open, to: mirror, terms, by: by.text, precautions, terminal)
  }

  /// What would be published; says what would be taken over, and fails where `publish` would.
  private static func plan(
    _ open: OpenHome, to mirror: String?, mayBeEmpty: Bool, _ listTerms: ListTerms, _ terminal: Terminal
  ) throws(Failure) -> PublicationPlan {
    let takeOver = try TakeOver(of: open, at: mirror, mayBeEmpty: mayBeEmpty)
    try takeOver?.show(terminal)
    do {
      return try open.home.plan(
        for: mirror, mayBeEmpty: mayBeEmpty, agreed: takeOver?.change, terms: listTerms, now: terminal.now)
    } catch {
      throw Failure(error)
    }
  }

  /// Fails where a publication to the mirror of the home would; nothing is changed.
  static func rehearse(_ open: OpenHome, _ terms: PublishTerms, _ terminal: Terminal) throws(Failure) {
    let mirror = try Publish.mirror(open, named: nil, terms)
    _ = try plan(open, to: mirror, mayBeEmpty: terms.first, try terms.parsed(), terminal)
  }

  static func publish(
    _ open: OpenHome, to mirror: String?, _ terms: PublishTerms, by: String, _ precautions: Precautions,
    _ terminal: Terminal
  ) throws(Failure) {
    let listTerms = try terms.parsed()
    let pending = open.pendingChanges().waiting
    let seen = try precautions.askAboutMirror(
      of: open, at: mirror, mayBeEmpty: terms.first, terminal)?.change
    do {
      try open.unlockPublisher(agreed: seen, now: terminal.now)
      let publication = try open.home.publish(
        to: mirror, mayBeEmpty: terms.first, agreed: seen, terms: listTerms, now: terminal.now, by: by)
      // Another one than was seen, if the mirror was written in between.
      if let change = publication.plan.takenOver, change != seen {
        try TakeOver(ofMirror: change).show(terminal)
      }
      let known = try open.home.mirror()
      if let mirror, known == nil { try open.home.setMirror(mirror) }
      if let bundle = terms.bundle { try DurableFile.write(publication.state.bundle.encoded, to: bundle) }
      try PublicationReport(publication.plan, mirror: mirror, bundle: terms.bundle).show(terminal, as: .done)
      for change in pending where change.isEnded(by: publication.state) {
        try change.warnOfEnd(
          by: "keyring #\(publication.state.trust.keyring.head.number), which came from the mirror", terminal)
      }
      try warnOfStaleParents(publication.state.trust, terminal)
      if mirror == nil {
        try terminal.note("no mirror was written; who pulls from one does not know of this list")
      }
    } catch {
      throw Failure(any: error)
    }
  }

  /// A list is not believed beyond the root and keyring that vouch for its signer.
  private static func warnOfStaleParents(_ trust: TrustSet, _ terminal: Terminal) throws(Failure) {
    for head in [trust.root, trust.keyring.head] where terminal.now >= head.freshUntil {
      try terminal.warn(
        """
        \(head.kind.name) #\(head.number) was fresh until \(head.freshUntil.text): verifiers cannot tell until it is \
        renewed; next: \(head.kind.renewal), then postpass publish
        """)
    }
  }

  /// Where the list goes. A signed list that cannot be written where it was asked for is out all the same: so all is
  /// looked at before.
  static func mirror(
    _ open: OpenHome, named directory: String?, _ terms: PublishTerms
  ) throws(Failure) -> String? {
    if let bundle = terms.bundle { try BundleFile.refuseOther(bundle) }
    guard directory != "" else {
      throw .usage("empty-value", "the mirror directory has no name", hint: "write postpass publish DIR")
    }
    let mirror: String?
    if let directory {
      mirror = try MirrorDirectory.absolute(directory)
    } else {
      do { mirror = try open.home.mirror() } catch { throw Failure(error) }
    }
    guard mirror != nil || terms.bundle != nil else {
      throw Failure(
        code: "no-mirror", message: "no mirror directory is known",
        hint:
          "name it: postpass publish DIR, a new one with --first; or write one file: postpass publish --bundle FILE",
        exit: .usage)
    }
    if let mirror {
      try MirrorDirectory.refuseForeign(mirror)
      if terms.first { try MirrorDirectory.refuseLive(mirror) }
    }
    return mirror
  }
}

/// What a publication promises, and where else it goes.
struct PublishTerms: ParsableArguments {
  @Option(help: "For how long verifiers believe the list.")
  var freshFor = "7d"

  @Option(help: "For how long the list vouches for codes that ended.")
  var retain = "30d"

  @Option(help: "Also write the whole state into one file.")
  var bundle: String?

  @Flag(help: "The mirror is still empty.")
  var first = false

  /// The terms of a publication that says nothing of them.
  static func standard() throws(Failure) -> PublishTerms {
    // Only the parser gives the properties their defaults.
    do { return try parse([]) } catch { throw Failure(bug: error) }
  }

  func parsed() throws(Failure) -> ListTerms {
    let fresh = try Value.span(freshFor, of: "--fresh-for", examples: "12h, 7d or 4w")
    let retained = try Value.span(retain, of: "--retain", examples: "12h, 7d or 4w")
    do { return try ListTerms(freshFor: fresh, retain: retained) } catch { throw Failure(error) }
  }
}
