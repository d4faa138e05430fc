import PostPass
import TestSupport

/// Bodies of keyrings and lists behind genuine heads (SPEC §5, §6).
enum BodyProperties {
  static func check(keyring body: [UInt8]) {
    guard let head = SignedWorld.keyringHead(of: body),
      let lazy = try? LazyBody(head.head, reading: PageTree.bodyFile(of: body))
    else { return }
    let lazily = Keyring(head, lazy: lazy)
    let whole = try? Keyring(head, whole: PageTree.bodyFile(of: body).storage)
    if let whole {
      require((try? KeyringContent(decoding: whole))?.encodedBody == body, "one spelling")
      require((try? whole.soleAccount()) == (try? lazily.soleAccount()), "the same sole account")
    }
    for value in 1...UInt32(body.count / 128) {
      guard let number = KeyNumber(value) else { continue }
      let record = try? lazily.record(number)
      if let whole { require(record == (try? whole.record(number)), "the same record") }
    }
  }

  static func check(list body: [UInt8]) {
    guard let head = SignedWorld.listHead(of: body) else { return }
    let bodyFile = PageTree.bodyFile(of: body)
    let lazy = (try? LazyBody(head.head, reading: bodyFile)).flatMap { try? RevocationList(head, lazy: $0) }
    let whole = try? RevocationList(head, whole: bodyFile.storage)
    guard let whole else {
      // A lazy reader may open it. Whatever it answers, it answers.
      for id in probes { _ = try? lazy?.revocations(of: id) }
      return
    }
    guard let content = try? whole.content(), let lazy else {
      fatalError("does not hold: a valid list opens")
    }
    require(content.encodedBody() == body, "one spelling")
    let anew = RevocationListContent(codes: content.codes, keys: content.keys)
    require(anew == content, "nothing but what its entries say")
    ListProperties.checkLookups(in: [whole, lazy], against: content, besides: probes)
  }

  /// Codes that are mostly not listed.
  private static let probes: [CodeID] = [1, 2, 3, 700, .max - 1].flatMap { issuer in
    [0, 1, 7, 65_535, 65_536, .max].map {
      CodeID(issuer: TestAuthority.number(issuer), serial: $0)
    }
  }
}
