import TestSupport
import Testing
import VectorGeneration

@testable import PostPass

/// Every kind of input in every reader: only the right one is read.
struct WrongKindTests {
  enum Kind: CaseIterable {
    case code, authorityID, publicKey, root, keyring, list, notice, mirrorHead, bundle, storeState, pending

    var input: [UInt8] {
      let state = Demo.state
      return switch self {
      case .code: Array(Demo.codeText().utf8)
      case .authorityID: Array(state.authority.description.utf8)
      case .publicKey: Array(Demo.memberKeys[1].publicKey.text.utf8)
      case .root: state.roots[0].encoded
      case .keyring: state.keyring.signedHead
      case .list: state.list.signedHead
      case .notice: Demo.notice.encoded
      case .mirrorHead: state.mirrorHead
      case .bundle: state.bundle
      case .storeState: state.storeState(newest: Demo.start, pulledAt: Demo.start)
      case .pending:
        Array("postpass/1/pend\n".utf8) + state.rootChain + state.keyring.encoded + state.keyring.encoded
      }
    }

    func reads(_ input: [UInt8]) -> Bool {
      let text = String(decoding: input, as: UTF8.self)
      return switch self {
      case .code: (try? UnverifiedCode(parsing: input)) != nil
      case .authorityID: AuthorityID(parsing: text) != nil
      case .publicKey: PublicKey(parsing: text) != nil
      case .root: (try? RootFile(parsing: input)) != nil
      case .keyring: (try? SignedHead(parsing: input, as: .keyring)) != nil
      case .list: (try? SignedHead(parsing: input, as: .revocationList)) != nil
      case .notice: (try? UnverifiedNotice(parsing: input)) != nil
      case .mirrorHead: (try? MirrorHead(parsing: input)) != nil
      case .bundle: (try? Bundle(parsing: input)) != nil
      case .storeState: (try? StoreState(parsing: input)) != nil
      case .pending: (try? PendingFile(parsing: input)) != nil
      }
    }
  }

  @Test(arguments: Kind.allCases, Kind.allCases)
  func `readers read their own kind only`(_ reader: Kind, _ input: Kind) {
    let reads = reader.reads(input.input)
    #expect(reads == (reader == input))
  }

  @Test(arguments: Kind.allCases)
  func `empty, huge and binary input is refused`(_ reader: Kind) {
    for input in [[], [0], [UInt8](repeating: 0, count: 1 << 20), [UInt8](repeating: 0xFF, count: 4096)] {
      let reads = reader.reads(input)
      #expect(!reads)
    }
  }

  /// The right form with a signature made for another kind, for every pair of domains.
  @Test(arguments: FileKind.allCases, ["code", "root", "keyring", "revocation-list", "notice"])
  func `a signature of one kind is none of another`(_ kind: FileKind, _ domain: String) throws {
    let isOwn = RawFile.domain(of: kind) == "postpass/v1/\(domain)\n"
    var notice = SmallAuthority.notice
    let state = SmallAuthority.state.with { state in
      let text = "postpass/v1/\(domain)\n"
      switch kind {
      case .root: state.roots[0].sign(as: .root, by: [(0, Demo.rootKeys[0])], domain: text)
      case .keyring: state.keyring.sign(as: .keyring, by: [(0, Demo.keyringKeys[0])], domain: text)
      case .revocationList: state.list.sign(as: .revocationList, by: [(0, Demo.memberKeys[2])], domain: text)
      case .notice: notice.sign(as: .notice, by: [(0, Demo.memberKeys[1])], domain: text)
      }
    }
    let trust = try? TrustSet(pinned: state.authority, bundle: state.bundle, .whole)
    let opens =
      kind == .notice
      ? (try? UnverifiedNotice(parsing: notice.encoded).checkSignature(with: try #require(trust).keyring))
        != nil
      : trust != nil
    #expect(opens == isOwn)
  }
}
