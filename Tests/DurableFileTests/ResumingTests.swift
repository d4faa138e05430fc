import DurableFile
import Foundation
import TestSupport
import Testing

/// Files that are written over several runs of a program.
final class `A file that is gone on with` {
  private let directory: TemporaryDirectory
  private var target: String { directory.file("body") }
  private var unfinished: String { target + FileWriter.unfinishedEnding }

  init() throws { directory = try TemporaryDirectory() }

  /// Writes some bytes and leaves the file.
  private func begin(_ bytes: [UInt8]) throws {
    var writer = try FileWriter(resuming: target)
    try writer.write(bytes)
    try writer.leave()
  }

  @Test func `has what was written before, and arrives as a whole`() throws {
    try begin([1, 2])
    #expect(try DurableFile.names(in: directory.path) == ["body.part"])
    var writer = try FileWriter(resuming: target)
    #expect(writer.count == 2)
    try writer.write([3])
    #expect(writer.count == 3)
    #expect(try DurableFile.read(writer.temporaryPath(), limit: 10) == [1, 2, 3])
    try writer.replace()
    #expect(try DurableFile.names(in: directory.path) == ["body"])
    #expect(try DurableFile.read(target, limit: 10) == [1, 2, 3])
  }

  @Test func `begins anew where it is told to`() throws {
    try begin([1, 2])
    var writer = try FileWriter(resuming: target)
    try writer.write([9])
    try writer.restart()
    try writer.write([3])
    #expect(writer.count == 1)
    try writer.replace()
    #expect(try DurableFile.read(target, limit: 10) == [3])
  }

  @Test func `goes where it neither arrives nor is left`() throws {
    try begin([1, 2])
    func drop() throws { _ = try FileWriter(resuming: target) }
    try drop()
    #expect(try DurableFile.names(in: directory.path) == [])
  }

  @Test func `is no link, pipe or directory`() throws {
    let other = directory.file("other")
    try write([7], to: other)
    try FileManager.default.createSymbolicLink(atPath: unfinished, withDestinationPath: other)
    #expect(throws: FileError.notRegular(unfinished)) { _ = try FileWriter(resuming: target) }
    try FileManager.default.removeItem(atPath: unfinished)
    #expect(unsafe mkfifo(unfinished, 0o600) == 0)
    #expect(throws: FileError.notRegular(unfinished)) { _ = try FileWriter(resuming: target) }
    try FileManager.default.removeItem(atPath: unfinished)
    try FileManager.default.createDirectory(atPath: unfinished, withIntermediateDirectories: false)
    #expect(throws: FileError.notRegular(unfinished)) { _ = try FileWriter(resuming: target) }
    #expect(try DurableFile.read(other, limit: 10) == [7])
    #expect(throws: FileError.missing(directory.file("no"))) {
      _ = try FileWriter(resuming: directory.file("no/body"))
    }
  }

  @Test func `has the time that is noted on it`() throws {
    try begin([1])
    try DurableFile.setModificationTime(1_700_000_000, of: unfinished)
    #expect(try DurableFile.modificationTime(of: unfinished) == 1_700_000_000)
    #expect(throws: FileError.missing(target)) { try DurableFile.setModificationTime(1, of: target) }
    #expect(throws: FileError.missing(target)) { try DurableFile.modificationTime(of: target) }
  }
}
