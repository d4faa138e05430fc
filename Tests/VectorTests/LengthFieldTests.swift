import TestSupport
import Testing
import VectorGeneration

@testable import PostPass

/// Every field that gives a length or count, at its edges and behind genuine signatures: refused or right, and never
/// a trap.
struct LengthFieldTests {
  private static let edges: [UInt64] = [
    0, 1, 2, 31, 32, 33, 63, 64, 65, 127, 128, 254, 255, 1 << 16 - 1, 1 << 30, 1 << 30 + 1, 1 << 31 - 1,
    1 << 31,
    1 << 32 - 2, 1 << 32 - 1, 1 << 32, 1 << 40 - 1, 1 << 40, 1 << 40 + 1, 1 << 46, 1 << 46 + 1, 1 << 62,
    1 << 62 + 1, 1 << 63 - 1,
    UInt64(1) << 63, .max - 1, .max,
  ]

  /// The bytes with a little-endian field at an offset.
  private static func put(_ value: UInt64, bytes count: Int, at offset: Int, in bytes: [UInt8]) -> [UInt8] {
    var changed = bytes
    for index in 0..<count {
      changed[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * UInt64(index)))
    }
    return changed
  }

  private static func open(_ state: RawState) -> [TrustSet] {
    BodyOpening.allCases.compactMap { try? TrustSet(pinned: state.authority, bundle: state.bundle, $0) }
  }

  private static func check(_ state: RawState, differs: Bool, _ what: String) {
    for trust in open(state) {
      for answer in SmallAuthority.answers {
        // A body that is not the one encoding may be opened lazily, and then gives an error or an answer; it does not
        // trap.
        _ = try? trust.list.revocations(of: answer.id)
        _ = try? trust.keyring.record(answer.id.issuer)
      }
    }
    let opensWhole = (try? TrustSet(pinned: state.authority, bundle: state.bundle, .whole)) != nil
    if differs { #expect(!opensWhole, "\(what)") }
  }

  @Test(arguments: [FileKind.root, .keyring, .revocationList])
  func `body lengths of heads`(_ kind: FileKind) {
    for edge in LengthFieldTests.edges {
      let state = SmallAuthority.state.with { state in
        switch kind {
        case .root:
          state.roots[0].head.bodyLength = edge
          state.roots[0].sign(as: .root, by: [(0, Demo.rootKeys[0])])
        case .keyring:
          state.keyring.head.bodyLength = edge
          state.keyring.sign(as: .keyring, by: [(0, Demo.keyringKeys[0])])
        case .revocationList:
          state.list.head.bodyLength = edge
          state.list.sign(as: .revocationList, by: [(0, Demo.memberKeys[2])])
        case .notice: break
        }
      }
      LengthFieldTests.check(state, differs: true, "\(edge)")
    }
  }

  /// A file opened without a bundle around it, so that its body file is taken as it is.
  @Test func `body lengths against body files of any length`() throws {
    let small = SmallAuthority.state
    let chain = try RootChain(pinned: small.authority, parsing: small.rootChain)
    for edge in LengthFieldTests.edges {
      var file = small.keyring
      file.head.bodyLength = edge
      file.sign(as: .keyring, by: [(0, Demo.keyringKeys[0])])
      for count in [0, 1, 127, 128, 384, 4096, 8192] {
        file.bodyFile = [UInt8](repeating: 0, count: count)
        for opening in BodyOpening.allCases {
          let record = try? OfferedFile(parsing: file.encoded, as: .keyring).keyring(under: chain, opening)
            .record(Demo.number(1))
          #expect(record == nil)
        }
      }
    }
  }

  @Test(arguments: FileKind.allCases)
  func `counts of signatures`(_ kind: FileKind) {
    let small = SmallAuthority.state
    let file =
      switch kind {
      case .root: small.roots[0]
      case .keyring: small.keyring
      case .revocationList: small.list
      case .notice: SmallAuthority.notice
      }
    for count in UInt8.min...UInt8.max where count != 1 {
      var bytes = file.signedHead
      bytes[168] = count
      let parsed = (try? SignedHead(parsing: bytes, as: kind)) != nil
      #expect(!parsed, "\(count)")
    }
  }

  @Test func `counts and thresholds of roots`() {
    for offset in 0..<4 {
      for value in UInt8.min...UInt8.max where value != 1 {
        var body = SmallAuthority.state.roots[0].body
        body[offset] = value
        let parsed = (try? RootBody(parsing: body)) != nil
        #expect(!parsed, "\(value) at \(offset)")
      }
    }
  }

  @Test func `lengths of accounts`() {
    for value in UInt8.min...UInt8.max where value != 5 {
      var plan = SmallAuthority.plan
      plan.keyring.soleAccount = "@nora"
      plan.keyring.records[0].accountLength = value
      let state = plan.build()
      LengthFieldTests.check(state, differs: true, "\(value)")
    }
  }

  /// Offset and width of every number in the header of a list.
  @Test(arguments: [(0, 8), (8, 4), (12, 4), (16, 4), (24, 8), (32, 8), (40, 8)])
  func `headers of lists`(_ offset: Int, _ width: Int) {
    let body = SmallAuthority.state.list.body
    for edge in LengthFieldTests.edges where width == 8 || edge <= UInt64(UInt32.max) {
      let changed = LengthFieldTests.put(edge, bytes: width, at: offset, in: body)
      for more in [[], [UInt8](repeating: 0, count: 64)] {
        let state = SmallAuthority.state.with { state in
          state.list.setBody(changed + more)
          state.list.sign(as: .revocationList, by: [(0, Demo.memberKeys[2])])
        }
        LengthFieldTests.check(state, differs: changed + more != body, "\(edge) at \(offset)")
      }
    }
  }

  @Test func `brand counts and text lengths of codes`() {
    var code = RawCode()
    code.post = .text("post")
    code.brands = [.text("a"), .text("b")]
    let fields = code.fields
    for offset in [0, 17, 22, 24] {
      for value in UInt8.min...UInt8.max where value != fields[offset] {
        var changed = fields
        changed[offset] = value
        let text = RawCode.text(of: changed, by: Demo.memberKeys[1], in: Demo.state.authority)
        // Bit 6 of the shape is the end policy, and no length.
        let isOther = offset == 0 && value == fields[0] | 0x40
        let parsed = (try? UnverifiedCode(parsing: text)) != nil
        #expect(parsed == isOther, "\(value) at \(offset)")
      }
    }
  }
}
