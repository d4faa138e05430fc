import DurableFile
import Foundation
import PostPass
import TestSupport
import Testing

/// Pulls from the web server that most mirrors run.
@Suite(WithNginx())
struct `postpass-pull from nginx` {
  private let nginx: Nginx

  init() throws { nginx = try #require(Nginx.shared) }

  /// A scene whose mirror is `www/NAME`.
  private func scene(_ name: String) throws -> PullScene {
    try PullScene(mirror: "\(nginx.root)/\(name)")
  }

  @Test func `fetches files as they are over one connection, and then asks one question`() throws {
    let scene = try scene("first")
    let address = "\(nginx.address)/first"
    let first = try scene.pull(address)
    #expect(first.exit == 0 && first.errors == "")
    #expect(first.output.hasPrefix("list #1, 100000 revoked, fresh until "))
    #expect(scene.heldList == 1)
    let requests = try nginx.requests(below: "first", expecting: 4)
    #expect(requests.count == 4)
    #expect(Set(requests.map { $0.split(separator: " ").last }).count == 1, "\(requests)")
    for request in requests {
      #expect(request.contains(" 200 - - - postpass-pull/0.1.0 "), "\(request)")
    }

    let second = try scene.pull("\(address)/")
    #expect(second.exit == 0 && second.output.hasPrefix("list #1 unchanged, 100000 revoked"))
    let asked = try nginx.requests(below: "first", expecting: 5).dropFirst(4)
    #expect(asked.count == 1 && asked.first?.hasPrefix("/first/head 304 - \"") == true, "\(asked)")
  }

  @Test func `sees a newer list behind a tag that it remembers`() throws {
    var scene = try scene("newer")
    let address = "\(nginx.address)/newer"
    for number in 1...3 as ClosedRange<UInt64> {
      #expect(try scene.pull(address).exit == 0)
      #expect(try scene.pull(address).output.hasPrefix("list #\(number) unchanged"))
      try scene.revokeOneMore()
      try scene.publish()
    }
    let statuses = try nginx.requests(below: "newer", expecting: 10)
      .filter { $0.hasPrefix("/newer/head") }.map { $0.split(separator: " ")[1] }
    #expect(statuses == ["200", "304", "200", "304", "200", "304"])
  }

  @Test func `remembers no tag that may stand for two heads`() throws {
    let scene = try scene("young")
    try DurableFile.setModificationTime(UInt64(time(nil)) + 60, of: "\(scene.mirror)/head")
    for _ in 0..<2 { #expect(try scene.pull("\(nginx.address)/young").exit == 0) }
    let heads = try nginx.requests(below: "young", expecting: 5).filter { $0.hasPrefix("/young/head") }
    #expect(heads.count == 2 && heads.allSatisfy { $0.hasPrefix("/young/head 200 - - ") }, "\(heads)")
  }

  @Test(arguments: ["", "postpass/1/seen\n0123", "\u{0}\u{FFFF}"])
  func `fetches the head where what it remembered is damaged`(memory: String) throws {
    let name = "memory\(memory.count)"
    let scene = try scene(name)
    #expect(try scene.pull("\(nginx.address)/\(name)").exit == 0)
    try write(Array(memory.utf8), to: "\(scene.store)/mirrors")
    #expect(try scene.pull("\(nginx.address)/\(name)").exit == 0)
    let heads = try nginx.requests(below: name, expecting: 5).filter { $0.hasPrefix("/\(name)/head 200 ") }
    #expect(heads.count == 2)
  }

  @Test func `verifies the certificate, and follows to the same host only`() throws {
    let scene = try scene("tls")
    let trusting = ["SSL_CERT_FILE": nginx.certificates]
    let untrusted = try scene.pull("\(nginx.secureAddress)/tls")
    #expect(untrusted.exit == 69)
    #expect(
      untrusted.errors.hasPrefix(
        "postpass-pull: error: cannot fetch head of the mirror: its certificate is not to be trusted\n"))
    let otherName = nginx.secureAddress.replacingOccurrences(of: "127.0.0.1", with: "localhost")
    #expect(try scene.pull("\(otherName)/tls", environment: trusting).errors.contains("certificate"))
    let unreadable = try scene.pull(
      "\(nginx.secureAddress)/tls", environment: ["SSL_CERT_FILE": "/nonexistent"])
    #expect(unreadable.exit == 69 && unreadable.errors.contains("check SSL_CERT_FILE"))
    let insecure = try scene.pull("\(nginx.secureAddress)/insecure/tls", environment: trusting)
    #expect(insecure.exit == 69 && insecure.errors.contains("it sends us from https to http"))
    #expect(scene.heldList == nil)

    for address in [
      "\(nginx.secureAddress)/tls", "\(nginx.address)/secure/tls", "\(nginx.address)/moved/tls",
      "\(nginx.address)/moved/moved/secure/tls",
    ] {
      let result = try scene.pull(address, environment: trusting)
      #expect(result.exit == 0, "\(address): \(result.errors)")
    }
    let plain = try scene.pull("HTTP://\(nginx.address.dropFirst("http://".count))/tls")
    #expect(plain.exit == 0)
  }

  @Test func `tells outages apart, and tolerates them`() throws {
    let scene = try scene("outage")
    for (place, reason) in [("forbidden", "it answers 403"), ("broken", "it answers 503")] {
      let result = try scene.pull("\(nginx.address)/\(place)")
      #expect(result.exit == 69 && result.errors.contains(": \(reason)\n"), "\(result.errors)")
    }
    let absent = try scene.pull("\(nginx.address)/absent")
    #expect(absent.errors.hasPrefix("postpass-pull: error: there is no mirror at \(nginx.address)/absent\n"))
    #expect(absent.exit == 69)

    let several = try scene.pull(
      "\(nginx.address)/broken", "\(nginx.address)/outage", "\(nginx.address)/absent")
    #expect(several.exit == 0 && several.output.hasPrefix("list #1"))
    #expect(
      several.errors.contains(
        "warning: cannot fetch head of the mirror \(nginx.address)/broken: it answers 503"))
    let tolerated = try scene.pull("\(nginx.address)/broken", options: ["--tolerate", "1h"])
    #expect(
      tolerated.exit == 0 && tolerated.errors.contains("it answers 503; kept list #1; last pull just now"))
    let json = try scene.pull("\(nginx.address)/broken", "\(nginx.address)/outage", options: ["--json"])
    #expect(json.output.contains("{\"from\":\"\(nginx.address)/broken\",\"error\":{\"code\":\"unreachable\""))
    #expect(json.output.contains("{\"from\":\"\(nginx.address)/outage\",\"result\":\"ok\"}"))
  }

