import DurableFile
package import PostPass
import PostPassLedger

/// A root or keyring that was proposed in a home and that others have still to sign: its pending file, as it is now.
package struct PendingChange: Sendable {
  /// From the root of the file system.
  package let path: String
  package let proposal: Proposal
}

extension OpenHome {
  /// The pending files that were made here and still begin from what the home has. One that was removed or carried away
  /// is not among them.
  package func pendingChanges() throws(IssuingError) -> [PendingChange] {
    try home.pendingPaths().compactMap { path in
      guard let proposal = try? Proposal(at: path, pinned: ledger.authority), (try? has(proposal)) == false
      else { return nil }
      return PendingChange(path: path, proposal: proposal)
    }
  }

  /// Those that a change of the keyring ends: the keys here may be enough to sign it at once.
  package func pendingEndedByKeyring() throws(IssuingError) -> [PendingChange] {
    let root = state.trust.chain.last.body
    guard try home.mayReach(root.keyringThreshold, of: root.keyringKeys) else { return [] }
    return try pendingChanges()
  }

  /// Those that a change of the root ends, in the same way.
  package func pendingEnded(by proposal: Proposal) throws(IssuingError) -> [PendingChange] {
    for quorum in proposal.quorums where try !home.mayReach(quorum.threshold, of: quorum.keys) { return [] }
    return try pendingChanges()
  }

  /// Keeps in mind where a pending file is; those that came to nothing, or to their end, are forgotten.
  func notePending(at path: String) throws(IssuingError) {
    do {
      let path = try DurableFile.absolute(path)
      let others = try pendingChanges().map(\.path).filter { $0 != path }
      try home.keepPendingPaths(others + [path])
    } catch let error as FileError {
      throw .file(error)
    } catch let error as IssuingError {
      throw error
    } catch {
      preconditionFailure("the calls above throw these two")
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
