import PostPass
import TestSupport

/// Pending files whose proposal is another one, described by its head and signed anew by keys that everybody knows: a
/// holder who means harm can do the same (SPEC §8.5).
enum PendingMutation {
  static func mutate(_ input: [UInt8], with random: inout SeededGenerator) -> [UInt8]? {
    guard let file = try? PendingFile(parsing: input), let last = file.roots.last else { return nil }
    var body = Array(file.nextKeyringBody.prefix(file.nextKeyring.head.bodyLength))
    for _ in 0...Int.random(in: 0...1, using: &random) { changeRecord(of: &body, with: &random) }
    if Int.random(in: 0..<8, using: &random) > 0 { setSoleAccount(of: &body) }
    var root = file.nextRoot
    switch Int.random(in: 0..<6, using: &random) {
    case 0: root = nil
    case 1: root = nextRoot(after: last, with: &random)
    default: break
    }
    guard let keyring = keyring(of: body, under: root ?? last, file, with: &random) else { return nil }
    return PendingFile(
      roots: file.roots, keyring: file.keyring, keyringBody: file.keyringBody, nextRoot: root,
      nextKeyring: keyring, nextKeyringBody: PageTree.bodyFile(of: body)
    ).encoded
  }

  /// A key whose place in a keyring must be refused: B + (0, -1), of mixed order.
  private static let mixed = [0x95] + [UInt8](repeating: 0x99, count: 31)
  private static let keys =
    PendingProperties.holders.keys.map(\.bytes).sorted { $0.lexicographicallyPrecedes($1) } + [mixed]

  /// One record comes, goes, or has another state, window, key or account.
  private static func changeRecord(of body: inout [UInt8], with random: inout SeededGenerator) {
    let records = stride(from: 128, to: body.count, by: 128)
    guard let start = Array(records).randomElement(using: &random) else { return }
    let other = start + 128 < body.count ? start + 128 : 128
    switch Int.random(in: 0..<9, using: &random) {
    case 0, 1:
      body += body[start..<start + 128]
      let key = keys.randomElement(using: &random) ?? mixed
      if Bool.random(using: &random) { body.replaceSubrange(body.count - 104..<body.count - 72, with: key) }
    case 2: body.removeLast(128)
    case 3, 4: body[start + 1] ^= 3
    case 5: body.replaceSubrange(start + 24..<start + 56, with: keys.randomElement(using: &random) ?? mixed)
    case 6: body.replaceSubrange(start + 24..<start + 56, with: body[other + 24..<other + 56])
    case 7: body[start + (Bool.random(using: &random) ? 8 : 16)] ^= 1
    default: body.replaceSubrange(start + 2..<start + 24, with: body[other + 2..<other + 24])
    }
  }

  /// Record 0, as it follows from the others.
  private static func setSoleAccount(of body: inout [UInt8]) {
    let active = stride(from: 128, to: body.count, by: 128).filter { body[$0] == 1 && body[$0 + 1] == 1 }
    let accounts = Set(active.map { [body[$0 + 2]] + body[$0 + 56..<$0 + 120] })
    body.replaceSubrange(0..<128, with: [UInt8](repeating: 0, count: 128))
    guard accounts.count == 1, let sole = accounts.first else { return }
    body[2] = sole[0]
    body.replaceSubrange(56..<120, with: sole.dropFirst())
  }

  private static func nextRoot(after last: RootFile, with random: inout SeededGenerator) -> RootFile? {
    func some(of standing: [PublicKey]) -> [PublicKey] {
      let pool = standing + keys.compactMap { PublicKey(bytes: $0) }.filter { !standing.contains($0) }
      let chosen = pool.filter { _ in Bool.random(using: &random) }
      return chosen.isEmpty ? standing : chosen
    }
    let (rootKeys, keyringKeys) = (some(of: last.body.rootKeys), some(of: last.body.keyringKeys))
    guard
      let body = RootBody(
        rootKeys: rootKeys, rootThreshold: 1 + rootKeys.count / 2, keyringKeys: keyringKeys,
        keyringThreshold: 1)
    else { return nil }
    let head = last.signed.head
    let next = FileHead(
      rootNumber: head.number + 1, authority: head.authority, issuedAt: head.issuedAt,
      freshUntil: head.freshUntil, body: body.encoded, parentBodyRoot: head.bodyRoot)
    // An index of 128 and more for a key of the root before that is none of its own (SPEC §4.2).
    let own = body.rootKeys.enumerated().map { (UInt8($0.offset), $0.element) }
    let earlier = last.body.rootKeys.enumerated().filter { !body.rootKeys.contains($0.element) }
      .map { (UInt8(128 + $0.offset), $0.element) }
    return signed(next, own + earlier, with: &random).map { RootFile($0, body: body) }
  }

  private static func keyring(
    of body: [UInt8], under root: RootFile, _ file: PendingFile, with random: inout SeededGenerator
  ) -> SignedHead? {
    let before = file.nextKeyring.head
    let number = Bool.random(using: &random) ? before.number : random.nextTo([file.keyring.head.number, 1])
    let head = FileHead(
      keyringNumber: number, under: root.signed.head, issuedAt: before.issuedAt,
      freshUntil: before.freshUntil, bodyLength: body.count, bodyRoot: PageTree.root(of: body))
    return signed(
      head, root.body.keyringKeys.enumerated().map { (UInt8($0.offset), $0.element) }, with: &random)
  }

  /// Signed by some of the keys that everybody knows.
  private static func signed(
    _ head: FileHead, _ keys: [(UInt8, PublicKey)], with random: inout SeededGenerator
  ) -> SignedHead? {
    let signers = keys.filter { _ in Bool.random(using: &random) }
    let signatures = signers.compactMap { index, key in
      PendingProperties.holders[key].map {
        IndexedSignature(index: index, signature: $0.sign(head.signingInput))
      }
    }
    return try? SignedHead(head, signatures: signatures)
  }
}