  @Test func `asks for the rest of what an interrupted pull left`() throws {
    let scene = try scene("resumed")
    let interrupted = try PullProgram(starting: scene.arguments(["\(nginx.address)/slow/resumed"]))
    for _ in 0..<1000 where scene.begun ?? 0 == 0 { usleep(10_000) }
    interrupted.interrupt()
    #expect(try interrupted.result().exit == 128 + SIGINT)
    let begun = scene.begun ?? 0
    #expect(begun > 0 && begun < scene.authority.list.bodyFile.count)
    #expect(scene.heldList == nil)
    #expect(try scene.pull("\(nginx.address)/resumed").exit == 0)
    #expect(scene.heldList == 1 && scene.begun == nil)
    let parts = try nginx.requests(below: "resumed", expecting: 4).filter { $0.contains(" 206 ") }
    #expect(parts.count == 1 && parts[0].contains(" 206 bytes=\(begun)-- "), "\(parts)")
  }

  @Test func `shows on a terminal how far it has come, and nowhere else`() throws {
    let scene = try scene("progress")
    let slow = scene.arguments(["\(nginx.address)/slow/progress"]).joined(separator: " ")
    let seen = try PullProgram.runShell(
      "script --quiet --return --command '\(PullProgram.path) \(slow)' /dev/null </dev/null")
    #expect(seen.exit == 0)
    #expect(seen.output.contains("% of 0.2 MB"), "\(seen.output)")
    for option in ["--quiet", "--json"] {
      try FileManager.default.removeItem(atPath: scene.store)
      let quiet = try PullProgram.runShell(
        "script --quiet --return --command '\(PullProgram.path) \(slow) \(option)' /dev/null </dev/null")
      #expect(quiet.exit == 0 && !quiet.output.contains("%"), "\(quiet.output)")
    }
    try FileManager.default.removeItem(atPath: scene.store)
    #expect(try scene.pull("\(nginx.address)/slow/progress").errors == "")
  }
}
