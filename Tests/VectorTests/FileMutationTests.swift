import TestSupport
import Testing
import VectorGeneration

@testable import PostPass

/// Every truncation and every flipped bit of small files: refused, or where pages are read lazily, never a wrong
/// answer.
struct FileMutationTests {
  private static let state = SmallAuthority.state
  private static var chain: RootChain {
    get throws { try RootChain(pinned: state.authority, parsing: state.rootChain) }
  }
  private static var keyring: Keyring {
    get throws { try OfferedFile(parsing: state.keyring.encoded, as: .keyring).keyring(under: chain, .whole) }
  }

  /// Calls `check` with all truncations of some bytes and all flips of one bit.
  /// - Parameter step: more than 1 takes every so many-th of both: a prime number, so that every bit has its turn.
  private static func forEachMutation(
    of bytes: [UInt8], step: Int = 1, _ check: (_ mutated: [UInt8], _ what: String) throws -> Void
  )
    rethrows
  {
    for length in stride(from: 0, to: bytes.count, by: step) {
      try check(Array(bytes[..<length]), "cut to \(length)")
    }
    var mutated = bytes
    for bit in stride(from: 0, to: bytes.count * 8, by: step) {
      mutated[bit / 8] ^= 1 << UInt8(bit % 8)
      try check(mutated, "bit \(bit)")
      mutated[bit / 8] ^= 1 << UInt8(bit % 8)
    }
  }

  private static func refused(_ open: () throws -> Void) -> Bool {
    do {
      try open()
      return false
    } catch { return true }
  }

  @Test func roots() {
    FileMutationTests.forEachMutation(of: FileMutationTests.state.rootChain) { bytes, what in
      let refused = FileMutationTests.refused {
        _ = try RootChain(pinned: FileMutationTests.state.authority, parsing: bytes)
      }
      #expect(refused, "\(what)")
    }
  }

  @Test func `keyrings opened whole`() throws {
    let chain = try FileMutationTests.chain
    FileMutationTests.forEachMutation(of: FileMutationTests.state.keyring.encoded) { bytes, what in
      let refused = FileMutationTests.refused {
        _ = try OfferedFile(parsing: bytes, as: .keyring).keyring(under: chain, .whole)
      }
      #expect(refused, "\(what)")
    }
  }

  /// Where a page is not read, its mutation is not noticed; the answer is right all the same.
  @Test func `keyrings opened lazily`() throws {
    let state = SmallAuthority.wide
    let chain = try RootChain(pinned: state.authority, parsing: state.rootChain)
    let number = Demo.number(50)
    let right = try OfferedFile(parsing: state.keyring.encoded, as: .keyring).keyring(under: chain, .whole)
      .record(number)
    var answered = 0
    FileMutationTests.forEachMutation(of: state.keyring.encoded, step: 61) { bytes, what in
      let keyring = try? OfferedFile(parsing: bytes, as: .keyring).keyring(under: chain, .lazily)
      guard let keyring, let record = try? keyring.record(number) else { return }
      #expect(record == right, "\(what)")
      answered += 1
    }
    #expect(answered > 100)
  }

  @Test func `lists opened whole`() throws {
    let keyring = try FileMutationTests.keyring
    FileMutationTests.forEachMutation(of: FileMutationTests.state.list.encoded) { bytes, what in
      let refused = FileMutationTests.refused {
        _ = try OfferedFile(parsing: bytes, as: .revocationList).list(with: keyring, .whole)
      }
      #expect(refused, "\(what)")
    }
  }

  @Test func `lists opened lazily`() throws {
    let state = SmallAuthority.wide
    let chain = try RootChain(pinned: state.authority, parsing: state.rootChain)
    let keyring = try OfferedFile(parsing: state.keyring.encoded, as: .keyring).keyring(under: chain, .whole)
    var answered = 0
    FileMutationTests.forEachMutation(of: state.list.encoded, step: 61) { bytes, what in
      let list = try? OfferedFile(parsing: bytes, as: .revocationList).list(with: keyring, .lazily)
      guard let list else { return }
      for answer in SmallAuthority.answers {
        guard let found = try? list.revocations(of: answer.id) else { continue }
        let isRevoked = found.ofKey != nil || found.ofCode != nil
        #expect(isRevoked == answer.isRevoked, "\(what)")
        answered += 1
      }
    }
    #expect(answered > 100)
  }

