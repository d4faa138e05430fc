// postpass-fuzz                             the names of the targets, a line each
// postpass-fuzz seeds TARGET DIRECTORY      writes what the search begins with
// postpass-fuzz run TARGET [ARGUMENT…]      searches; the arguments are libFuzzer's
import CLibFuzzer
import Foundation
import FuzzTargets

@main
enum FuzzProgram {
  /// The one target of the process, set before the first input.
  fileprivate nonisolated(unsafe) static var target = FuzzTarget.codeText

  static func main() {
    let words = CommandLine.arguments.dropFirst()
    guard let verb = words.first else {
      print(FuzzTarget.allCases.map(\.rawValue).joined(separator: "\n"))
      return
    }
    guard ["run", "seeds"].contains(verb), let chosen = words.dropFirst().first.flatMap(FuzzTarget.init)
    else {
      FileHandle.standardError.write(
        Data("usage: postpass-fuzz seeds TARGET DIRECTORY | run TARGET [ARGUMENT…]\n".utf8))
      exit(64)
    }
    unsafe target = chosen
    if verb == "run" { exit(unsafe search(CommandLine.unsafeArgv)) }
    do { try writeSeeds(of: chosen, to: words.last ?? "") } catch { fatalError("\(error)") }
  }

  /// The two words go, behind the name of the program, and the rest is libFuzzer's.
  private static func search(_ words: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Int32 {
    var count = CommandLine.argc - 2
    unsafe words[2] = words[0]
    var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = unsafe words + 2
    return unsafe LLVMFuzzerRunDriver(&count, &arguments) { bytes, length in
      unsafe FuzzProgram.target.run(Array(UnsafeBufferPointer(start: bytes, count: length)))
      return 0
    }
  }

  private static func writeSeeds(of target: FuzzTarget, to directory: String) throws {
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    for seed in try target.seeds() {
      try Data(seed.bytes).write(to: URL(fileURLWithPath: "\(directory)/\(seed.name)"))
    }
  }
}

/// libFuzzer calls this for every new input: half of them are changed by what they mean, the others byte by byte.
@_cdecl("LLVMFuzzerCustomMutator")
public func mutate(
  _ bytes: UnsafeMutablePointer<UInt8>, _ length: Int, _ limit: Int, _ seed: UInt32
) -> Int {
  let input = unsafe Array(UnsafeBufferPointer(start: bytes, count: length))
  if seed & 1 == 0, let changed = unsafe FuzzProgram.target.mutate(input, seed: seed >> 1),
    changed.count <= limit
  {
    _ = unsafe UnsafeMutableBufferPointer(start: bytes, count: limit).update(fromContentsOf: changed)
    return changed.count
  }
  return unsafe LLVMFuzzerMutate(bytes, length, limit)
}
