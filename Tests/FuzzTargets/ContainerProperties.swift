import PostPass

/// What holds signed files (SPEC §4.2, §8).
enum ContainerProperties {
  static func check(root input: [UInt8]) {
    guard let root = try? RootFile(parsing: input) else { return }
    require(root.encoded == input, "one spelling")
    for (keys, threshold) in [
      (root.body.rootKeys, root.body.rootThreshold), (root.body.keyringKeys, root.body.keyringThreshold),
    ] {
      require(
        keys.count <= 32 && threshold >= 1 && threshold <= keys.count, "a threshold that can be reached")
      require(
        zip(keys, keys.dropFirst()).allSatisfy { $0.bytes.lexicographicallyPrecedes($1.bytes) },
        "each key once")
    }
    // Nobody has signed it, unless it is from the corpus: then its own hash pins it.
    let authority = AuthorityID(ofFirstRootBody: root.body.encoded)
    guard let chain = try? RootChain(pinned: authority, files: [root]) else { return }
    require(chain.last.signed.signatures.count >= root.body.rootThreshold, "enough signatures")
  }

  static func check(mirrorHead input: [UInt8]) {
    guard let head = try? MirrorHead(parsing: input) else { return }
    require(head.encoded == input, "one spelling")
  }

  static func check(storeState input: [UInt8]) {
    guard let state = try? StoreState(parsing: input) else {
      // Looked at before anything else, so that a newer program's store is not called damaged.
      _ = StoreState.isOfOtherVersion(input)
      return
    }
    require(state.encoded == input, "one spelling")
    require(!state.roots.isEmpty, "a root")
    require(!StoreState.isOfOtherVersion(input), "this version")
  }

  static func check(bundle input: [UInt8]) {
    let index = try? BundleIndex(length: input.count) { Array(input[$0]) }
    guard let bundle = try? Bundle(parsing: input) else {
      require(index == nil, "both ways of reading agree")
      return
    }
    require(bundle.encoded == input, "one spelling")
    require(index?.roots == bundle.roots && index?.list == bundle.list, "both ways of reading agree")
    let authority = AuthorityID(ofFirstRootBody: bundle.roots[0].body.encoded)
    guard let chain = try? RootChain(pinned: authority, files: bundle.roots),
      let head = try? chain.verifyKeyring(bundle.keyring),
      let keyring = try? Keyring(head, whole: MemoryStorage(bundle.keyringBody)),
      let listHead = try? ListHead(verifying: bundle.list, with: keyring)
    else { return }
    _ = try? RevocationList(listHead, whole: MemoryStorage(bundle.listBody))
  }

  static func check(trail input: [UInt8]) {
    let end = PageTree.root(of: [0])
    guard let trail = try? Trail(parsing: input, to: end) else { return }
    require(trail.encoded == input, "one spelling")
    require(trail.roots.count <= 64, "no further than 64 bodies back")
    for (distance, root) in trail.roots.enumerated() {
      let steps = trail.steps(from: root) ?? []
      require(steps.first?.from == root && steps.last?.to == end, "a way from every body")
      require(steps.count == (distance + 1).nonzeroBitCount, "powers of two")
      require(zip(steps, steps.dropFirst()).allSatisfy { $0.to == $1.from }, "without a gap")
    }
  }
}
