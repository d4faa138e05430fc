import PostPass

/// Deltas, which nobody has signed, applied to genuine bodies (SPEC §8.3).
enum DeltaProperties {
  /// The length of a list's body in 4 bytes, the body, then the delta.
  static func check(list input: [UInt8]) {
    guard let (body, bytes) = parts(of: input),
      let old = try? RevocationListBody(
        verifying: PageTree.bodyFile(of: body).storage, root: PageTree.root(of: body)),
      let delta = try? RevocationDelta(parsing: bytes)
    else { return }
    require(delta.encoded == bytes, "one spelling")
    guard let encoder = try? delta.applied(to: old) else { return }
    let result = encoder.encodedBody()
    require((try? old.updated(by: [bytes], length: result.count)) == result, "the length that it says")
    guard
      let new = try? RevocationListBody(
        verifying: PageTree.bodyFile(of: result).storage, root: PageTree.root(of: result))
    else { fatalError("does not hold: what a delta leads to is a list") }
    require(RevocationDelta(from: old, to: new)?.encoded == bytes, "equal pairs have equal deltas")
    var model = NaiveList(old)
    model.apply(bytes)
    require(model == NaiveList(new), "what the naive model comes to")
  }

  /// The length of a keyring's body in 4 bytes, the body, then the delta.
  static func check(keyring input: [UInt8]) {
    guard let (body, bytes) = parts(of: input), body.count % recordLength == 0,
      let old = try? KeyringBody(
        verifying: PageTree.bodyFile(of: body).storage, root: PageTree.root(of: body)),
      let delta = try? KeyringDelta(parsing: bytes)
    else { return }
    require(delta.encoded == bytes, "one spelling")
    // A delta of a few bytes may promise millions of records: whoever applies it has compared their length first.
    let count = Int(bytes[16..<20].reversed().reduce(0) { $0 << 8 | UInt32($1) })
    guard count <= (body.count + bytes.count) / recordLength,
      let result = try? old.updated(by: [bytes], length: count * recordLength)
    else { return }
    var model = body
    for start in stride(from: 24, to: bytes.count, by: 4 + recordLength) {
      let index = Int(bytes[start..<start + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) })
      if model.count < (index + 1) * recordLength {
        model += [UInt8](repeating: 0, count: (index + 1) * recordLength - model.count)
      }
      model.replaceSubrange(
        index * recordLength..<(index + 1) * recordLength, with: bytes[start + 4..<start + 4 + recordLength])
    }
    require(model == result, "what the naive model comes to")
    guard
      let new = try? KeyringBody(
        verifying: PageTree.bodyFile(of: result).storage, root: PageTree.root(of: result))
    else { fatalError("does not hold: what a delta leads to is as long as a keyring") }
    require(KeyringDelta(from: old, to: new)?.encoded == bytes, "equal pairs have equal deltas")
  }

  private static let recordLength = 128

  static func parts(of input: [UInt8]) -> (body: [UInt8], delta: [UInt8])? {
    guard input.count >= 4 else { return nil }
    let length = Int(input[..<4].reversed().reduce(0) { $0 << 8 | UInt32($1) })
    guard length > 0, length <= input.count - 4 else { return nil }
    return (Array(input[4..<4 + length]), Array(input[(4 + length)...]))
  }
}
