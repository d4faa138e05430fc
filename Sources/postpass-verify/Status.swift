import Console
import PostPass
import PostPassStore

/// What a store or mirror holds, for `--status`.
struct Status {
  let place: StorePath
  let trust: TrustSet
  /// Nil for a mirror.
  let lastPull: UnixTime?

  /// - Throws: `Failure` where the files do not open.
  init(_ source: TrustSource) throws(Failure) {
    do {
      switch source {
      case .store(let directory, let authority):
        place = try StoreLocation.directory(named: directory)
        let held = try Store(place).open(.lazily, pinned: authority)
        (trust, lastPull) = (held.trust, held.lastPull)
      case .mirror(let directory, let authority):
        place = directory
        trust = try MirrorDirectory(directory, pinned: authority).open(.lazily)
        lastPull = nil
      }
    } catch {
      switch StoreProblem(error, in: source) {
      case .failure(let failure): throw failure
      case .missingTrust(let missing, let sentence, let hint):
        throw Failure(
          code: missing.rawValue, message: sentence, hint: hint,
          exit: missing == .malformed ? .damaged : .cannotTell)
      }
    }
  }

  /// A line each for authority, place, root, keyring, list, newest signed time and last pull.
  func text(at now: UnixTime) -> TerminalText {
    let list = trust.list
    var text: TerminalText = "authority  \(trust.authority)\n"
    text += "\(lastPull == nil ? "mirror   " : "store    " as TerminalText)  \(bytes: place.bytes)\n"
    text += "root       \(Status.line(trust.root, freshUntil: trust.root.freshUntil, at: now))\n"
    text +=
      "keyring    \(Status.line(trust.keyring.head, freshUntil: trust.keyring.head.freshUntil, at: now))"
    text += ", \(counted(trust.keyring.keyCount, "key"))\n"
    text += "list       \(Status.line(list.head, freshUntil: list.freshUntil, at: now))"
    text += ", \(counted(list.codeCount, "code")) and \(counted(list.keyCount, "key")) revoked\n"
    if !list.isAuthoritative {
      text += "           signed by a key that may not publish: this list can only deny\n"
    }
    if trust.keyringIsOlderThanListNeeds { text += "           made for a newer keyring than the one held\n" }
    let newest = trust.newestSignedTime
    text += "newest     signed \(newest.text) (\(RelativeTime(newest, from: now).text))\n"
    if let lastPull { text += "pulled     \(lastPull.text) (\(RelativeTime(lastPull, from: now).text))\n" }
    return text
  }

  private static func line(_ head: FileHead, freshUntil: UnixTime, at now: UnixTime) -> TerminalText {
    let verb: TerminalText = now < freshUntil ? "fresh until" : "was fresh until"
    return
      "#\(head.number), issued \(head.issuedAt.text) (\(RelativeTime(head.issuedAt, from: now).age)), \(verb) \(freshUntil.text) (\(RelativeTime(freshUntil, from: now).text))"
  }

  /// The same as one line of JSON.
  func json(at now: UnixTime) -> [UInt8] {
    var line: [UInt8] = []
    JSONObject.line(into: &line) { object in
      object.add("v", 1)
      object.add("authority", trust.authority.description)
      object.add(lastPull == nil ? "mirror" : "store", String(decoding: place.bytes, as: UTF8.self))
      object.add("root") { $0.add(trust.root, freshUntil: trust.root.freshUntil, at: now) }
      object.add("keyring") { keyring in
        keyring.add(trust.keyring.head, freshUntil: trust.keyring.head.freshUntil, at: now)
        keyring.add("keys", trust.keyring.keyCount)
        keyring.add("older_than_list_needs", trust.keyringIsOlderThanListNeeds)
      }
      object.add("list") { list in
        list.add(trust.list.head, freshUntil: trust.list.freshUntil, at: now)
        list.add("revoked_codes", trust.list.codeCount)
        list.add("revoked_keys", trust.list.keyCount)
        list.add("authoritative", trust.list.isAuthoritative)
      }
      object.add("newest_signed", trust.newestSignedTime.iso8601)
      object.add("last_pull", lastPull?.iso8601)
      object.add("exit", ExitCode.done.rawValue)
    }
    return line
  }
}

private func counted(_ count: Int, _ noun: String) -> String {
  count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
}

extension JSONObject {
  fileprivate mutating func add(_ head: FileHead, freshUntil: UnixTime, at now: UnixTime) {
    add("number", head.number)
    add("issued", head.issuedAt.iso8601)
    add("age_seconds", head.issuedAt.age(at: now))
    add("fresh_until", freshUntil.iso8601)
    add("fresh", now < freshUntil)
  }
}
