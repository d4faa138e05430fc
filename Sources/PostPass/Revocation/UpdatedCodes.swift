/// The codes of a list after a delta: those of the old list but the ones that leave, merged with the ones that come.
/// Events are in a table with the delta's new ones first. Made only where all of the delta fits the list.
package struct UpdatedCodes: Sequence {
  private let old: RevokedCodes<WholeBody>
  private let removed: EliasFanoSet
  private let added: RevokedCodes<ArrayBody>
  /// The bytes of the delta, whose ranks are read as one goes.
  private let delta: ArrayBody
  private let newEventCount: UInt32

  init(
    old: RevokedCodes<WholeBody>, removed: EliasFanoSet, added: RevokedCodes<ArrayBody>, in delta: ArrayBody,
    newEventCount: UInt32
  ) {
    self.old = old
    self.removed = removed
    self.added = added
    self.delta = delta
    self.newEventCount = newEventCount
  }

  package final class Iterator: IteratorProtocol {
    private let old: RevokedCodes<WholeBody>.Iterator
    private let added: RevokedCodes<ArrayBody>.Iterator
    private var ranks: EliasFanoCursor
    private let delta: UnvalidatedBody<ArrayBody>
    private let newEventCount: UInt32
    /// How many codes of the old list were read.
    private var rank: UInt64 = 0
    private var nextRemoved: UInt64?
    private var nextOld: RevokedCode?
    private var nextAdded: RevokedCode?

    fileprivate init(_ codes: UpdatedCodes) {
      old = codes.old.makeIterator()
      added = codes.added.makeIterator()
      ranks = EliasFanoCursor(codes.removed)
      delta = UnvalidatedBody(codes.delta)
      newEventCount = codes.newEventCount
      nextAdded = added.next()
      nextRemoved = readRank()
      nextOld = readOld()
    }

    package func next() -> RevokedCode? {
      if let added = nextAdded, nextOld.map({ added.id < $0.id }) ?? true {
        nextAdded = self.added.next()
        return added
      }
      guard let old = nextOld else { return nil }
      nextOld = readOld()
      return old
    }

    /// The next code of the old list that stays.
    private func readOld() -> RevokedCode? {
      while let code = old.next() {
        rank += 1
        if nextRemoved != rank - 1 { return RevokedCode(id: code.id, event: code.event + newEventCount) }
        nextRemoved = readRank()
      }
      return nil
    }

    private func readRank() -> UInt64? {
      do { return try ranks.next(in: delta) } catch {
        // The set was validated when the delta was parsed.
        preconditionFailure("a validated set breaks a rule: \(error)")
      }
    }
  }

  package func makeIterator() -> Iterator { Iterator(self) }
}
