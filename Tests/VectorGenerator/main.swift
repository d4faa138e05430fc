// Writes Keys and Vectors anew: swift run vector-generator [DIRECTORY]. The directory is the root of the repository,
// or the current one.
import Foundation
import VectorGeneration

let root = CommandLine.arguments.count > 1 ? CommandLine.arguments[1] : "."
for folder in Generation.folders {
  let path = "\(root)/\(folder)"
  if FileManager.default.fileExists(atPath: path) { try FileManager.default.removeItem(atPath: path) }
}
let files = Generation.files()
for file in files {
  let url = URL(fileURLWithPath: "\(root)/\(file.path)")
  try FileManager.default.createDirectory(
    at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
  try Data(file.bytes).write(to: url)
}
print("\(files.count) files")
