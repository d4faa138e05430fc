package import PostPass
import PostPassLedger

/// What the next root says otherwise than the one before; nil for what stays.
package struct RootChange: Sendable, Hashable {
  package var rootKeys: [PublicKey]?
  package var rootThreshold: Int?
  package var keyringKeys: [PublicKey]?
  package var keyringThreshold: Int?

  package init(
    rootKeys: [PublicKey]? = nil, rootThreshold: Int? = nil, keyringKeys: [PublicKey]? = nil,
    keyringThreshold: Int? = nil
  ) {
    self.rootKeys = rootKeys
    self.rootThreshold = rootThreshold
    self.keyringKeys = keyringKeys
    self.keyringThreshold = keyringThreshold
  }

  /// The body of the next root. Where the keyring keys were the root keys, and nothing is said of them, they are so
  /// again; and a threshold that was the same stays the same.
  /// - Throws: `IssuingError.weakKey`, `.repeatedKey`, `.tooManyKeys`, `.thresholdOutOfRange`.
  package func body(after old: RootBody) throws(IssuingError) -> RootBody {
    let rootKeys = rootKeys ?? old.rootKeys
    let rootThreshold = rootThreshold ?? old.rootThreshold
    let follows = keyringKeys == nil && old.keyringKeys == old.rootKeys
    let keyringKeys = keyringKeys ?? (follows ? rootKeys : old.keyringKeys)
    let keyringThreshold =
      keyringThreshold
      ?? (follows && old.keyringThreshold == old.rootThreshold ? rootThreshold : old.keyringThreshold)
    for (keys, threshold) in [(rootKeys, rootThreshold), (keyringKeys, keyringThreshold)] {
      try RootChange.check(keys, threshold: threshold)
    }
    let body = RootBody(
      rootKeys: rootKeys, rootThreshold: rootThreshold, keyringKeys: keyringKeys,
      keyringThreshold: keyringThreshold)
    guard let body else { preconditionFailure("the loop above checks what the body asks for") }
    return body
  }

  /// Roots go up by one, to 1024.
  /// - Throws: `IssuingError.tooManyRoots`.
  package static func number(after last: UInt64) throws(IssuingError) -> UInt64 {
    guard last < UInt64(RootChain.maximalRoots) else { throw .tooManyRoots }
    return last + 1
  }

  private static func check(_ keys: [PublicKey], threshold: Int) throws(IssuingError) {
    guard keys.count <= RootBody.maximalKeys else { throw .tooManyKeys(keys.count) }
    var seen = Set<PublicKey>()
    for key in keys {
      guard key.isPrimeOrderPoint else { throw .weakKey(key) }
      guard seen.insert(key).inserted else { throw .repeatedKey(key) }
    }
    guard threshold >= 1, threshold <= keys.count else {
      throw .thresholdOutOfRange(threshold, of: keys.count)
    }
  }
}

extension OpenHome {
  /// What the next root would be, with the home's own keyring: that of a mirror may be a thief's.
  /// - Throws: `IssuingError.behindMirror` where the mirror has a root that the home does not know.
  package func proposal(_ change: RootChange, now: UnixTime) throws(IssuingError) -> Proposal {
    try refuseNewerRoot()
    let chain = state.trust.chain
    let (last, old) = (chain.last.signed.head, keyring.head)
    let number = try RootChange.number(after: last.number)
    let issuedAt = try now.notBefore([last])
    let body = try change.body(after: chain.last.body)
    let head = FileHead(
      rootNumber: number, authority: last.authority, issuedAt: issuedAt,
      freshUntil: try issuedAt.end(after: Founding.rootLife), body: body.encoded,
      parentBodyRoot: last.bodyRoot)
    let keyringHead = FileHead(
      // A number that ran away begins again: under the new root nothing has it.
      keyringNumber: old.number >= OpenHome.runawayNumber ? 1 : old.number + 1, under: head,
      issuedAt: issuedAt, freshUntil: try issuedAt.end(after: Founding.keyringLife),
      bodyLength: old.bodyLength, bodyRoot: old.bodyRoot)
    return try proposal(
      root: RootFile(RootChange.unsigned(head), body: body), keyring: keyringHead,
      body: state.bundle.keyringBody)
  }

  /// What holders of keys are asked to sign; it is verified as each of them will.
  func proposal(
    root: RootFile?, keyring next: FileHead, body: [UInt8]
  ) throws(IssuingError) -> Proposal {
    let bundle = state.bundle
    let file = PendingFile(
      roots: bundle.roots, keyring: bundle.keyring, keyringBody: bundle.keyringBody, nextRoot: root,
      nextKeyring: RootChange.unsigned(next), nextKeyringBody: body)
    do { return try Proposal(verifying: file, pinned: ledger.authority) } catch {
      throw .refusedPending(home.publicPath, error)
    }
  }

  /// From here on a number is a thief's and no count.
  static let runawayNumber: UInt64 = 1 << 53
}

extension RootChange {
  fileprivate static func unsigned(_ head: FileHead) -> SignedHead {
    guard let signed = try? SignedHead(head, signatures: []) else {
      preconditionFailure("no signature is a block of a root and of a keyring")
    }
    return signed
  }
}
