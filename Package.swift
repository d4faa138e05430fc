// swift-tools-version: 6.2
import PackageDescription

// The package is its own linter: one list of settings for every Swift target.
let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "PostPass",
  products: [
    .library(name: "PostPass", targets: ["PostPass"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
  ],
  targets: [
    .systemLibrary(
      name: "CSodium", pkgConfig: "libsodium",
      providers: [.apt(["libsodium-dev"]), .brew(["libsodium"])]),

    // Bytes in, answers out: parses, verifies, decides. No Foundation, no files, no clock, no signing.
    .target(name: "PostPass", dependencies: ["CSodium"], swiftSettings: settings),

    // What the three programs share: lines, escapes, JSON, failures, exit codes, descriptors. No Foundation.
    .target(name: "Console", dependencies: ["PostPass"], swiftSettings: settings),

    // Files that are there whole or not at all: temporary file, fsync, rename, fsync of the directory.
    .target(name: "DurableFile", swiftSettings: settings),

    // The issuer's record in SQLite. Neither signs nor opens a socket.
    .target(
      name: "PostPassLedger",
      dependencies: ["PostPass", .product(name: "GRDB", package: "GRDB.swift")],
      swiftSettings: settings),
    // Holds secrets and signs: codes, keyrings, lists, roots. Opens no socket.
    .target(
      name: "PostPassIssuing", dependencies: ["PostPass", "PostPassLedger", "DurableFile", "CSodium"],
      swiftSettings: settings),

    .testTarget(name: "PostPassTests", dependencies: ["PostPass"], swiftSettings: settings),
    .testTarget(name: "ConsoleTests", dependencies: ["Console", "PostPass"], swiftSettings: settings),
    .testTarget(
      name: "PostPassLedgerTests",
      dependencies: [
        "PostPassLedger", "PostPass", "TestSupport", .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: settings),
    .testTarget(
      name: "DurableFileTests", dependencies: ["DurableFile", "TestSupport"], swiftSettings: settings),
    // Keys and Vectors, made from test-only seeds; `swift run vector-generator` writes them.
    .target(
      name: "VectorGeneration", dependencies: ["PostPass", "PostPassIssuing"], path: "Tests/VectorGeneration",
      swiftSettings: settings),
    .executableTarget(
      name: "vector-generator", dependencies: ["VectorGeneration"], path: "Tests/VectorGenerator",
      swiftSettings: settings),
    .testTarget(
      name: "VectorTests",
      dependencies: ["PostPass", "PostPassIssuing", "DurableFile", "VectorGeneration", "TestSupport"],
      swiftSettings: settings),
    // What several test targets use.
    .target(
      name: "TestSupport", dependencies: ["PostPass"], path: "Tests/TestSupport", swiftSettings: settings),
  ]
)
