package import PostPass

// The names that Vectors/SPEC.md gives to outcomes, for comparing with vectors. `Rejection` has its own.

extension MalformedCode {
  package var specName: String {
    switch self {
    case .prefix: "prefix"
    case .tooLong: "too-long"
    case .character: "character"
    case .digits: "digits"
    case .overflow: "overflow"
    case .checksum: "checksum"
    case .length: "length"
    case .shape: "shape"
    case .issuer: "issuer"
    case .window: "window"
    case .post: "post"
    case .brand: "brand"
    case .brandOrder: "brand-order"
    case .trailing: "trailing"
    }
  }
}

extension MalformedFile {
  package var specName: String {
    switch self {
    case .magic: "magic"
    case .kind: "kind"
    case .format: "format"
    case .unused: "unused"
    case .signer: "signer"
    case .number: "number"
    case .times: "times"
    case .bodyLength: "body-length"
    case .parent: "parent"
    case .signatures: "signatures"
    case .rootBody: "root-body"
    case .container: "container"
    }
  }
}

extension UntrustedFile {
  package var specName: String {
    switch self {
    case .malformed(let file): file.specName
    case .notPinned: "not-pinned"
    case .otherAuthority: "other-authority"
    case .pageHash: "page-hash"
    case .rootGap: "root-gap"
    case .tooManyRoots: "too-many-roots"
    case .wrongParent: "wrong-parent"
    case .unknownKey: "unknown-key"
    case .badSignature: "bad-signature"
    case .threshold: "threshold"
    case .oldKeyring: "old-keyring"
    case .damaged(let body): body.specName
    }
  }
}

extension DamagedBody {
  package var specName: String {
    switch self {
    case .length: "body-length"
    case .pageHash: "page-hash"
    case .unreadable: "unreadable"
    case .record: "record"
    case .list(.header): "list-header"
    case .list(.event): "event"
    case .list(.eventIndex): "event-index"
    case .list(.body): "list-body"
    }
  }
}

extension MalformedDelta {
  package var specName: String {
    switch self {
    case .line: "container"
    case .header: "delta-header"
    case .event: "delta-event"
    case .key: "delta-key"
    case .eventIndex: "delta-index"
    case .sets: "delta-body"
    case .rank: "delta-rank"
    case .code: "delta-code"
    case .records: "delta-records"
    case .length: "delta-length"
    case .trail: "trail"
    }
  }
}

extension UntrustedNotice {
  package var specName: String {
    switch self {
    case .otherAuthority: "other-authority"
    case .oldKeyring: "old-keyring"
    case .unknownKey, .removedKey: "unknown-key"
    case .wrongRole: "wrong-role"
    case .badSignature: "bad-signature"
    case .pageHash: "page-hash"
    case .body: "notice-body"
    case .damaged(let body): body.specName
    }
  }
}

extension RefusedProposal {
  package var specName: String {
    switch self {
    case .untrusted(let file): file.specName
    case .damaged(let body): body.specName
    case .rollback: "rollback"
    case .keyringRewritten: "keyring-rewritten"
    case .weakKey: "weak-key"
    case .repeatedKey: "repeated-key"
    }
  }
}

/// The name of an outcome that the core throws.
package func specName(of error: any Error) -> String {
  switch error {
  case let error as MalformedCode: error.specName
  case let error as MalformedFile: error.specName
  case let error as UntrustedFile: error.specName
  case let error as UntrustedNotice: error.specName
  case let error as DamagedBody: error.specName
  case let error as MalformedDelta: error.specName
  case let error as RefusedProposal: error.specName
  case let error as Rejection: error.name
  default: "\(error)"
  }
}
