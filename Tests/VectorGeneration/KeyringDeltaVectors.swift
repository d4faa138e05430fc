import PostPass
import TestSupport

/// Deltas from the keyring of a state to another keyring, and trails (SPEC §8.3).
enum KeyringDeltaVectors {
  static var all: [VectorDraft] { accepted + refused + trails }

  private static func vector(
    _ name: String, _ expect: String, _ must: String, _ comment: String, _ delta: [UInt8],
    state: String = "demo", to body: [UInt8] = next.body
  ) -> VectorDraft {
    VectorDraft(
      "deltas/keyring-\(name)", kind: "keyring-delta", expect: expect, must: must, comment,
      [("state", state), ("to", PageTree.root(of: body).hex), ("body-length", "\(body.count)")], .hex(delta))
  }

  /// The demo keyring with issuer 3 removed, and issuers 10 and 11.
  private static let next: StatePlan.Keyring = {
    var keyring = Demo.plan.keyring
    keyring.records[2].state = 2
    keyring.records += [.issuer(TestKey("issuer-10"), "@lea"), .issuer(TestKey("issuer-11"), "@lea")]
    return keyring
  }()

  /// A delta of the records with these numbers.
  private static func delta(
    count: UInt32 = 12, pairs: UInt32? = nil, _ numbers: [UInt32] = [3, 10, 11],
    of keyring: StatePlan.Keyring = next
  ) -> [UInt8] {
    var bytes = Array("postpass/1/kdlt\n".utf8)
    bytes.append(littleEndian: count)
    bytes.append(littleEndian: pairs ?? UInt32(numbers.count))
    for number in numbers {
      bytes.append(littleEndian: number)
      bytes += keyring.body[(min(Int(number), keyring.records.count) * 128)...].prefix(128)
    }
    return bytes
  }

  private static var accepted: [VectorDraft] {
    // The sole account of all keys but one that is removed.
    var several = NamedStates.solePlan.keyring
    several.records.append(.issuer(TestKey("issuer-10"), "@lea"))
    return [
      vector("demo", "accepted", "X1,X2,X9,X10,X12", "a key is removed, two are new", delta()),
      vector(
        "sole-account", "accepted", "X9", "record 0 changes, because there are two accounts",
        delta(count: 6, [0, 5], of: several), state: "sole", to: several.body),
      vector(
        "nothing", "accepted", "X9", "a keyring leads to itself by nothing", delta(count: 10, []),
        to: Demo.plan.keyring.body),
    ]
  }

  private static var refused: [VectorDraft] {
    [
      vector(
        "list-line", "container", "X1", "the first line of a list's delta",
        Array("postpass/1/ldlt\n".utf8) + delta()[16...]),
      vector("cut", "delta-header", "X2", "the last byte is missing", delta().dropLast()),
      vector("cut-counts", "delta-header", "X2", "cut in the counts", Array(delta().prefix(20))),
      vector("long", "delta-header", "X2", "a byte more", delta() + [0]),
      vector("no-records", "delta-header", "X2", "a keyring of no records", delta(count: 0, [])),
      vector("pairs-more", "delta-header", "X2", "four pairs of three", delta(pairs: 4)),
      vector("pairs-largest", "delta-header", "X2", "2^32 - 1 pairs of three", delta(pairs: .max)),
      vector("records-largest", "delta-length", "X10", "2^32 - 1 records", delta(count: .max)),
      vector("records-2-30", "delta-length", "X10", "2^30 records", delta(count: 1 << 30)),
      vector("longer", "delta-length", "X10", "a record more than was signed", delta(count: 13)),
      vector("order", "delta-records", "X9", "two records exchanged", delta([3, 11, 10])),
      vector("repeated", "delta-records", "X9", "one record twice", delta([3, 3, 10, 11])),
      vector("missing", "delta-records", "X9", "a new record is missing", delta([3, 11])),
      vector("none", "delta-records", "X9", "all new records are missing", delta([])),
      vector("beyond", "delta-records", "X9", "record 12 of 0 to 11", delta([3, 10, 11, 12])),
      vector("beyond-far", "delta-records", "X9", "record 2^32 - 1", delta([3, 10, 11, .max])),
      vector("as-it-was", "delta-records", "X9", "a record that is as it was", delta([3, 4, 10, 11])),
      vector(
        "fewer", "delta-records", "X9", "a keyring that loses its last key", delta(count: 9, []),
        to: Array(Demo.plan.keyring.body.dropLast(128))),
      vector(
        "elsewhere", "page-hash", "X12", "another record than the signed one",
        Array(delta().dropLast(132 + 100)) + [1] + delta().suffix(132 + 99)),
    ]
  }

  private static func trail(
    _ name: String, _ expect: String, _ must: String, _ comment: String, _ bytes: [UInt8]
  ) -> VectorDraft {
    VectorDraft(
      "deltas/trail-\(name)", kind: "trail", expect: expect, must: must, comment, [("to", end.hex)],
      .hex(bytes))
  }

  private static let end = Blake2b.hash([0])

  /// The first line and so many roots.
  private static func roots(_ count: Int) -> [UInt8] {
    (0..<count).reduce(into: Array("postpass/1/past\n".utf8)) { $0 += Blake2b.hash([1, UInt8($1)]).bytes }
  }

  private static var trails: [VectorDraft] {
    [
      trail("none", "accepted", "X1,X11", "the first body of its kind", roots(0)),
      trail("three", "accepted", "X1,X11", "three bodies before", roots(3)),
      trail("longest", "accepted", "X11", "64 bodies before", roots(64)),
      trail("too-long", "trail", "X11", "65 bodies before", roots(65)),
      trail("cut", "trail", "X11", "the last byte is missing", roots(3).dropLast()),
      trail("long", "trail", "X11", "a byte more", roots(3) + [0]),
      trail("repeating", "trail", "X11", "one body twice", roots(3) + roots(1)[16...]),
      trail("circular", "trail", "X11", "a trail that comes by its end", roots(3) + end.bytes),
      trail("line", "container", "X1", "the first line of a bundle", Array("postpass/1/pack\n".utf8)),
      trail("cut-line", "container", "X1", "cut in the first line", Array(roots(0).prefix(15))),
    ]
  }
}
