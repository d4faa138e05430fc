/// Everything that is generated from the test-only seeds; the same bytes in every run.
package enum Generation {
  /// Folders below the root of the repository that hold nothing else.
  package static let folders = [
    "Keys/secret", "Keys/public", "Keys/demo", "Vectors/states", "Vectors/codes", "Vectors/heads",
    "Vectors/roots",
    "Vectors/keyrings", "Vectors/revocations", "Vectors/decisions", "Vectors/trees", "Vectors/containers",
    "Vectors/pulls", "Vectors/deltas", "Vectors/notices", "Vectors/pending",
  ]

  package static func files() -> [GeneratedFile] {
    let vectors = [
      CodeTextVectors.all, CodeFieldVectors.all, HeadVectors.all, RootVectors.all, KeyringVectors.all,
      ListVectors.all, TreeVectors.all, ContainerVectors.all, DecisionVectors.all, PullVectors.all,
      ListDeltaVectors.all, KeyringDeltaVectors.all, NoticeVectors.all, PendingVectors.all,
    ]
    let files = vectors.flatMap { $0.map(\.file) } + NamedStates.files + KeyFiles.all
    let repeated = Dictionary(grouping: files, by: \.path).filter { $0.value.count > 1 }.keys.sorted()
    precondition(repeated.isEmpty, "two files with one path: \(repeated)")
    return files.sorted { $0.path < $1.path }
  }
}
