import Foundation

/// A pipe by its two descriptors, closed with it.
final class Pipe2: Sendable {
  private let pipe = Pipe()

  init() throws {}

  var readEnd: Int32 { pipe.fileHandleForReading.fileDescriptor }
  var writeEnd: Int32 { pipe.fileHandleForWriting.fileDescriptor }

  func closeReadEnd() { try? pipe.fileHandleForReading.close() }
  func closeWriteEnd() { try? pipe.fileHandleForWriting.close() }

  /// Closes the end that is written to and returns what was written.
  func drain() -> [UInt8] {
    closeWriteEnd()
    return Array(pipe.fileHandleForReading.readDataToEndOfFile())
  }
}
