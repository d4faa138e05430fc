package import PostPass
package import PostPassLedger

extension OpenHome {
  /// Tells the record what the keyring and the list of this home say of its codes. Called after either was replaced;
  /// where that was cut off in between, `catchUp` makes good for it.
  func learn(now: UnixTime, by: String) throws(IssuingError) {
    do {
      try ledger.learn(from: state.trust, now: now, by: by)
    } catch let error as LedgerError {
      throw .ledger(error)
    } catch let error as DamagedBody {
      throw .state(.damaged(home.publicPath, error))
    } catch {
      preconditionFailure("learning throws these two")
    }
  }

  /// What the list of this home says of codes and keys themselves; the others are missing.
  package func listed(
    _ subjects: some Sequence<RevocationSubject>
  ) throws(IssuingError) -> [RevocationSubject: Event] {
    var listed: [RevocationSubject: Event] = [:]
    let list = state.trust.list
    do throws(DamagedBody) {
      for subject in subjects {
        listed[subject] =
          switch subject {
          case .code(let id): try list.revocations(of: id).ofCode
          // Of a key the list says the same at every serial.
          case .key(let number): try list.revocations(of: CodeID(issuer: number, serial: 0)).ofKey
          }
      }
    } catch {
      throw .state(.damaged(home.publicPath, error))
    }
    return listed
  }

  /// Learns for whoever only wants to know: a record that cannot be written is read as it is.
  package func catchUp(now: UnixTime, by: String) throws(IssuingError) {
    do { try learn(now: now, by: by) } catch {
      if case .ledger(let reason) = error, reason.leavesReading { return }
      throw error
    }
  }
}
