import Dispatch
import Foundation
import Testing

/// What each sanitizer must report: Tools/sanitize runs them one at a time, and fails where one passes. They are part of
/// no other build.
@Suite struct PlantedFaults {
  @Test func `a byte behind the end of an allocation is read`() {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 64, alignment: 1)
    defer { unsafe memory.deallocate() }
    unsafe memory.initializeMemory(as: UInt8.self, repeating: 0)
    let behind = unsafe memory.baseAddress!.load(fromByteOffset: memory.count, as: UInt8.self)
    #expect(behind == behind)
  }

  /// Tasks would do only where they happen to have a thread each.
  @Test func `two threads write one variable`() {
    let counter = Counter()
    let ended = DispatchSemaphore(value: 0)
    for _ in 0..<2 {
      Thread.detachNewThread {
        unsafe counter.value += 1
        ended.signal()
      }
    }
    for _ in 0..<2 { ended.wait() }
    #expect(unsafe counter.value > 0)
  }
}

/// Says that it may be shared, and may not.
private final class Counter: Sendable {
  nonisolated(unsafe) var value = 0
}
