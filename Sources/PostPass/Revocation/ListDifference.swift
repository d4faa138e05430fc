/// What has to leave one list, and to come, so that it becomes another: found by going through both side by side, as
/// often as one likes.
struct ListDifference: Sequence {
  enum Change {
    /// A code of the old list, by its rank.
    case removed(Int)
    /// A code of the new list; its event by an index into the new events and, behind, the old ones.
    case added(RevokedCode)
  }

  /// Events that only the new list has.
  let newEvents: [Event]
  /// Keys that the old list does not have, or has with another event.
  let changedKeys: [RevokedKey]
  private(set) var header = RevocationDeltaHeader()
  private let old: RevokedCodes<WholeBody>
  private let new: RevokedCodes<WholeBody>
  /// For each event of the new list, its index among the new events and, behind, the old ones.
  private let indices: [UInt32]

  /// Goes through both lists once, to count. Nil where a key of the old list is not in the new one, and for more
  /// events than have indices.
  init?(from old: RevocationListBody, to new: RevocationListBody) {
    (newEvents, indices) = ListDifference.number(new.events, behind: old.events)
    guard newEvents.count + old.layout.events.count <= UInt32.max,
      let keys = ListDifference.changedKeys(from: old, to: new, indices, newEvents.count)
    else { return nil }
    changedKeys = keys
    self.old = old.codes
    self.new = new.codes
    count()
  }

  private mutating func count() {
    var places = CodePlaces()
    header.eventCount = UInt32(newEvents.count)
    header.keyCount = UInt32(changedKeys.count)
    for change in self {
      switch change {
      case .removed(let rank):
        header.removedCount += 1
        header.maximalRank = UInt64(rank)
      case .added(let code):
        _ = places.position(of: code.id)
        header.maximalIndex = Swift.max(header.maximalIndex, code.event)
      }
    }
    header.added = places.size
  }

  /// The events that are not among the old ones, and the indices of all of them.
  private static func number(_ events: [Event], behind old: [Event]) -> (new: [Event], indices: [UInt32]) {
    // For each event, its index in the old table, if it is there; both tables increase.
    var position = 0
    let known = events.map { event -> Int? in
      while position < old.count, old[position] < event { position += 1 }
      return position < old.count && old[position] == event ? position : nil
    }
    let newCount = known.count { $0 == nil }
    var (new, indices): ([Event], [UInt32]) = ([], [])
    for (event, index) in zip(events, known) {
      indices.append(UInt32(index.map { newCount + $0 } ?? new.count))
      if index == nil { new.append(event) }
    }
    return (new, indices)
  }

  private static func changedKeys(
    from old: RevocationListBody, to new: RevocationListBody, _ indices: [UInt32], _ newEventCount: Int
  ) -> [RevokedKey]? {
    var rest = old.keys[...]
    var changed: [RevokedKey] = []
    for key in new.keys {
      let key = RevokedKey(number: key.number, event: indices[Int(key.event)])
      if let same = rest.first, same.number <= key.number {
        guard same.number == key.number else { return nil }
        rest = rest.dropFirst()
        if same.behind(newEvents: newEventCount) == key { continue }
      }
      changed.append(key)
    }
    return rest.isEmpty ? changed : nil
  }

  struct Iterator: IteratorProtocol {
    private let old: RevokedCodes<WholeBody>.Iterator
    private let new: RevokedCodes<WholeBody>.Iterator
    private let indices: [UInt32]
    private let newEventCount: UInt32
    private var rank = 0
    private var nextOld: RevokedCode?
    private var nextNew: RevokedCode?

    fileprivate init(_ difference: ListDifference) {
      old = difference.old.makeIterator()
      new = difference.new.makeIterator()
      indices = difference.indices
      newEventCount = UInt32(difference.newEvents.count)
      nextOld = old.next()
      nextNew = new.next()
    }

    mutating func next() -> Change? {
      while true {
        guard let new = nextNew else { return nextOld.map { _ in takeOld() } }
        guard let old = nextOld, old.id <= new.id else { return takeNew(new) }
        let isKept = old.id == new.id && old.event + newEventCount == indices[Int(new.event)]
        let change = takeOld()
        // A code with another event leaves first, and then comes.
        if !isKept { return change }
        nextNew = self.new.next()
      }
    }

    private mutating func takeOld() -> Change {
      nextOld = old.next()
      rank += 1
      return .removed(rank - 1)
    }

    private mutating func takeNew(_ code: RevokedCode) -> Change {
      nextNew = new.next()
      return .added(RevokedCode(id: code.id, event: indices[Int(code.event)]))
    }
  }

  func makeIterator() -> Iterator { Iterator(self) }
}
