import DurableFile
package import PostPass
import PostPassLedger

/// A root or keyring that was proposed in a home and that others have still to sign: its pending file, as it is now.
package struct PendingChange: Sendable {
  /// From the root of the file system.
  package let path: String
  package let proposal: Proposal

  /// Whether a home with this state has another root or keyring than the proposal begins from.
  package func isEnded(by state: AuthorityState) -> Bool { (try? state.trust.has(proposal)) == nil }
}

/// What a home knows of the pending files that were made in it.
package struct PendingChanges: Sendable {
  /// Those that still begin from what the home has.
  package fileprivate(set) var waiting: [PendingChange] = []
  /// Where such a file was made, and is none any more: it was removed, carried away or damaged.
  package fileprivate(set) var lost: [String] = []
  /// The file of the home that says where they are, where it cannot be read: then none is known.
  package fileprivate(set) var unreadable: String?
}

extension OpenHome {
  package func pendingChanges() -> PendingChanges {
    var changes = PendingChanges()
    do {
      for note in try home.pendingNotes() where note.isOpen(in: state.trust) {
        guard let proposal = try? Proposal(at: note.path, pinned: ledger.authority) else {
          changes.lost.append(note.path)
          continue
        }
        guard (try? has(proposal)) == false else { continue }
        changes.waiting.append(PendingChange(path: note.path, proposal: proposal))
      }
    } catch {
      changes.unreadable = error.path
    }
    return changes
  }

  /// Whether the keys here may be enough to sign the next keyring at once, which ends what is pending.
  package func maySignKeyring() throws(IssuingError) -> Bool {
    let root = state.trust.chain.last.body
    return try home.mayReach(root.keyringThreshold, of: root.keyringKeys)
  }

  /// The same for a change of the root.
  package func maySign(_ proposal: Proposal) throws(IssuingError) -> Bool {
    for quorum in proposal.quorums where try !home.mayReach(quorum.threshold, of: quorum.keys) {
      return false
    }
    return true
  }

  /// Keeps in mind where a pending file is; those that came to nothing, or to their end, are forgotten.
  func notePending(_ proposal: Proposal, at path: String) throws(IssuingError) {
    do throws(FileError) {
      let path = try DurableFile.absolute(path)
      // Where the others cannot be read, they are not known anyway.
      let others = ((try? home.pendingNotes()) ?? []).filter { $0.path != path && $0.isOpen(in: state.trust) }
      try home.keep(others + [PendingNote(proposal, at: path)])
    } catch {
      throw .file(error)
    }
  }
}

extension Home {
  /// Whether the secrets here may be enough signatures; of those behind a passphrase any may be one.
  fileprivate func mayReach(_ threshold: Int, of keys: [PublicKey]) throws(IssuingError) -> Bool {
    let held = try held(of: keys)
    return held.keys.count + held.sealedPaths.count >= threshold
  }
}
