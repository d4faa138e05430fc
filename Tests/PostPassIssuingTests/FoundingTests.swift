import DurableFile
import Glibc
import PostPass
import PostPassIssuing
import PostPassLedger
import TestSupport
import Testing

@Suite struct FoundingTests {
  private let founding = Founding(creator: Office.nora, now: Office.now, by: "nora")

  @Test func `the first files verify from the pin alone`() throws {
    let office = try Office.founded()
    let authority = try office.home.open().ledger.authority
    let trust = try AuthorityState(pinned: authority, at: office.mirror).trust
    #expect(trust.authority == authority)
    #expect([trust.root.number, trust.keyring.head.number, trust.list.head.number] == [1, 1, 1])
    #expect(trust.list.isAuthoritative)
    #expect(try trust.keyring.soleAccount() == Office.nora)
    #expect(trust.list.codeCount == 0)
    #expect(try trust.keyring.record(number(1))?.role == .issuer)
    #expect(try trust.keyring.record(number(2))?.role == .publisher)
    #expect(trust.newestSignedTime == Office.now)
  }

  @Test func `files are where they belong, and secrets are the owner's alone`() throws {
    let office = try Office()
    let before = umask(0)
    defer { umask(before) }
    _ = try founding.found(in: office.home)
    let home = office.home.path
    for directory in [home, "\(home)/keys"] { #expect(permissions(of: directory) == 0o700) }
    let keys = ["issuer-1.key", "publisher-2.key", "root.key"]
    #expect(try DurableFile.names(in: "\(home)/keys") == keys)
    for key in keys { #expect(permissions(of: "\(home)/keys/\(key)") == 0o600) }
    for file in try DurableFile.names(in: home) where file.hasPrefix("ledger.db") || file == "lock" {
      #expect(permissions(of: "\(home)/\(file)") == 0o600, "\(file)")
    }
    #expect(permissions(of: "\(home)/public/head") == 0o644)
  }

  @Test func `a second founding changes nothing`() throws {
    let office = try Office.founded()
    let before = try files(below: office.home.path)
    #expect(throws: IssuingError.homeExists(office.home.path)) { try found(office.home) }
    #expect(try files(below: office.home.path) == before)
  }

  @Test(arguments: ["notes.txt", "ledger.db", "keys/issuer-9.key", "keys/new-publisher.pub", "public/head"])
  func `a directory with other files is left as it is`(name: String) throws {
    let office = try Office()
    let directory = name.split(separator: "/").count == 1 ? "" : "/\(name.prefix { $0 != "/" })"
    try DurableFile.createDirectory("\(office.home.path)\(directory)")
    try write([1], to: "\(office.home.path)/\(name)")
    #expect(throws: IssuingError.homeExists(office.home.path)) { try found(office.home) }
    #expect(try files(below: office.home.path) == ["\(office.home.path)/\(name)": [1]])
  }

  @Test(arguments: [4056, 4040])
  func `what cannot be written leaves no home that opens, and is not taken for an empty one`(length: Int)
    throws
  {
    let office = try Office()
    // So long a path that some names in it, and not all, are too long for the system: secrets are written, the rest
    // is not.
    var path = office.directory.path
    while path.utf8.count + 200 < length { path += "/\(String(repeating: "a", count: 150))" }
    path += "/\(String(repeating: "a", count: length - path.utf8.count - 1))"
    let home = Home(path)
    #expect(throws: IssuingError.self) { try found(home) }
    #expect(try DurableFile.names(in: home.keysPath).contains("root.key"))
    #expect(throws: IssuingError.noHome(path)) { try opened(home) }
    #expect(throws: IssuingError.homeExists(path)) { try found(home) }
  }

  @Test func `a clock beyond all dates founds nothing`() throws {
    let office = try Office()
    for seconds in [UInt64.max, UnixTime.lastDate.seconds, UnixTime.lastDate.seconds - 1000] {
      let now = UnixTime(seconds: seconds)
      #expect(throws: IssuingError.clockBeyondDates(now)) {
        _ = try Founding(creator: Office.nora, now: now, by: "nora").found(in: office.home)
      }
    }
    _ = try Founding(creator: Office.nora, now: UnixTime(seconds: 0), by: "nora").found(in: office.home)
    #expect(try office.home.open().state.trust.list.isAuthoritative)
  }

  @Test func `the lock keeps a second process out`() throws {
    let office = try Office.founded()
    let lock = "\(office.home.path)/lock"
    try office.home.locked { () throws(IssuingError) in
      #expect(throws: FileError.locked(lock)) { try take(lock) }
    }
    // Given back, also after a failure.
    #expect(throws: IssuingError.noPublisher) {
      try office.home.locked { () throws(IssuingError) in throw IssuingError.noPublisher }
    }
    try office.home.locked { () throws(IssuingError) in }
    let nowhere = Home(office.directory.file("nowhere"))
    #expect(throws: IssuingError.noHome(nowhere.path)) { try nowhere.locked { () throws(IssuingError) in } }
  }

  @Test func `a mirror's path is kept as it is`() throws {
    let office = try Office.founded()
    #expect(try office.home.mirror() == nil)
    for path in ["/srv/mirror", "/srv/a b", "/srv/a\nb", "/srv/é\n"] {
      try office.home.setMirror(path)
      #expect(try office.home.mirror() == path)
    }
    #expect(permissions(of: "\(office.home.path)/mirror") == 0o600)
  }

  private func found(_ home: Home) throws(IssuingError) { _ = try founding.found(in: home) }

  private func take(_ lock: String) throws(FileError) { _ = try FileLock(lock) }

  private func opened(_ home: Home) throws(IssuingError) { _ = try home.open() }
}
