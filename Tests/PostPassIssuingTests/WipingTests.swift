import DurableFile
import Glibc
import PostPass
import PostPassIssuing
import TestSupport
import Testing

/// What is left in the memory of this process of a secret that was used and let go.
@Suite(.serialized) struct WipingTests {
  private static let owner = KeyOwner.publisher

  @Test func `the search finds what was not wiped`() throws {
    let needle = Needle()
    var copy = needle.secret
    #expect(try needle.isInMemory())
    wipe(&copy)
    #expect(try !needle.isInMemory())
  }

  @Test func `a plain key file leaves no seed, neither written nor read nor damaged`() throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("a.key")
    let needle = Needle()
    try create(needle, path, SecretKeys())
    #expect(try !needle.isInMemory())
    _ = try SecretKeys().open(path, of: WipingTests.owner)
    #expect(try !needle.isInMemory())
    // The text in the file is another form of the seed.
    let text = try Needle(lineOf: path)
    #expect(try !text.isInMemory())
    try damageLastDigit(of: path)
    #expect(throws: SecretKeyError.malformed(path)) { _ = try SecretKeys().open(path, of: WipingTests.owner) }
    #expect(try !needle.isInMemory())
    #expect(try !text.isInMemory())
  }

  @Test func `a sealed key file leaves neither seed nor passphrase`() throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("a.key")
    let (seed, word) = (Needle(), Needle())
    try create(seed, path, SecretKeys(asking: NeedlePassphrases(word), cost: .least))
    #expect(try !seed.isInMemory())
    #expect(try !word.isInMemory())
    do {
      let secrets = SecretKeys(asking: NeedlePassphrases(word))
      _ = try secrets.open(path, of: WipingTests.owner)
      #expect(try !seed.isInMemory())
      // While the run goes on, the passphrase is kept: the control.
      #expect(try word.isInMemory())
      _ = secrets
    }
    #expect(try !word.isInMemory())
  }

  private func create(_ needle: Needle, _ path: String, _ secrets: SecretKeys) throws {
    var seed = needle.secret
    guard let key = SigningKey(wiping: &seed) else {
      Issue.record("a needle has 32 bytes")
      return
    }
    try secrets.create(key, of: WipingTests.owner, at: path, comment: "TEST ONLY")
  }

  private func damageLastDigit(of path: String) throws {
    let file = unsafe open(path, O_RDWR)
    defer { close(file) }
    let place = lseek(file, -2, SEEK_END)
    var digit: UInt8 = 0
    _ = unsafe pread(file, &digit, 1, place)
    digit = digit == 0x31 ? 0x32 : 0x31
    _ = unsafe pwrite(file, &digit, 1, place)
  }
}

/// 32 bytes that are nowhere in memory unless somebody puts them there: they are held as the sum of two halves.
private struct Needle: Sendable {
  private let first: [UInt8]
  private let second: [UInt8]

  /// Random bytes without line ends.
  init() {
    first = (0..<32).map { _ in UInt8.random(in: .min ... .max) }
    second = first.map { $0 ^ UInt8.random(in: 0x20...0x7E) }
  }

