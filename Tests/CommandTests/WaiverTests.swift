import ProgramSupport
import Testing

/// A forgotten brand must not turn into permission.
struct WaiverTests {
  /// What a command line says of post, brand or creator.
  enum Said: CaseIterable {
    case nothing, name, waiver

    func arguments(_ option: String, _ value: String) -> String {
      switch self {
      case .nothing: ""
      case .name: " --\(option) \(value)"
      case .waiver: " --any-\(option)"
      }
    }
  }

  /// Checks every combination, and calls back with what was said of each and the exit code.
  private func checkAll(
    _ scene: borrowing Scene, _ body: (_ post: Said, _ brand: Said, _ creator: Said, Shell.Outcome) -> Void
  ) throws {
    for post in Said.allCases {
      for brand in Said.allCases {
        for creator in Said.allCases {
          let arguments =
            post.arguments("post", Scene.post) + brand.arguments("brand", Scene.brand)
            + creator.arguments("creator", "@nora")
          body(post, brand, creator, try scene.shell.run("postpass-verify @acme.code\(arguments)"))
        }
      }
    }
  }

  @Test func `with two creators, nothing may be left out`() throws {
    try checkAll(try Scene(creators: ["@nora", "@kim"])) { post, brand, creator, outcome in
      let isComplete = ![post, brand, creator].contains(.nothing)
      #expect(outcome.exit == (isComplete ? 0 : 64), "\(post) \(brand) \(creator)")
      #expect(outcome.outputText.contains("ALLOWED") == isComplete, "\(post) \(brand) \(creator)")
    }
  }

  @Test func `with one creator, only the creator may be left out`() throws {
    try checkAll(try Scene()) { post, brand, creator, outcome in
      let isComplete = ![post, brand].contains(.nothing)
      #expect(outcome.exit == (isComplete ? 0 : 64), "\(post) \(brand) \(creator)")
      #expect(outcome.outputText.contains("ALLOWED") == isComplete, "\(post) \(brand) \(creator)")
    }
  }
}
