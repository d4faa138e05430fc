import PostPass

/// The three containers: a mirror's head, a bundle and a store's state (SPEC §8). Their form is looked at, and no
/// signature.
enum ContainerVectors {
  static var all: [VectorDraft] { mirrorHeads + bundles + states }

  private static let demo = Demo.state
  private static let two = Demo.plan.with { plan in
    plan.roots.append(plan.roots[0])
  }.build()

  private static func vector(
    _ kind: String, _ name: String, _ expect: String, _ comment: String, _ bytes: [UInt8]
  ) -> VectorDraft {
    VectorDraft(
      "containers/\(kind)-\(name)", kind: kind, expect: expect, must: "S1", comment, [], .hex(bytes))
  }

  private static func line(_ text: String) -> [UInt8] { Array(text.utf8) }

  private static var mirrorHeads: [VectorDraft] {
    let (root, keyring, list) = (demo.roots[0].signedHead, demo.keyring.signedHead, demo.list.signedHead)
    let first = line("postpass/1/head\n")
    return [
      vector("mirror-head", "demo", "accepted", "as the demo authority made it", demo.mirrorHead),
      vector("mirror-head", "no-line", "container", "no first line", root + keyring + list),
      vector(
        "mirror-head", "line", "container", "the first line of a bundle",
        line("postpass/1/pack\n") + root + keyring + list),
      vector(
        "mirror-head", "version", "container", "the first line of a later version",
        line("postpass/2/head\n") + root + keyring + list),
      vector(
        "mirror-head", "crlf", "container", "changed by a text transfer",
        line("postpass/1/head\r\n") + root + keyring + list),
      vector("mirror-head", "trailing", "container", "a byte behind the list", demo.mirrorHead + [0]),
      vector("mirror-head", "order", "kind", "keyring and list exchanged", first + root + list + keyring),
      vector("mirror-head", "no-root", "kind", "no root", first + keyring + list),
      vector("mirror-head", "no-list", "magic", "no list", first + root + keyring),
      vector("mirror-head", "two-roots", "kind", "two roots", first + root + root + keyring + list),
      vector("mirror-head", "empty", "magic", "a first line alone", first),
    ]
  }

  private static var bundles: [VectorDraft] {
    let (chain, keyring, list) = (demo.rootChain, demo.keyring.encoded, demo.list.encoded)
    let first = line("postpass/1/pack\n")
    return [
      vector("bundle", "demo", "accepted", "as the demo authority made it", demo.bundle),
      vector("bundle", "two-roots", "accepted", "a chain of two roots", two.bundle),
      vector(
        "bundle", "line", "container", "the first line of a mirror's head",
        line("postpass/1/head\n") + chain + keyring + list),
      vector("bundle", "trailing", "container", "a byte behind the list", demo.bundle + [0]),
      vector("bundle", "repeated", "container", "two bundles in one file", demo.bundle + demo.bundle),
      vector("bundle", "no-roots", "container", "no root", first + keyring + list),
      vector("bundle", "order", "kind", "the list before the keyring", first + chain + list + keyring),
      vector(
        "bundle", "root-last", "container", "a root behind the list", first + chain + keyring + list + chain),
      vector("bundle", "no-list", "magic", "no list", first + chain + keyring),
      vector(
        "bundle", "cut", "body-length", "the last byte of the list is missing", Array(demo.bundle.dropLast())),
      vector(
        "bundle", "no-keyring-body", "body-length", "the keyring is cut in its body",
        Array((first + chain + keyring).dropLast(100))),
    ]
  }

  private static var states: [VectorDraft] {
    let state = demo.storeState(newest: Demo.start, pulledAt: Demo.start + 60)
    let heads = demo.keyring.signedHead + demo.list.signedHead
    let times = Array(state[48..<64])
    let first = line("postpass/1/stat\n") + demo.authority.bytes
    return [
      vector("store-state", "demo", "accepted", "as a puller writes it", state),
      vector(
        "store-state", "times", "accepted", "the times are the store's own, and may be any",
        first + [UInt8](repeating: 0xFF, count: 16) + demo.rootChain + heads),
      vector(
        "store-state", "line", "container", "the first line of a bundle",
        line("postpass/1/pack\n") + Array(state.dropFirst(16))),
      vector("store-state", "cut-authority", "container", "cut in the authority ID", Array(state.prefix(40))),
      vector("store-state", "cut-times", "container", "cut in the times", Array(state.prefix(63))),
      vector("store-state", "no-roots", "container", "no root", first + times + heads),
      vector("store-state", "trailing", "container", "a byte behind the list", state + [0]),
      vector(
        "store-state", "order", "kind", "list and keyring exchanged",
        first + times + demo.rootChain + demo.list.signedHead + demo.keyring.signedHead),
      vector(
        "store-state", "bodies", "magic", "bodies behind their heads, as in a bundle",
        first + times + demo.rootChain + demo.keyring.encoded + demo.list.encoded),
    ]
  }
}
