/// Why a delta leads nowhere, or a trail is none (SPEC §8.3). Nobody signed either: what a delta leads to still has to
/// have the signed body root.
package enum MalformedDelta: Error, Equatable, Sendable {
  /// Another first line than that of its kind ([X1]).
  case line
  /// Counts and largest values that contradict each other or the length ([X2]).
  case header
  /// A new event that the format does not allow, is out of order, is of no use, or that the list has already, by its
  /// index ([X3]).
  case event(Int)
  /// A revoked key that is none, is out of order, or is as it was ([X4]).
  case key
  /// An event index beyond the events of delta and list, or not the largest that the header says ([X5]).
  case eventIndex
  /// Sets or packed integers that are not, bit for bit, those of their values ([X6]).
  case sets
  /// A rank to remove that the list does not have ([X7]).
  case rank(UInt64)
  /// A code to add that the list has, and keeps or has with the same event ([X8]).
  case code(CodeID)
  /// Records of a keyring that are out of order, missing, beyond the count, or as they were ([X9]).
  case records
  /// What it leads to has another length than the signed one, in bytes; or, on the way, too large a one ([X10]).
  case length(Int)
  /// A trail that is cut, too long, repeats a body, or has the one that it leads to ([X11]).
  case trail
}

extension MalformedDelta {
  /// The same rule where the sections of a list are those of a delta.
  init(_ broken: MalformedList) {
    switch broken {
    case .event(let index): self = .event(index)
    case .eventIndex: self = .eventIndex
    case .header, .body: self = .sets
    }
  }
}
