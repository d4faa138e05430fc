import PostPass

/// A reader of bytes from outside, with what must hold for every input: it ends, it neither traps nor reads outside, and
/// whatever it accepts has one spelling.
package enum FuzzTarget: String, CaseIterable, Sendable {
  /// The text of a code as somebody pastes it.
  case codeText = "code-text"
  /// The bytes of a code, whose text and checksum are made here: chance never finds a checksum.
  case codeBytes = "code-bytes"
  /// Authority IDs, public keys, accounts, IDs of codes, posts and brands.
  case names
  case rootHead = "root-head"
  case keyringHead = "keyring-head"
  case listHead = "list-head"
  case noticeHead = "notice-head"
  case root
  case mirrorHead = "mirror-head"
  case storeState = "store-state"
  case bundle
  case trail
  /// The body of a keyring, behind a head that is signed here.
  case keyring
  /// The body of a list, behind a head that is signed here, opened in both ways.
  case list
  /// What two lists say, made from the input: encoded, searched, and led from one to the other by a delta.
  case listContent = "list-content"
  /// A list's body and a delta, compared with a model that knows no Elias-Fano form but the SPEC's.
  case listDelta = "list-delta"
  case keyringDelta = "keyring-delta"
  /// A notice, and its body behind a head that is signed here.
  case notice
  case dates
  case durations
  case publicKeyFile = "public-key-file"
  /// With and without a passphrase; nothing is derived.
  case secretKeyFile = "secret-key-file"
  /// What holders of root and keyring keys pass on; who is asked and known signs it.
  case pending

  /// Runs one input.
  package func run(_ input: [UInt8]) {
    switch self {
    case .codeText: CodeProperties.check(text: input)
    case .codeBytes: CodeProperties.check(bytes: input)
    case .names: NameProperties.check(input)
    case .rootHead: HeadProperties.check(input, as: .root)
    case .keyringHead: HeadProperties.check(input, as: .keyring)
    case .listHead: HeadProperties.check(input, as: .revocationList)
    case .noticeHead: HeadProperties.check(input, as: .notice)
    case .root: ContainerProperties.check(root: input)
    case .mirrorHead: ContainerProperties.check(mirrorHead: input)
    case .storeState: ContainerProperties.check(storeState: input)
    case .bundle: ContainerProperties.check(bundle: input)
    case .trail: ContainerProperties.check(trail: input)
    case .keyring: BodyProperties.check(keyring: input)
    case .list: BodyProperties.check(list: input)
    case .listContent: ListProperties.check(input)
    case .listDelta: DeltaProperties.check(list: input)
    case .keyringDelta: DeltaProperties.check(keyring: input)
    case .notice: NoticeProperties.check(input)
    case .dates: TimeProperties.check(date: input)
    case .durations: TimeProperties.check(duration: input)
    case .publicKeyFile: KeyFileProperties.check(publicKey: input)
    case .secretKeyFile: KeyFileProperties.check(secretKey: input)
    case .pending: PendingProperties.check(input)
    }
  }
}

/// Ends the process where something does not hold, which is what a fuzzer looks for.
func require(_ holds: Bool, _ what: @autoclosure () -> String) {
  guard holds else { fatalError("does not hold: \(what())") }
}
