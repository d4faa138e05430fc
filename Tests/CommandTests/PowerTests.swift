import Foundation
import ProgramSupport
import Testing

/// What links a target proves what it can do: the verifier can neither sign, nor write files, nor open sockets, nor
/// start programs.
struct PowerTests {
  private static let verifier = ["PostPass", "PostPassStore", "Console", "postpass_verify"]

  @Test(arguments: verifier)
  func `the verifier needs no symbol but those of reading and verifying`(_ target: String) throws {
    let needed = try NeededSymbols(ofTargets: [target], try Shell())
    #expect(needed.count > 20)
    #expect(needed.foreignToVerifiers.sorted() == [])
  }

  @Test func `the same check finds signing where there is signing`() throws {
    let foreign = try NeededSymbols(ofTargets: ["PostPassIssuing"], try Shell()).foreignToVerifiers
    #expect(foreign.isSuperset(of: ["crypto_sign_ed25519_detached", "crypto_sign_ed25519_seed_keypair"]))
  }

  @Test func `the same check finds writing where there is writing`() throws {
    let foreign = try NeededSymbols(ofTargets: ["DurableFile"], try Shell()).foreignToVerifiers
    #expect(foreign.isSuperset(of: ["rename", "unlink", "$s5Glibc4openys5Int32VSPys4Int8VG_ADs6UInt32VtF"]))
  }

  @Test func `the same check finds Foundation where there is Foundation`() throws {
    let foreign = try NeededSymbols(ofTargets: ["CommandTests"], try Shell()).foreignToVerifiers
    #expect(foreign.contains { $0.contains("Foundation") })
  }

  @Test func `the same check finds sockets, programs and randomness in a compiled file`() throws {
    let shell = try Shell()
    let source = """
      #include <sys/socket.h>
      #include <netdb.h>
      #include <unistd.h>
      #include <sodium.h>
      void f(unsigned char *b) {
        struct addrinfo *a;
        getaddrinfo("a", "b", 0, &a);
        connect(socket(AF_INET, SOCK_STREAM, 0), a->ai_addr, a->ai_addrlen);
        execve("", 0, 0);
        randombytes_buf(b, 32);
      }
      """
    try Data(source.utf8).write(to: URL(fileURLWithPath: "\(shell.work)/f.c"))
    let compiler = try #require(CCompiler.path)
    let compiled = try shell.run("'\(compiler)' -c f.c")
    try #require(compiled.exit == 0, "\(compiled.errorText)")
    let foreign = try NeededSymbols(of: ["'\(shell.work)/f.o'"], shell).foreignToVerifiers
    #expect(foreign == ["socket", "connect", "getaddrinfo", "execve", "randombytes_buf"])
  }

  @Test func `only the puller asks a network for anything`() throws {
    let shell = try Shell()
    let puller = try NeededSymbols(ofTargets: ["PostPassSync"], shell)
    #expect(puller.ofNetwork.contains("curl_easy_perform"))
    for target in PowerTests.imports.keys where target != "PostPassSync" {
      let object = target.replacing("-", with: "_")
      #expect(try NeededSymbols(ofTargets: [object], shell).ofNetwork.sorted() == [], "\(target)")
    }
  }

  @Test(arguments: ["PostPassSync", "postpass_pull"]) func `the puller signs nothing`(_ target: String) throws
  {
    let needed = try NeededSymbols(ofTargets: [target], try Shell())
    #expect(needed.count > 20)
    #expect(needed.foreignToVerifiers.filter { $0.hasPrefix("crypto_") || $0.hasPrefix("randombytes") } == [])
  }

  /// Which modules a target may import, in the words of its sources.
  private static let imports: [String: Set<String>] = [
    "PostPass": ["CSodium"],
    "Console": ["CArguments", "Glibc", "PostPass"],
    "DurableFile": ["Glibc"],
    "PostPassStore": ["Glibc", "PostPass"],
    "PostPassLedger": ["Foundation", "GRDB", "Glibc", "PostPass", "Synchronization"],
    "PostPassIssuing": ["CSodium", "DurableFile", "PostPass", "PostPassLedger", "Synchronization"],
    "PostPassSync": ["CCurl", "DurableFile", "PostPass", "PostPassStore"],
    "ArgumentErrors": ["ArgumentParser", "Console"],
    "postpass": [
      "ArgumentErrors", "ArgumentParser", "CProcess", "Console", "DurableFile", "Glibc", "PostPass",
      "PostPassIssuing", "PostPassLedger", "PostPassStore", "Synchronization",
    ],
    "postpass-pull": [
      "ArgumentErrors", "ArgumentParser", "Console", "DurableFile", "Glibc", "PostPass", "PostPassStore",
      "PostPassSync",
    ],
    "postpass-verify": ["CSystemCallFilter", "Console", "Glibc", "PostPass", "PostPassStore"],
  ]

  @Test func `no target imports a module that its powers leave out`() throws {
    let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Sources")
    let files = try #require(FileManager.default.enumerator(atPath: sources.path))
    var withSodium: Set<String> = []
    var targets: Set<String> = []
    for case let file as String in files where file.hasSuffix(".swift") {
      let target = String(file.prefix { $0 != "/" })
      targets.insert(target)
      let text = try String(contentsOf: sources.appending(path: file), encoding: .utf8)
      let imported = Set(text.split(separator: "\n").compactMap(importedModule))
      #expect(imported.subtracting(PowerTests.imports[target] ?? []) == [], "\(file)")
      if imported.contains("CSodium") { withSodium.insert(file) }
    }
    #expect(targets == Set(PowerTests.imports.keys))
    #expect(
      withSodium == [
        "PostPass/Ed25519.swift", "PostPass/Blake2b.swift", "PostPassIssuing/Keys/SigningKey.swift",
        "PostPassIssuing/Keys/Sealing.swift",
      ])
  }

  /// The module that a line imports, whatever stands before and after the word.
  private func importedModule(_ line: Substring) -> String? {
    let words = line.split(separator: " ")
    guard let place = words.firstIndex(of: "import"), place + 1 < words.count,
      words[..<place].allSatisfy({
        ["package", "public", "internal", "private"].contains($0) || $0.hasPrefix("@")
      })
    else { return nil }
    return String(words[place + 1].prefix { $0 != "." })
  }
}