  /// A genuine signature over a body of one flipped bit, as only a publisher could make it: a rule of SPEC §6 refuses
  /// it, or it is the one encoding of another list.
  @Test func `signed bodies of lists with a flipped bit`() throws {
    let keyring = try FileMutationTests.keyring
    let body = FileMutationTests.state.list.body
    var accepted = 0
    for bit in 0..<(body.count * 8) {
      var changed = body
      changed[bit / 8] ^= 1 << UInt8(bit % 8)
      var file = FileMutationTests.state.list
      file.setBody(changed)
      file.sign(as: .revocationList, by: [(0, Demo.memberKeys[2])])
      let offered = try OfferedFile(parsing: file.encoded, as: .revocationList)
      let lazy = try? offered.list(with: keyring, .lazily)
      for answer in SmallAuthority.answers { _ = try? lazy?.revocations(of: answer.id) }
      guard let list = try? offered.list(with: keyring, .whole) else { continue }
      accepted += 1
      #expect(try list.content().encodedBody() == changed, "bit \(bit)")
    }
    // Times and numbers of events, serials and key numbers: another list in the same form.
    #expect(accepted > 0)
  }

  @Test func notices() throws {
    let keyring = try FileMutationTests.keyring
    let bytes = SmallAuthority.notice.encoded
    _ = try UnverifiedNotice(parsing: bytes).checkSignature(with: keyring)
    FileMutationTests.forEachMutation(of: bytes) { mutated, what in
      let refused = FileMutationTests.refused {
        _ = try UnverifiedNotice(parsing: mutated).checkSignature(with: keyring)
      }
      #expect(refused, "\(what)")
    }
  }

  /// As with lists: what an issuer could have signed is refused, or is the one encoding of another request.
  @Test func `signed bodies of notices with a flipped bit`() throws {
    let keyring = try FileMutationTests.keyring
    let body = SmallAuthority.notice.bodyFile
    var accepted = 0
    for bit in 0..<(body.count * 8) {
      var changed = body
      changed[bit / 8] ^= 1 << UInt8(bit % 8)
      var file = SmallAuthority.notice
      file.setBody(changed)
      file.sign(as: .notice, by: [(0, Demo.memberKeys[1])])
      guard let notice = try? UnverifiedNotice(parsing: file.encoded).checkSignature(with: keyring) else {
        continue
      }
      accepted += 1
      #expect(notice.request.encoded == changed, "bit \(bit)")
    }
    // Serials, ends and reasons.
    #expect(accepted > 0)
  }

  @Test func `heads of mirrors`() throws {
    let (chain, keyring) = (try FileMutationTests.chain, try FileMutationTests.keyring)
    FileMutationTests.forEachMutation(of: FileMutationTests.state.mirrorHead) { bytes, what in
      let refused = FileMutationTests.refused {
        let head = try MirrorHead(parsing: bytes)
        _ = try chain.verifyKeyring(head.keyring)
        _ = try ListHead(verifying: head.list, with: keyring)
        if head.root != chain.last.signed { throw MalformedFile.container }
      }
      #expect(refused, "\(what)")
    }
  }

  @Test func `states of stores`() throws {
    let bytes = FileMutationTests.state.storeState(newest: Demo.start, pulledAt: Demo.start)
    let keyring = try FileMutationTests.keyring
    // The two times are the store's own memory, and nobody signs them.
    let times = 48..<64
    FileMutationTests.forEachMutation(of: bytes) { mutated, what in
      if mutated.count == bytes.count, mutated[..<48] == bytes[..<48], mutated[64...] == bytes[64...] {
        return
      }
      let refused = FileMutationTests.refused {
        let state = try StoreState(parsing: mutated)
        let chain = try RootChain(pinned: FileMutationTests.state.authority, files: state.roots)
        _ = try chain.verifyKeyring(state.keyring)
        _ = try ListHead(verifying: state.list, with: keyring)
        if state.authority != FileMutationTests.state.authority { throw MalformedFile.container }
      }
      #expect(refused, "\(what) outside of \(times)")
    }
  }

  @Test func `pending files`() {
    let next = SmallAuthority.plan.with { plan in
      plan.roots.append(plan.roots[0])
      (plan.keyring.number, plan.keyring.signers) = (2, [TestKey("keyring-1")])
    }.build()
    let state = FileMutationTests.state
    let bytes =
      Array("postpass/1/pend\n".utf8) + state.rootChain + state.keyring.encoded + next.roots[1].encoded
      + next.keyring.encoded
    FileMutationTests.forEachMutation(of: bytes) { mutated, what in
      let refused = FileMutationTests.refused {
        _ = try Proposal(verifying: try PendingFile(parsing: mutated), pinned: state.authority)
      }
      #expect(refused, "\(what)")
    }
  }

  @Test func bundles() throws {
    FileMutationTests.forEachMutation(of: FileMutationTests.state.bundle) { bytes, what in
      let refused = FileMutationTests.refused {
        _ = try TrustSet(pinned: FileMutationTests.state.authority, bundle: bytes, .whole)
      }
      #expect(refused, "\(what)")
    }
  }
}
