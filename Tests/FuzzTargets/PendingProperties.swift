import PostPass
import TestSupport

/// Files that go from one holder of keys to the next (SPEC §8.5).
enum PendingProperties {
  static func check(_ input: [UInt8]) {
    guard let file = try? PendingFile(parsing: input) else { return }
    require(file.encoded == input, "one spelling")
    // Every file is pinned by its own first root: another pin refuses all of it.
    let authority = AuthorityID(ofFirstRootBody: file.roots[0].body.encoded)
    let naive = NaiveProposal(file)
    let proposal: Proposal
    do { proposal = try Proposal(verifying: file, pinned: authority) } catch {
      switch error {
      case .untrusted, .damaged: break
      case .rollback: require(!naive.isNewer, "a newer keyring is no rollback")
      case .keyringRewritten: require(!naive.keepsRecords, "what only adds and removes is no rewriting")
      case .weakKey(let key): require(naive.newKeys.contains(key.bytes), "only new keys are looked at")
      case .repeatedKey: require(!naive.enrolsOnce, "what enrols once is not refused")
      }
      return
    }
    require(proposal.file == file, "what is verified is the file")
    if file.nextRoot == nil { require(naive.isNewer && naive.keepsRecords, "only what [G4] allows") }
    require(naive.newKeys.allSatisfy { PublicKey(bytes: $0)?.isPrimeOrderPoint == true }, "only sound keys")
    require(naive.enrolsOnce, "a key that is new has one number")
    checkCompleteness(proposal)
    checkSigning(proposal, in: authority)
  }

  /// With enough signatures, what is proposed is verified like any other file; otherwise it is not.
  private static func checkCompleteness(_ proposal: Proposal) {
    var chain = proposal.chain
    let hasRoot = (try? proposal.file.nextRoot.map { try chain.append($0) }) != nil
    let isVerified =
      (proposal.file.nextRoot == nil || hasRoot)
      && (try? chain.verifyKeyring(proposal.file.nextKeyring)) != nil
    require(proposal.isComplete == isVerified, "complete is what verifies")
  }

  /// Whoever is awaited can sign once, and what results is such a file again, and joins with the one before.
  private static func checkSigning(_ proposal: Proposal, in authority: AuthorityID) {
    var signed = proposal
    for key in proposal.awaited {
      guard let holder = PendingProperties.holders[key] else { continue }
      require(proposal.asks(key), "who is awaited is asked")
      require(signed.sign(with: key, holder.sign), "who is awaited can sign")
      require(!signed.sign(with: key, holder.sign), "once")
      break
    }
    let again = try? Proposal(
      verifying: PendingFile(parsing: signed.file.encoded), pinned: authority)
    require(again?.file == signed.file, "a signature leaves a file that is accepted")
    var joined = proposal
    require(joined.merge(signed) && joined.file == signed.file, "two copies join")
    require(signed.merge(proposal) && signed.file == joined.file, "in either order")
  }

  /// Keys of the vectors' authorities, and one that has no part in them.
  static let holders: [PublicKey: TestKey] = {
    let names = (1...4).map { "root-\($0)" } + ["keyring-1", "keyring-2", "issuer-10"]
    return Dictionary(uniqueKeysWithValues: names.map { TestKey($0) }.map { ($0.publicKey, $0) })
  }()
}

/// The rules [G4] to [G6] in the plainest way, from the bytes of both keyrings alone (SPEC §5, §8.5).
private struct NaiveProposal {
  /// Whether the number goes up.
  let isNewer: Bool
  /// Whether all records stay, or go from active to removed.
  let keepsRecords: Bool
  /// Keys that no root key set and no record had before, at this number.
  let newKeys: [[UInt8]]
  /// Whether a key that is new to its number has one number only.
  let enrolsOnce: Bool

  init(_ file: PendingFile) {
    let (old, new) = (
      NaiveProposal.records(file.keyringBody, file.keyring.head),
      NaiveProposal.records(file.nextKeyringBody, file.nextKeyring.head)
    )
    isNewer = file.nextKeyring.head.number > file.keyring.head.number
    keepsRecords =
      new.count >= old.count
      && zip(old, new).allSatisfy { before, after in
        var removed = before
        removed[1] = 2
        return after == before || after == removed
      }
    let numbered = new.indices.filter { $0 >= old.count || old[$0][24..<56] != new[$0][24..<56] }
    let enrolled = numbered.map { Array(new[$0][24..<56]) }
    let standing = file.roots[file.roots.count - 1].body
    let known = (standing.rootKeys + standing.keyringKeys).map(\.bytes)
    let proposed = file.nextRoot.map { ($0.body.rootKeys + $0.body.keyringKeys).map(\.bytes) } ?? []
    newKeys = enrolled + proposed.filter { !known.contains($0) }
    enrolsOnce = enrolled.allSatisfy { key in new.count { $0[24..<56].elementsEqual(key) } == 1 }
  }

  /// Those of keys, without record 0.
  private static func records(_ bodyFile: [UInt8], _ head: FileHead) -> [[UInt8]] {
    stride(from: 128, to: head.bodyLength, by: 128).map { Array(bodyFile[$0..<$0 + 128]) }
  }
}
