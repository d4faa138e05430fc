package import PostPass

/// A key whose secret is in the home.
package struct HeldKey: Sendable, Hashable {
  package let number: KeyNumber
  package let record: KeyRecord
}

/// What becomes of a home's root and keyring where it takes over newer ones, of a mirror, a bundle or a pending file.
package struct TrustChange: Sendable, Hashable {
  package let oldRoot: RootFile
  package let newRoot: RootFile
  package let oldKeyring: FileHead
  package let newKeyring: FileHead
  /// What becomes of the keys of the keyring.
  package let keys: KeyringDifference
  /// Keys that may sign now, with their secrets in the home, and could not afterwards.
  package let lost: [HeldKey]

  init(
    root: (old: RootFile, new: RootFile), keyring: (old: FileHead, new: FileHead), keys: KeyringDifference,
    lost: [HeldKey]
  ) {
    (oldRoot, newRoot) = root
    (oldKeyring, newKeyring) = keyring
    self.keys = keys
    self.lost = lost
  }

  /// True for a renewal.
  package var isOfDatesOnly: Bool { keys.isEmpty && oldRoot.body == newRoot.body }

  /// The numbers of a role that are lost.
  package func lostNumbers(of role: Role) -> [KeyNumber] {
    lost.filter { $0.record.role == role }.map(\.number)
  }

  /// Refuses to take a key away that is here, unless this very keyring was seen to do that.
  /// - Throws: `IssuingError.takesKeys`.
  func check(_ agreed: TrustChange?) throws(IssuingError) {
    guard let agreed, agreed.newKeyring == newKeyring, lost.allSatisfy(agreed.lost.contains) else {
      if lost.isEmpty { return }
      throw .takesKeys(self)
    }
  }
}

extension OpenHome {
  /// What the home would take over of a mirror's roots and keyring; nil where nothing there is newer.
  /// - Throws: what `offered` and `adopting` throw.
  package func change(by directory: String, mayBeEmpty: Bool) throws(IssuingError) -> TrustChange? {
    guard try !isEmpty(Mirror(directory), allowed: mayBeEmpty) else { return nil }
    // Nothing is read where the mirror has what is here, as it does on most days.
    if let head = try? Mirror(directory).head(), head.keyring.head == keyring.head { return nil }
    guard let offered = try offered(by: directory, mayBeEmpty: mayBeEmpty) else { return nil }
    return try change(by: offered)
  }

  /// The same for another state of the authority.
  package func change(by other: AuthorityState) throws(IssuingError) -> TrustChange? {
    try change(to: other.trust.chain, other.trust.keyring)
  }

  /// The same for what a pending file begins from, which may be newer than what the home has.
  package func change(before proposal: Proposal) throws(IssuingError) -> TrustChange? {
    try change(to: proposal.chain, proposal.keyring)
  }

  /// Nil for a keyring that is not newer. Of every key the newer one says what the older one does, or that it was
  /// removed.
  private func change(to chain: RootChain, _ keyring: Keyring) throws(IssuingError) -> TrustChange? {
    let ours = state.trust
    let roots = zip(ours.chain.files.map(\.signed.head), chain.files.map(\.signed.head))
    for (a, b) in Array(roots) + [(ours.keyring.head, keyring.head)] where a.order == b.order && a != b {
      throw .equivocation(a.kind, number: a.number)
    }
    let isNewer = ours.keyring.head.order < keyring.head.order
    let keys: KeyringDifference
    do {
      keys =
        try isNewer
        ? KeyringDifference(from: ours.keyring, to: keyring)
        : KeyringDifference(from: keyring, to: ours.keyring)
    } catch {
      throw .state(.damaged(home.publicPath, error))
    }
    if let number = keys.firstRewritten { throw .keyringRewritten(number) }
    guard isNewer else { return nil }
    return TrustChange(
      root: (ours.chain.last, chain.last), keyring: (ours.keyring.head, keyring.head), keys: keys,
      lost: try heldKeys(lostBy: keyring))
  }

  /// The keys that may sign, with their secrets here, and could no longer do so under a newer keyring.
  private func heldKeys(lostBy newer: Keyring) throws(IssuingError) -> [HeldKey] {
    var lost: [HeldKey] = []
    for role in [Role.issuer, .publisher] {
      for number in try heldNumbers(of: role) {
        let (old, new) = (try recordOrNone(number), try recordOrNone(number, in: newer))
        let isKept = new?.isRemoved == false && new?.holder == old?.holder && new?.publicKey == old?.publicKey
        if let old, !isKept { lost.append(HeldKey(number: number, record: old)) }
      }
    }
    return lost
  }
}
