// postpass-fuzz                             the names of the targets, a line each
// postpass-fuzz seeds TARGET DIRECTORY      writes what the search begins with
// postpass-fuzz run TARGET [ARGUMENT…]      searches; the arguments are libFuzzer's, whose `main` this program has
import Foundation
import FuzzTargets

/// The one target of the process, set before the first input.
private nonisolated(unsafe) var target = FuzzTarget.codeText

/// libFuzzer calls this first, and lets it change the arguments.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(
  _ count: UnsafeMutablePointer<Int32>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>
) -> Int32 {
  let words = CommandLine.arguments.dropFirst()
  guard let verb = words.first else {
    print(FuzzTarget.allCases.map(\.rawValue).joined(separator: "\n"))
    exit(0)
  }
  guard ["run", "seeds"].contains(verb), let chosen = words.dropFirst().first.flatMap(FuzzTarget.init) else {
    FileHandle.standardError.write(
      Data("usage: postpass-fuzz seeds TARGET DIRECTORY | run TARGET [ARGUMENT…]\n".utf8))
    exit(64)
  }
  unsafe target = chosen
  if verb == "seeds" {
    do { try writeSeeds(of: chosen, to: words.last ?? "") } catch { fatalError("\(error)") }
    exit(0)
  }
  // The two words go, behind the name of the program, and the rest is libFuzzer's.
  unsafe arguments.pointee[2] = arguments.pointee[0]
  unsafe arguments.pointee += 2
  unsafe count.pointee -= 2
  return 0
}

@_cdecl("LLVMFuzzerTestOneInput")
public func run(_ bytes: UnsafePointer<UInt8>?, _ length: Int) -> Int32 {
  unsafe target.run(Array(UnsafeBufferPointer(start: bytes, count: length)))
  return 0
}

private func writeSeeds(of target: FuzzTarget, to directory: String) throws {
  try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
  for seed in try target.seeds() {
    try Data(seed.bytes).write(to: URL(fileURLWithPath: "\(directory)/\(seed.name)"))
  }
}
