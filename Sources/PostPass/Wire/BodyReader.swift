/// Reads a signed body by its 64-bit little-endian words; every part of keyrings and lists begins at a multiple of 8
/// bytes. Code that searches a body is generic over the two ways of opening it (SPEC §3).
package protocol BodyReader {
  /// `Never` for a body that was verified and validated whole; `DamagedBody` for one that is read lazily.
  associatedtype Failure: Error

  /// The length of the body in words; a last partial word does not count.
  var wordCount: Int { get }

  /// The word at an index below `wordCount`.
  func word(_ index: Int) throws(Failure) -> UInt64

  /// Reports content that breaks a rule of SPEC §6 although its pages are the signed ones.
  /// A reader that cannot fail traps here: whoever made it has validated the body.
  func inconsistent(_ broken: MalformedList) throws(Failure) -> Never
}

/// What is wrong with a body behind a genuine head.
public enum DamagedBody: Error, Equatable, Sendable {
  /// The body has another length than the head says (SPEC [P1]).
  case length
  /// A page or a stored hash does not lead to the signed body root (SPEC [P2], [P3]).
  case pageHash(page: Int)
  /// The bytes could not be read; the system's error number.
  case unreadable(Int32)
  /// A record of a keyring that the spec does not allow (SPEC [K5], [K6]).
  case record(UInt32)
  /// Header, event, event index or other parts of a list that contradict SPEC §6.
  case list(MalformedList)
}

/// Which rule of SPEC §6 a list's body breaks.
public enum MalformedList: Error, Equatable, Sendable {
  /// [L4]
  case header
  /// [L5], with the index of the event.
  case event(Int)
  /// [L6]
  case eventIndex
  /// [L7]
  case body
}
