import PostPass
import PostPassLedger

/// Merges what the lists before say with what the ledger says, both in increasing order, and leaves out the codes whose
/// retention is over.
struct RevocationMerge {
  private var codes: [(CodeID, Event)] = []
  private var keys: [(KeyNumber, Event)]
  /// What the lists before say of codes, and how much of it is merged.
  private let listed: [(CodeID, Event)]
  private var next = 0
  private var keyEnds: KeyEnds
  private let retainedFrom: UnixTime

  init(_ before: RevocationListContent, _ keyEnds: KeyEnds, retainedFrom: UnixTime) {
    keys = Array(before.keys)
    listed = Array(before.codes)
    codes.reserveCapacity(listed.count)
    self.keyEnds = keyEnds
    self.retainedFrom = retainedFrom
  }

  /// Takes the next entry of the ledger: keys, then codes in increasing order.
  mutating func insert(_ entry: RevocationEntry, _ event: Event) throws(IssuingError) {
    switch entry.subject {
    case .key(let key): keys.append((key, event))
    case .code(let id):
      try takeListed(before: id)
      let isListed = next < listed.count && listed[next].0 == id
      let end = if let known = entry.notAfter { known } else { try keyEnds.end(of: id.issuer) }
      if end >= retainedFrom {
        codes.append((id, event))
        // Of the two events the content has the one that prevails.
        if isListed { codes.append(listed[next]) }
      }
      if isListed { next += 1 }
    }
  }

  /// All of it, after the ledger's last entry.
  mutating func finish() throws(IssuingError) -> RevocationListContent {
    try takeListed(before: nil)
    return RevocationListContent(codes: codes, keys: keys)
  }

  /// Takes what the ledger does not know, up to a code or the end.
  private mutating func takeListed(before id: CodeID?) throws(IssuingError) {
    while next < listed.count, id.map({ listed[next].0 < $0 }) ?? true {
      if try keyEnds.end(of: listed[next].0.issuer) >= retainedFrom { codes.append(listed[next]) }
      next += 1
    }
  }
}

/// When the windows of issuers' keys end, which is when the codes end of which nothing else is known (SPEC §6.5).
struct KeyEnds {
  private let open: OpenHome
  /// Codes are asked for issuer by issuer.
  private var latest: (issuer: KeyNumber, end: UnixTime)?

  init(of open: OpenHome) { self.open = open }

  /// In the distant future for a window without end, and for a number that the keyring does not have.
  mutating func end(of issuer: KeyNumber) throws(IssuingError) -> UnixTime {
    if let latest, latest.issuer == issuer { return latest.end }
    let end: UnixTime
    do { end = try open.keyring.record(issuer)?.window.notAfter ?? .distantFuture } catch {
      throw .state(.damaged(open.home.publicPath, error))
    }
    latest = (issuer, end)
    return end
  }
}
