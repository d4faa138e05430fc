// swift-tools-version: 6.2
import PackageDescription

// The driver alone, because the tests' build has no libFuzzer: `make fuzz` builds it with the sanitizers.
let package = Package(
  name: "postpass-fuzz",
  dependencies: [.package(name: "PostPass", path: "../..")],
  targets: [
    .executableTarget(
      name: "postpass-fuzz", dependencies: [.product(name: "FuzzTargets", package: "PostPass")],
      swiftSettings: [.swiftLanguageMode(.v6), .strictMemorySafety()],
      // The other linker crashes on what libFuzzer needs.
      linkerSettings: [.unsafeFlags(["-use-ld=lld"])])
  ]
)