  /// 32 digits of the last line of a key file.
  init(lineOf path: String) throws {
    let file = unsafe open(path, O_RDONLY)
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 32)
    _ = unsafe pread(file, &bytes, 32, lseek(file, 0, SEEK_END) - 40)
    first = bytes.map { _ in UInt8.random(in: .min ... .max) }
    second = zip(first, bytes).map { $0 ^ $1 }
    wipe(&bytes)
  }

  var secret: [UInt8] { zip(first, second).map { $0 ^ $1 } }

  func fill(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
    for index in 0..<32 { unsafe buffer[index] = first[index] ^ second[index] }
    return 32
  }

  /// Whether the bytes are anywhere in the writable memory of this process. Allocates nothing, so that what was let go
  /// is not overwritten by the search for it.
  func isInMemory() throws -> Bool {
    let (half, chunk) = (1 << 21, 1 << 20)
    guard let window = unsafe mmap(nil, 2 * half, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
      unsafe window != MAP_FAILED
    else { throw TestFileError(errno: errno) }
    defer { unsafe munmap(window, 2 * half) }
    let own = UInt(bitPattern: window)
    let map = unsafe UnsafeRawBufferPointer(start: window, count: try readMap(into: window, room: half))
    let memory = unsafe open("/proc/self/mem", O_RDONLY)
    defer { close(memory) }
    var place = 0
    while let region = unsafe nextRegion(in: map, at: &place) {
      // Outside of what the search itself reads into.
      if !region.isWritable || (region.start <= own && own < region.end) { continue }
      var start = region.start
      while start < region.end {
        let count = min(chunk + 32, Int(region.end - start))
        let read = unsafe pread(memory, window + half, count, Int(bitPattern: start))
        if read > 0, unsafe isIn(UnsafeRawBufferPointer(start: window + half, count: read)) { return true }
        start += UInt(chunk)
      }
    }
    return false
  }

  private func isIn(_ bytes: UnsafeRawBufferPointer) -> Bool {
    let (a, b) = (first, second)
    let lead = Int32(a[0] ^ b[0])
    var start = 0
    // The C library finds the first byte: a loop over all memory would take minutes in a debug build.
    while start + 32 <= bytes.count, let base = bytes.baseAddress,
      let found = unsafe memchr(base + start, lead, bytes.count - start - 31)
    {
      start = unsafe UnsafeRawPointer(found) - base
      if (1..<32).allSatisfy({ unsafe bytes[start + $0] == a[$0] ^ b[$0] }) { return true }
      start += 1
    }
    return false
  }

  /// `START-END rw-p …`, a line each, of the memory of this process.
  private func readMap(into buffer: UnsafeMutableRawPointer, room: Int) throws -> Int {
    let file = unsafe open("/proc/self/maps", O_RDONLY)
    defer { close(file) }
    var filled = 0
    while filled < room, case let count = unsafe read(file, buffer + filled, room - filled), count > 0 {
      filled += count
    }
    return filled
  }

  private func nextRegion(
    in map: UnsafeRawBufferPointer, at place: inout Int
  ) -> (start: UInt, end: UInt, isWritable: Bool)? {
    guard place < map.count else { return nil }
    let start = unsafe hexadecimal(in: map, at: &place)
    let end = unsafe hexadecimal(in: map, at: &place)
    let isWritable = unsafe map[place] == UInt8(ascii: "r") && map[place + 1] == UInt8(ascii: "w")
    while unsafe map[place] != UInt8(ascii: "\n") { place += 1 }
    place += 1
    return (start, end, isWritable)
  }

  /// The digits and the byte behind them.
  private func hexadecimal(in map: UnsafeRawBufferPointer, at place: inout Int) -> UInt {
    var value: UInt = 0
    while case let byte = unsafe map[place], byte != UInt8(ascii: "-"), byte != UInt8(ascii: " ") {
      value = value << 4 | UInt(byte < 0x3A ? byte - 0x30 : byte - 0x61 + 10)
      place += 1
    }
    place += 1
    return value
  }
}

private struct NeedlePassphrases: PassphraseSource {
  private let word: Needle

  init(_ word: Needle) { self.word = word }

  func passphrase(for path: String, attempt: Int) throws(PassphraseError) -> Passphrase? {
    try newPassphrase()
  }

  func newPassphrase() throws(PassphraseError) -> Passphrase? {
    try unsafe Passphrase { buffer in unsafe word.fill(buffer) }
  }
}

private func wipe(_ bytes: inout [UInt8]) {
  unsafe bytes.withUnsafeMutableBytes { buffer in
    if let base = buffer.baseAddress { unsafe explicit_bzero(base, buffer.count) }
  }
}
