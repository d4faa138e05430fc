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
    .library(name: "PostPass", targets: ["PostPass"]),
    .executable(name: "postpass", targets: ["postpass"]),
    .executable(name: "postpass-pull", targets: ["postpass-pull"]),
    .executable(name: "postpass-verify", targets: ["postpass-verify"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
  ],
  targets: [
    .systemLibrary(
      name: "CSodium", pkgConfig: "libsodium",
      providers: [.apt(["libsodium-dev"]), .brew(["libsodium"])]),
    .systemLibrary(
      name: "CCurl", pkgConfig: "libcurl",
      providers: [.apt(["libcurl4-openssl-dev"]), .brew(["curl"])]),

    .systemLibrary(name: "CProcess"),

    // Bytes in, answers out: parses, verifies, decides. No Foundation, no files, no clock, no signing.
    .target(name: "PostPass", dependencies: ["CSodium"], swiftSettings: settings),

    // The arguments of a process, byte by byte, also where /proc is not mounted: in C.
    .target(name: "CArguments"),
    // What the three programs share: lines, escapes, JSON, failures, exit codes, descriptors. No Foundation.
    .target(name: "Console", dependencies: ["CArguments", "PostPass"], swiftSettings: settings),

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

    // Finds and opens stores and mirrors, reading only. No Foundation, no sockets.
    .target(name: "PostPassStore", dependencies: ["PostPass"], swiftSettings: settings),

    // Fetches what a mirror offers, checks all of it, and switches a store. May not sign; the only one with sockets.
    .target(
      name: "PostPassSync", dependencies: ["CCurl", "PostPass", "PostPassStore", "DurableFile"],
      swiftSettings: settings),

    // What swift-argument-parser refuses, in the words and the form of our programs.
    .target(
      name: "ArgumentErrors",
      dependencies: ["Console", .product(name: "ArgumentParser", package: "swift-argument-parser")],
      swiftSettings: settings),

    // The three programs.
    .executableTarget(
      name: "postpass",
      dependencies: [
        "CProcess", "PostPass", "PostPassLedger", "PostPassIssuing", "PostPassStore", "DurableFile",
        "Console", "ArgumentErrors", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "postpass-pull",
      dependencies: [
        "PostPassSync", "PostPassStore", "PostPass", "DurableFile", "Console", "ArgumentErrors",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings),

    // What a program may still ask of the kernel that only reads, computes and answers: seccomp, in C.
    .target(name: "CSystemCallFilter"),
    // The offline verifier. In release one static file that needs nothing from the machine it runs on.
    .executableTarget(
      name: "postpass-verify", dependencies: ["CSystemCallFilter", "Console", "PostPass", "PostPassStore"],
      swiftSettings: settings,
      linkerSettings: [
        .unsafeFlags(["-static-executable"], .when(platforms: [.linux], configuration: .release))
      ]),

    .testTarget(
      name: "PostPassTests", dependencies: ["CAllocationCount", "PostPass", "TestSupport"],
      swiftSettings: settings),
    .testTarget(name: "ConsoleTests", dependencies: ["Console", "PostPass"], swiftSettings: settings),
    .testTarget(
      name: "PostPassLedgerTests",
      dependencies: [
        "PostPassLedger", "PostPass", "TestSupport", .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: settings),
    .testTarget(
      name: "PostPassIssuingTests",
      dependencies: [
        "PostPassIssuing", "PostPassLedger", "PostPass", "DurableFile", "TestSupport",
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: settings),
    .testTarget(
      name: "DurableFileTests", dependencies: ["DurableFile", "TestSupport"], swiftSettings: settings),
    // Keys and Vectors, made from test-only seeds; `swift run vector-generator` writes them.
    .target(
      name: "VectorGeneration", dependencies: ["PostPass", "PostPassIssuing", "TestSupport"],
      path: "Tests/VectorGeneration",
      swiftSettings: settings),
    .executableTarget(
      name: "vector-generator", dependencies: ["VectorGeneration"], path: "Tests/VectorGenerator",
      swiftSettings: settings),
    .testTarget(
      name: "VectorTests",
      dependencies: [
        "PostPass", "PostPassIssuing", "PostPassSync", "PostPassStore", "DurableFile", "VectorGeneration",
        "TestSupport",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "PostPassSyncTests",
      dependencies: ["PostPassSync", "PostPassStore", "PostPass", "DurableFile", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "PullTests",
      dependencies: [
        "postpass-pull", "PostPassSync", "PostPassStore", "PostPass", "DurableFile", "TestSupport",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "PostPassStoreTests", dependencies: ["PostPass", "PostPassStore", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "VerifyTests",
      dependencies: ["Console", "PostPass", "PostPassStore", "TestSupport", "postpass-verify"],
      swiftSettings: settings),
    // The built programs: transcripts, and what their object files need.
    .testTarget(
      name: "CommandTests",
      dependencies: [
        "ProgramSupport", "TestSupport", "postpass", "postpass-pull", "postpass-verify", "postpass-thief",
      ],
      exclude: ["Drills", "Transcripts"], swiftSettings: settings),
    // Signs with stolen keys what postpass does not, for the drills.
    .executableTarget(
      name: "postpass-thief", dependencies: ["DurableFile", "PostPass", "PostPassIssuing"],
      path: "Tests/Thief", swiftSettings: settings),
    // The built programs killed, starved, hurried and traced: make hardening.
    .testTarget(
      name: "HardeningTests",
      dependencies: ["ProgramSupport", "TestSupport", "postpass", "postpass-pull", "postpass-verify"],
      exclude: ["Shims"], swiftSettings: settings),
    // Runs the built programs.
    .target(
      name: "ProgramSupport", dependencies: ["TestSupport"], path: "Tests/ProgramSupport",
      swiftSettings: settings),
    // What several test targets use.
    .target(
      name: "TestSupport", dependencies: ["CSodium", "PostPass"], path: "Tests/TestSupport",
      swiftSettings: settings),
    // What must hold for every input of every reader: run by Tests/FuzzDriver with inputs that are looked for, and by
    // FuzzTests with those of the vectors.
    .target(
      name: "FuzzTargets", dependencies: ["PostPass", "PostPassIssuing", "TestSupport"],
      path: "Tests/FuzzTargets", swiftSettings: settings),
    .testTarget(name: "FuzzTests", dependencies: ["FuzzTargets", "TestSupport"], swiftSettings: settings),
    // Replaces the functions of the C library that give memory, and counts: only for tests and the benchmark.
    .target(name: "CAllocationCount", path: "Tests/AllocationCount"),
    // Fills the ledgers that Tests/Benchmarks/publish measures with.
    .executableTarget(
      name: "bench-ledger", dependencies: ["PostPass", "PostPassIssuing", "PostPassLedger"],
      path: "Tests/BenchmarkLedger", swiftSettings: settings),
    // The figures, not a test: make bench.
    .executableTarget(
      name: "postpass-bench",
      dependencies: [
        "CAllocationCount", "CSodium", "PostPass", "PostPassStore", "TestSupport", "postpass-verify",
      ],
      path: "Tests/Benchmarks", exclude: ["README.md", "peers.py", "publish"], swiftSettings: settings),
  ]
)

// What the core's tests and the fuzzer need, and nothing else: a sanitizer has all of it compiled again
// (Tools/sanitized), and what it is there for is not SQLite.
if let sanitizer = Context.environment["POSTPASS_SANITIZER"] {
  // The tests that look at one thing after the other, and the fuzzer, which does: no two threads meet there.
  let alone = [
    "CArguments", "Console", "VectorGeneration", "FuzzTargets", "ConsoleTests", "VectorTests", "FuzzTests",
  ]
  let core =
    [
      "CSodium", "CCurl", "PostPass", "DurableFile", "PostPassIssuing", "PostPassStore", "PostPassSync",
      "TestSupport", "PostPassTests", "PostPassStoreTests", "PostPassSyncTests",
    ] + (sanitizer == "thread" ? [] : alone)
  package.dependencies = []
  package.products = []
  package.targets.removeAll { !core.contains($0.name) }
  for target in package.targets where target.name == "PostPassIssuing" {
    // The keys alone: they need no ledger.
    target.dependencies = ["PostPass", "DurableFile", "CSodium"]
    target.path = "Sources/PostPassIssuing/Keys"
  }
  for target in package.targets where target.name == "PostPassTests" {
    // A sanitizer has its own functions that give memory: the test that replaces them would disarm it.
    target.dependencies = ["PostPass", "TestSupport"]
    target.exclude = ["LookupAllocationTests.swift"]
  }
  for target in package.targets where target.name == "VectorTests" {
    // Looks at the demo with the eyes of an authority, which has a ledger.
    target.exclude = ["KeyFilesTests.swift"]
  }
  // Faults that a sanitizer must report, so that nobody trusts one that is not there.
  package.targets.append(
    .testTarget(name: "SanitizerTests", swiftSettings: settings))
  if sanitizer == "address" {
    // The search runs in the build of the tests: a read outside of the input is a finding as well.
    package.targets += [
      .systemLibrary(name: "CLibFuzzer", path: "Tests/LibFuzzer"),
      .executableTarget(
        name: "postpass-fuzz", dependencies: ["CLibFuzzer", "FuzzTargets"], path: "Tests/FuzzDriver",
        exclude: ["README.md", "words.dict"], swiftSettings: settings,
        // The other linker crashes on what libFuzzer needs.
        linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])]),
    ]
  }
}
