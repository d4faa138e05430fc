/// Keys that a newer root names and an older one did not, and the other way round.
package struct RootDifference: Sendable, Hashable {
  /// Two sets of keys, each in the order of the root that has it.
  package struct Signers: Sendable, Hashable {
    package let added: [PublicKey]
    package let removed: [PublicKey]

    init(from old: [PublicKey], to new: [PublicKey]) {
      added = new.filter { !old.contains($0) }
      removed = old.filter { !new.contains($0) }
    }
  }

  package let rootKeys: Signers
  package let keyringKeys: Signers

  package init(from old: RootBody, to new: RootBody) {
    rootKeys = Signers(from: old.rootKeys, to: new.rootKeys)
    keyringKeys = Signers(from: old.keyringKeys, to: new.keyringKeys)
  }
}
