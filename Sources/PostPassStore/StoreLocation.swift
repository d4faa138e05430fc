import Glibc

/// Where the store of a user is.
package enum StoreLocation {
  /// The directory that was named, else `$POSTPASS_STORE`, `$XDG_STATE_HOME/postpass`, `$HOME/.local/state/postpass`.
  /// Empty variables count as unset, and so does a relative `$XDG_STATE_HOME`, as its specification asks.
  /// - Throws: `StoreError.noHome` where nothing says where it is.
  package static func directory(
    named: StorePath?, variable: (String) -> [UInt8]? = environment
  ) throws(StoreError) -> StorePath {
    if let named { return named }
    if let store = value("POSTPASS_STORE", variable) { return store }
    if let state = value("XDG_STATE_HOME", variable), state.bytes.first == UInt8(ascii: "/") {
      return state.appending("postpass")
    }
    guard let home = value("HOME", variable) else { throw .noHome }
    return home.appending(".local/state/postpass")
  }

  /// A variable of the process's environment.
  package static func environment(_ name: String) -> [UInt8]? {
    guard let start = unsafe getenv(name) else { return nil }
    return unsafe Array(UnsafeBufferPointer(start: start, count: strlen(start))).map { UInt8(bitPattern: $0) }
  }

  private static func value(_ name: String, _ variable: (String) -> [UInt8]?) -> StorePath? {
    guard let bytes = variable(name), !bytes.isEmpty else { return nil }
    return StorePath(bytes)
  }
}
