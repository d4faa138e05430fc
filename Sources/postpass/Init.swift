import ArgumentParser
import Console
import DurableFile
import PostPass
import PostPassIssuing

struct Init: PostPassCommand {
  static let configuration = CommandConfiguration(
    abstract: "Begin an authority: keys, root, keyring and the first list.",
    discussion: """
      Prints the authority ID: the one string that verifiers pin. On a terminal a passphrase for the secret keys is offered; without one, and away from a terminal without --passphrase-file, they have none.

      Example:
        postpass init --creator @nora --mirror ./mirror
      """)

  @Option(help: "The creator account whose posts will be authorized, for example @nora.")
  var creator: String

  @Option(help: "A directory that any web server can serve, or a USB stick; publish writes it.")
  var mirror: String?

  @OptionGroup var homeOptions: HomeOptions
  @OptionGroup var by: OperatorOptions
  @OptionGroup var output: OutputOptions

  func execute(_ terminal: Terminal) throws(Failure) {
    let account = try Value.account(creator, of: "--creator")
    let home = try homeOptions.home()
    let directory = try mirror.map { path throws(Failure) in try MirrorDirectory.absolute(path) }
    if let directory { try MirrorDirectory.refuseOccupied(directory) }
    let madeDirectory = directory.map { !MirrorDirectory.exists($0) } ?? false
    let founded: OpenHome
    do {
      // A mirror that cannot be made is found out before there is an authority.
      if let directory { try DurableFile.createDirectory(directory, permissions: 0o755) }
      founded = try Founding(creator: account, now: terminal.now, by: by.text).found(in: home)
      if let directory {
        try home.setMirror(directory)
        try founded.writeMirror(directory)
      }
    } catch {
      if let directory, madeDirectory { MirrorDirectory.removeIfEmpty(directory) }
      throw Failure(any: error)
    }
    let trust = founded.state.trust
    try terminal.result(
      "created authority \(terminal.style.bold("\(trust.authority)"))  (the one string that verifiers pin)"
    ) { object in
      object.add("authority", trust.authority.description)
      object.add("creator", account.description)
      object.add("issuer", 1)
      object.add("publisher", 2)
      object.add("list", trust.list.head.number)
      object.add("mirror", directory)
    }
    try terminal.noteSpelling(of: account)
    try terminal.note("next: postpass issue --post 7412345678901234567 --brand 7198765432109876543 --for 30d")
  }
}

extension Terminal {
  /// An account may be any name of a platform; most have an @, and are one character longer than what is often typed.
  func noteSpelling(of account: Account) throws(Failure) {
    if account.description.utf8.contains(UInt8(ascii: "@")) { return }
    try note("the account is \(account), without an @, and has to be named like that by who verifies")
  }
}
