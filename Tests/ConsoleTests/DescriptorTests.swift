import Console
import Foundation
import Glibc
import Testing

@Suite(.serialized) struct DescriptorTests {
  @Test func `writes everything to a slow, non-blocking reader`() async throws {
    let pipe = try Pipe2()
    _ = fcntl(pipe.writeEnd, F_SETFL, O_NONBLOCK)
    let bytes = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let writer = Task.detached {
      defer { pipe.closeWriteEnd() }
      try Output(descriptor: pipe.writeEnd).write(bytes)
    }
    var received: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 3000)
    while true {
      let count = unsafe read(pipe.readEnd, &chunk, chunk.count)
      guard count > 0 else { break }
      received += chunk[..<count]
    }
    try await writer.value
    #expect(received == bytes)
  }

  @Test func `a vanished reader is not an error`() throws {
    Output.prepare()
    let pipe = try Pipe2()
    pipe.closeReadEnd()
    #expect(try Output(descriptor: pipe.writeEnd).line("x") == .readerGone)
  }

  @Test func `a full disk and a closed descriptor are errors with exit 74`() throws {
    let full = unsafe open("/dev/full", O_WRONLY)
    defer { close(full) }
    let failure = #expect(throws: Failure.self) { try Output(descriptor: full).line("x") }
    #expect(failure?.exit == .inputOutput)
    #expect(failure?.message.text == "cannot write to descriptor \(full): no space left on device")
    let closed = #expect(throws: Failure.self) { try Output(descriptor: 1000).write([1]) }
    #expect(closed?.message.text == "cannot write to descriptor 1000: bad file descriptor")
    #expect(throws: Never.self) { try Output(descriptor: 1000).write([]) }
  }

  @Test func `a read that a signal interrupts is made again`() throws {
    let pipe = try Pipe2()
    interruptThisThread {
      _ = try? Output(descriptor: pipe.writeEnd).write(" pp1_code\n")
      pipe.closeWriteEnd()
    }
    let path = Array("/dev/fd/\(pipe.readEnd)".utf8)
    #expect(try InputSource.file(path).read() == Array("pp1_code".utf8))
  }

  @Test func `a write that a signal interrupts is made again`() throws {
    let pipe = try Pipe2()
    let received = Pipe()
    let bytes = [UInt8](repeating: 0x61, count: 300_000)
    interruptThisThread {
      // The pipe is full by now.
      var count = 0
      var chunk = [UInt8](repeating: 0, count: 4096)
      while count < bytes.count { count += unsafe max(0, read(pipe.readEnd, &chunk, chunk.count)) }
      try? received.fileHandleForWriting.write(contentsOf: Data("\(count)".utf8))
      try? received.fileHandleForWriting.close()
    }
    #expect(try Output(descriptor: pipe.writeEnd).write(bytes) == .written)
    #expect(received.fileHandleForReading.readDataToEndOfFile() == Data("300000".utf8))
  }

  /// Interrupts the calling thread twenty times from another, which then runs the body.
  private func interruptThisThread(then body: @escaping @Sendable () -> Void) {
    // Without SA_RESTART the handler makes read and write fail with EINTR.
    var action = sigaction()
    unsafe action.__sigaction_handler.sa_handler = { _ in }
    _ = unsafe sigaction(SIGUSR1, &action, nil)
    // The threads of the test runner hold signals back.
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    unsafe sigaddset(&signals, SIGUSR1)
    unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    let target = pthread_self()
    Thread.detachNewThread {
      for _ in 0..<20 {
        usleep(5000)
        pthread_kill(target, SIGUSR1)
      }
      body()
    }
  }
}
