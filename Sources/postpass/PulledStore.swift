import PostPass
import PostPassStore

/// What a verifier of this user has pulled. It pins an authority, and knows when its files were signed, also where there
/// is no home.
enum PulledStore {
  /// Nil where nothing was pulled, or where it cannot be verified: then it is as if there were none.
  static func trust() -> TrustSet? {
    guard let directory = try? StoreLocation.directory(named: nil) else { return nil }
    return try? Store(directory).open(.lazily).trust
  }
}
