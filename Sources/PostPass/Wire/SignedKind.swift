/// The kinds of things that are signed. The domain string begins every signing input, so that a signature of one kind
/// never verifies as another (SPEC §2.3, §4.1).
package enum SignedKind: String, Sendable {
  case code = "postpass/v1/code\n"
  case root = "postpass/v1/root\n"
  case keyring = "postpass/v1/keyring\n"
  case revocationList = "postpass/v1/revocation-list\n"
  case notice = "postpass/v1/notice\n"

  /// What is signed of a code: the domain, the authority, the fields before the signature.
  package static func signingInput(ofCode fields: some Collection<UInt8>, in authority: AuthorityID)
    -> [UInt8]
  {
    let domain = SignedKind.code.rawValue.utf8
    var input: [UInt8] = []
    input.reserveCapacity(domain.count + 32 + fields.count)
    input.append(contentsOf: domain)
    unsafe authority.storage.withUnsafeBytes { unsafe input.append(contentsOf: $0) }
    input.append(contentsOf: fields)
    return input
  }

  /// What is signed of a file: the domain and the head, which names the authority.
  package func signingInput(ofHead head: [UInt8]) -> [UInt8] { Array(rawValue.utf8) + head }
}
