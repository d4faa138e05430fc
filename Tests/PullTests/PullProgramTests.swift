import DurableFile
import Foundation
import PostPass
import TestSupport
import Testing

struct `postpass-pull` {
  /// A mirror directory with what an authority offers.
  private func mirror(
    _ authority: TestAuthority, _ directory: borrowing TemporaryDirectory, _ name: String = "mirror"
  ) throws -> String {
    let path = directory.file(name)
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try authority.writeMirror(to: path)
    return path
  }

  @Test func `tells of the first pull, of a newer list, and of nothing new`() throws {
    let directory = try TemporaryDirectory()
    let first = try currentAuthority()
    let path = try mirror(first, directory)
    let store = directory.file("store")
    let until = first.list.head.freshUntil.text
    let pinned = try PullProgram.run(["--from", path, "--authority", first.id.description, "--store", store])
    #expect(pinned.output == "list #1, 0 revoked, fresh until \(until)\n")
    #expect(pinned.errors == "" && pinned.exit == 0)

    let second = try currentAuthority(number: 2, revoking: [7])
    try second.writeMirror(to: path)
    let updated = try PullProgram.run(["--from", path], environment: ["POSTPASS_STORE": store])
    #expect(updated.output == "list #1 → #2: +1 revoked, fresh until \(second.list.head.freshUntil.text)\n")
    #expect(updated.exit == 0)

    let unchanged = try PullProgram.run(["--from", path, "--store", store])
    #expect(
      unchanged.output == "list #2 unchanged, 1 revoked, fresh until \(second.list.head.freshUntil.text)\n")
    #expect(unchanged.exit == 0)
    let quiet = try PullProgram.run(["--from", path, "--store", store, "--quiet"])
    #expect(quiet.output == "" && quiet.errors == "" && quiet.exit == 0)
  }

  @Test func `refuses a rollback, unless a second source is good`() throws {
    let directory = try TemporaryDirectory()
    let first = try currentAuthority(number: 41)
    let old = try mirror(first, directory, "old")
    let path = try mirror(try currentAuthority(number: 42, revoking: [7]), directory)
    let store = directory.file("store")
    _ = try PullProgram.run(["--from", path, "--authority", first.id.description, "--store", store])
    let refused = try PullProgram.run(["--from", old, "--store", store])
    #expect(
      refused.errors == """
        postpass-pull: error: the mirror offers list #41, older than list #42 held here; kept #42
          hint: the mirror may be serving an old copy; tell its operator if this repeats

        """)
    #expect(refused.output == "" && refused.exit == 76)

    let json = try PullProgram.run(["--from", old, "--store", store, "--json"])
    #expect(
      json.output.hasPrefix(#"{"v":1,"error":{"code":"rollback","message":"the mirror offers list #41"#))
    #expect(json.output.hasSuffix("\"exit\":76}\n") && json.exit == 76)
    #expect(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) is [String: Any])

    let both = try PullProgram.run(["--from", old, "--from", path, "--store", store])
    #expect(both.exit == 0)
    #expect(both.errors.hasPrefix("postpass-pull: warning: the mirror \(old) offers list #41, older than"))
    let inOne = try PullProgram.run(["--from", old, directory.file("nowhere"), path, "--store", store])
    #expect(inOne.exit == 0 && inOne.output.hasPrefix("list #42 unchanged"))
  }

  @Test func `says in JSON what changed and what was tried`() throws {
    let directory = try TemporaryDirectory()
    let first = try currentAuthority()
    let path = try mirror(first, directory)
    let arguments = ["--from", path, directory.file("nowhere"), "--store", directory.file("store"), "--json"]
    _ = try PullProgram.run(arguments + ["--authority", first.id.description])
    let second = try currentAuthority(number: 2, revoking: [7, 9])
    try second.writeMirror(to: path)
    let result = try PullProgram.run(arguments)
    let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
    #expect(object?["result"] as? String == "updated")
    #expect(object?["revoked"] as? Int == 2)
    #expect(object?["revoked_before"] as? Int == 0)
    #expect(object?["fresh_until"] as? String == second.list.head.freshUntil.iso8601)
    let list = object?["list"] as? [String: Any]
    #expect(list?["old"] as? Int == 1 && list?["new"] as? Int == 2)
    let sources = object?["sources"] as? [[String: Any]]
    #expect(sources?.first?["result"] as? String == "ok")
    #expect(sources?.last?["exit"] as? Int == 69)
  }

  @Test func `tolerates an outage for as long as it is told to`() throws {
    let directory = try TemporaryDirectory()
    let authority = try currentAuthority()
    let path = try mirror(authority, directory)
    let store = directory.file("store")
    _ = try PullProgram.run(["--from", path, "--authority", authority.id.description, "--store", store])
    try FileManager.default.removeItem(atPath: path)
    let outage = try PullProgram.run(["--from", path, "--store", store])
    #expect(outage.exit == 69)
    #expect(outage.errors.hasPrefix("postpass-pull: error: there is no mirror at \(path)\n  hint: "))
    let tolerated = try PullProgram.run(["--from", path, "--store", store, "--tolerate", "24h"])
    #expect(tolerated.exit == 0)
    #expect(tolerated.errors.hasPrefix("postpass-pull: warning: there is no mirror at \(path); last pull"))
    #expect(tolerated.output.hasPrefix("list #1 kept, 0 revoked, fresh until "))

    // The last success is too long ago.
    let state = try StoreState(parsing: try DurableFile.read(store + "/state", limit: 1 << 20))
    func writeState(lastPull: UnixTime) throws {
      let changed = StoreState(
        authority: state.authority, newestSignedTime: state.newestSignedTime, lastPull: lastPull,
        roots: state.roots, keyring: state.keyring, list: state.list)
      try write(changed.encoded, to: store + "/state")
    }
    try writeState(lastPull: state.lastPull.subtracting(.minutes(61)))
    #expect(try PullProgram.run(["--from", path, "--store", store, "--tolerate", "1h"]).exit == 69)
    #expect(try PullProgram.run(["--from", path, "--store", store, "--tolerate", "2h"]).exit == 0)
    // A last success in the future is no reason to tolerate anything.
    try writeState(lastPull: state.lastPull.adding(.days(30)))
    #expect(try PullProgram.run(["--from", path, "--store", store, "--tolerate", "1h"]).exit == 69)
  }

  @Test func `tolerates no outage with a stale list, and no refusal`() throws {
    let directory = try TemporaryDirectory()
    let stale = try currentAuthority(age: .days(8))
    let path = try mirror(stale, directory)
    let store = directory.file("store")
    let frozen = try PullProgram.run([
      "--from", path, "--authority", stale.id.description, "--store", store, "--tolerate", "24h",
    ])
    #expect(frozen.exit == 76)
    #expect(frozen.output.hasPrefix("list #1, 0 revoked, fresh until "))
    #expect(frozen.errors.contains("list #1 was fresh until"))
    try FileManager.default.removeItem(atPath: path)
    #expect(try PullProgram.run(["--from", path, "--store", store, "--tolerate", "24h"]).exit == 69)
  }

  @Test func `has an exit code for every side that is at fault`() throws {
    let directory = try TemporaryDirectory()
    let authority = try currentAuthority()
    let path = try mirror(authority, directory)
    let store = directory.file("store")
    let id = authority.id.description
    #expect(try PullProgram.run(["--from", path, "--store", store]).exit == 66)
    let other = AuthorityID(ofFirstRootBody: [1]).description
    #expect(
      try PullProgram.run(["--from", path, "--store", directory.file("x"), "--authority", other]).exit == 76)
    #expect(try PullProgram.run(["--from", path, "--store", store, "--authority", id]).exit == 0)
    #expect(try PullProgram.run(["--from", path, "--store", store, "--authority", other]).exit == 73)
    try write([1, 2, 3], to: directory.file("no.bundle"))
    let noBundle = try PullProgram.run(["--from", directory.file("no.bundle"), "--store", store])
    #expect(
      noBundle.exit == 65
        && noBundle.errors.contains("the bundle is damaged, cut short, or no bundle; kept list #1"))
    let lock = try FileLock(store + "/lock")
    #expect(try PullProgram.run(["--from", path, "--store", store]).exit == 75)
    withExtendedLifetime(lock) {}
    try write([], to: directory.file("file"))
    #expect(
      try PullProgram.run(["--from", path, "--store", directory.file("file"), "--authority", id]).exit == 74)
    try write([1], to: store + "/state")
    #expect(try PullProgram.run(["--from", path, "--store", store]).exit == 65)
  }

  @Test(
    arguments: [
      (["--frm", "x"], "'--frm' is not an option", "did you mean --from?"),
      (["--from"], "missing value for '--from <URL|DIR|BUNDLE>'", "see postpass-pull --help"),
      ([], "--from is missing", "add --from URL, --from DIR or --from BUNDLE"),
      (["--from", "x", "--authority", "ppa1_x"], "the authority ID was mistyped or cut short", nil),
      (["--from", "x", "--tolerate", "24"], "'--tolerate 24' has no unit", "write 24h or 24d"),
      (["--from", "x", "--tolerate", "soon"], "'--tolerate soon' is not a duration", "write 24h, 2d or 1w"),
      (["--from", "x", "--json", "--quiet"], "--json and --quiet are given together", "give one of the two"),
      (["--json", "stray"], "unexpected argument 'stray'", "see postpass-pull --help"),
      (["--json", "pp1_abc"], "unexpected argument 'pp1_...'", "see postpass-pull --help"),
      (
        ["--from", "x", "--\u{202E}x"], "'--\\u{202E}x' is not an option",
        "postpass-pull --help lists the options"
      ),
    ] as [([String], String, String?)])
  func `says what is wrong with a command line`(arguments: [String], message: String, hint: String?) throws {
    let result = try PullProgram.run(arguments, environment: ["HOME": "/nonexistent"])
    let lines = result.errors.split(separator: "\n")
    #expect(lines.count == 2 && lines.first == "postpass-pull: error: \(message)")
    if let hint { #expect(lines.last == "  hint: \(hint)") }
    #expect(result.exit == 64)
    #expect(result.output.isEmpty != arguments.contains("--json"))
  }

  @Test(
    arguments: [
      ("htps://mirror.example", "'htps://mirror.example' is no http or https address"),
      ("ftp://mirror.example", "'ftp://mirror.example' is no http or https address"),
      ("FILE:///srv/mirror", "'FILE:///srv/mirror' is no http or https address"),
      ("http:mirror", "'http:mirror' is no http or https address"),
      ("https://mirror.example/?a", "'https://mirror.example/?a' has a ? or # in it"),
      ("https://:80/", "'https://:80/' is not an address"),
      ("https://mirror.example:0/", "'https://mirror.example:0/' is not an address"),
      ("https://mirror.example/\u{202E}", "'https://mirror.example/\\u{202E}' is not an address"),
      (
        "https://me:secret@mirror.example/",
        "the address given with --from has a user name or a password in it"
      ),
      ("https://secret@[::1/", "the address given with --from has a user name or a password in it"),
      ("ftp://me:secret@mirror.example", "the address given with --from is no http or https address"),
    ])
  func `takes no other address, and shows no password`(address: String, message: String) throws {
    let result = try PullProgram.run(["--from", address, "--json"], environment: ["HOME": "/nonexistent"])
    #expect(
      result.exit == 64 && result.errors.hasPrefix("postpass-pull: error: \(message)\n"), "\(result.errors)")
    #expect(!result.errors.contains("secret") && !result.output.contains("secret"))
  }

  @Test func `does not touch a store of another version`() throws {
    let directory = try TemporaryDirectory()
    let authority = try currentAuthority()
    let path = try mirror(authority, directory)
    let store = directory.file("store")
    try FileManager.default.createDirectory(atPath: store, withIntermediateDirectories: false)
    try authority.writeStore(to: store)
    for version in ["2", "17"] {
      let state = Array("postpass/\(version)/stat\nwhatever comes then".utf8)
      try write(state, to: store + "/state")
      let result = try PullProgram.run(["--from", path, "--store", store])
      #expect(result.exit == 65 && result.errors.contains("was written by another version of postpass-pull"))
      #expect(try DurableFile.names(in: store) == ["bodies", "state"])
      #expect(try DurableFile.read(store + "/state", limit: 1 << 10) == state)
    }
  }

  @Test(arguments: ["0s", "61m", "10"]) func `waits for a second to an hour`(timeout: String) throws {
    let result = try PullProgram.run(
      ["--from", "x", "--timeout", timeout], environment: ["HOME": "/nonexistent"])
    #expect(result.exit == 64 && result.errors.hasPrefix("postpass-pull: error: '--timeout \(timeout)' "))
  }

  @Test func `prints help and version on standard output`() throws {
    for option in ["--help", "-h", "--version"] {
      let result = try PullProgram.run([option])
      #expect(result.exit == 0 && result.errors == "" && !result.output.isEmpty)
    }
    #expect(
      try PullProgram.run(["--help"]).output.contains(
        "postpass-pull --from https://mirror.example/nora --authority ppa1_..."))
  }
}
