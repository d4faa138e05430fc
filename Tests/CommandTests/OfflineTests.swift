import Foundation
import ProgramSupport
import Testing

/// The same answer where there is no network.
struct OfflineTests {
  /// Ways to run a program that cannot reach any network: a network namespace of its own, which has no interface that
  /// is up; or, where the system allows none, a tracer that makes every network call fail.
  private static let cuts = [
    "unshare --map-root-user --net", "unshare --net",
    "strace --follow-forks --output=/dev/null --trace=%network --inject=%network:error=ENETUNREACH",
  ]

  /// The first way that works here. None is a failure: nothing would be shown.
  private func cut(_ shell: borrowing Shell) throws -> String {
    for cut in OfflineTests.cuts where try shell.run("\(cut) true").exit == 0 { return cut }
    throw NoCut()
  }

  struct NoCut: Error {}

  @Test func `a cut network lets nothing through`() throws {
    let shell = try Shell()
    let listener = try LoopbackListener()
    let connect = "bash -c 'exec 3<>/dev/tcp/127.0.0.1/\(listener.port)'"
    #expect(try shell.run(connect).exit == 0)
    #expect(try shell.run("\(cut(shell)) \(connect)").exit != 0)
  }

  @Test func `a copy of the store gives the same verdict and JSON without a network`() throws {
    let scene = try Scene()
    try expectSameAnswers(scene, exit: 0)
    let revoked = try scene.shell.run(
      "postpass revoke @acme.code --reason cancelled --publish && postpass-pull --from mirror")
    #expect(revoked.exit == 0)
    try expectSameAnswers(scene, exit: 13)
  }

  private func expectSameAnswers(_ scene: borrowing Scene, exit: Int32) throws {
    let copied = try scene.shell.run("rm -rf copy && cp -r \"$HOME/.local/state/postpass\" copy")
    #expect(copied.exit == 0)
    // One moment for all, at which the clock stands still, so that ages are equal.
    let soon = Date().addingTimeInterval(60).formatted(
      .verbatim(
        "\(year: .defaultDigits)-\(month: .twoDigits)-\(day: .twoDigits) \(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\(minute: .twoDigits):00",
        timeZone: .gmt, calendar: Calendar(identifier: .gregorian)))
    let now = "env TZ=UTC faketime -f '\(soon)'"
    let question = "@acme.code --post \(Scene.post) --brand \(Scene.brand)"
    for form in ["", " --json"] {
      let here = try scene.shell.run("\(now) postpass-verify \(question)\(form)")
      let there = try scene.shell.run(
        "\(cut(scene.shell)) \(now) postpass-verify \(question)\(form) --store copy")
      #expect(here.exit == exit)
      #expect(there.exit == exit)
      #expect(here.outputText == there.outputText)
      #expect(here.errorText == there.errorText)
    }
  }
}

/// A socket of this process that takes connections on the loopback interface.
private struct LoopbackListener: ~Copyable {
  private let descriptor: Int32
  let port: UInt16

  init() throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = descriptor
    let failed = unsafe withUnsafeMutablePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        unsafe bind(descriptor, address, length) != 0 || listen(descriptor, 8) != 0
          || getsockname(descriptor, address, &length) != 0
      }
    }
    port = UInt16(bigEndian: address.sin_port)
    guard !failed else { throw POSIXError(.EADDRNOTAVAIL) }
  }

  deinit { close(descriptor) }
}
