/// Changes of what holders of root and keyring keys sign, of secrets, and of what issuers ask for in notices.
extension StateChange {
  // MARK: Roots and keyrings

  static let keyringRenewal = StateChange(
    name: "keyring renew", prepare: authority, command: "postpass keyring renew --home home",
    isKept: "[ \(keyringNumber) = 2 ]",
    isSound: "record_is_sound && { [ \(keyringNumber) = 1 ] || recorded keyring-renew 'keyring 2'; }",
    rerun: "postpass keyring renew --home home",
    isFinished: "[ \(keyringNumber) -ge 2 ] && \(isPublished)", leastPoints: 30, leastNamed: 1)

  static let rootRotation = StateChange(
    name: "root rotate", prepare: authority, command: "postpass root rotate --home home",
    isKept: "[ \(rootNumber) = 2 ]",
    isSound: "record_is_sound && { [ \(rootNumber) = 1 ] || recorded root-rotate 'root 2'; }",
    rerun: "postpass root rotate --home home",
    isFinished: "[ \(rootNumber) -ge 2 ] && \(isPublished)", leastPoints: 30, leastNamed: 2)

  /// The first of two holders, without a home.
  static let signing = StateChange(
    name: "sign",
    prepare: """
      \(authority) && for key in a b; do
        postpass keygen --home $key --role root --out $key.pub && cp $key/keys/root-*.key $key.key || exit
      done && postpass root rotate --home home --root-keys a.pub b.pub --threshold 2 --out root-2.pending &&
      cp root-2.pending old.pending && cp root-2.pending new.pending &&
      postpass sign new.pending --key a.key --authority $(cat authority) --yes &&
      ! cmp -s old.pending new.pending
      """,
    command: "postpass sign root-2.pending --key a.key --authority $(cat authority) --yes",
    isKept: "cmp root-2.pending new.pending",
    isSound: "cmp root-2.pending old.pending || cmp root-2.pending new.pending",
    rerun: "postpass sign root-2.pending --key a.key --authority $(cat authority) --yes",
    isFinished: """
      postpass sign root-2.pending --key b.key --authority $(cat authority) --yes &&
      postpass sign root-2.pending --home home --yes && [ \(rootNumber) = 2 ]
      """,
    leastPoints: 5, leastNamed: 1)

  /// The last signature, where the authority's home is: it takes over what is complete.
  static let lastSigning = StateChange(
    name: "sign, the last",
    prepare: """
      \(authority) && postpass root export --home home root.key --yes &&
      postpass keygen --home home --creator @kim --out kim.pub &&
      postpass keyring add --home home kim.pub --out kim.pending && cp kim.pending old.pending &&
      cp kim.pending new.pending &&
      postpass sign new.pending --home nowhere --key root.key --authority $(cat authority) --yes
      """,
    command: "postpass sign kim.pending --home home --key root.key --yes",
    isKept: "[ \"$(\(kimsNumbers))\" = 3 ]",
    isSound: """
      record_is_sound &&
      { cmp kim.pending old.pending || { cmp kim.pending new.pending && recorded sign 'keyring 2'; }; } &&
      { [ -s home/keys/new-issuer-@kim.key ] || [ -s home/keys/issuer-3.key ]; } &&
      { [ -z "$(\(kimsNumbers))" ] || { [ "$(\(kimsNumbers))" = 3 ] && recorded keyring-add 'key 3'; }; }
      """,
    rerun: "postpass sign kim.pending --home home --key root.key --yes",
    isFinished: """
      [ "$(\(kimsNumbers))" = 3 ] && postpass publish --home home && pull_all &&
      postpass issue --home home --creator @kim --post 1 --brand 2 --for 1d >acme.code && [ $(verdict fresh) = 0 ]
      """,
    leastPoints: 40, leastNamed: 4)

  private static let keyringNumber = number(of: "keyring")
  private static let rootNumber = number(of: "root")

  private static func number(of file: String) -> String {
    "$(postpass root show --home home | sed -n 's/^\(file)  *#\\([0-9]*\\).*/\\1/p')"
  }

  private static let isPublished =
    "postpass publish --home home && pull store && [ $(verdict store) = 0 ] && nothing_temporary mirror home"

  // MARK: Secrets

  static let rootExport = StateChange(
    name: "root export", prepare: "\(authority) && cp -p home/keys/root.key old.key",
    command: "postpass root export --home home stick.key --yes",
    isKept: "cmp stick.key old.key && [ ! -e home/keys/root.key ]",
    isSound: """
      record_is_sound && { [ ! -e stick.key ] || cmp stick.key old.key; } &&
      if [ -e home/keys/root.key ]; then cmp home/keys/root.key old.key
      else cmp stick.key old.key && recorded root-export 'key %'; fi
      """,
    // The copy of a run that was cut off is not overwritten.
    rerun: "[ ! -e home/keys/root.key ] || postpass root export --home home other.key --yes",
    isFinished: "[ ! -e home/keys/root.key ] && { cmp stick.key old.key || cmp other.key old.key; }",
    leastPoints: 20, leastNamed: 1)

  /// Of three keys the second is swept: one has the passphrase already, and one has it not yet.
  static let sealing = StateChange(
    name: "key passphrase", prepare: "\(authority) && \(passphrase)",
    command: "postpass key passphrase --home home --new-passphrase-file secret",
    isKept: allSealed,
    isSound:
      "ls home/keys/*.key | wc -l | grep -x 3 && postpass publish --home home --passphrase-file secret",
    rerun: "postpass key passphrase --home home --passphrase-file secret --new-passphrase-file secret",
    isFinished: """
      \(allSealed) && pull store && nothing_temporary mirror home &&
      postpass issue --home home --post 1 --brand 2 --for 1d --passphrase-file secret
      """,
    swept: "publisher-2", leastPoints: 5, leastNamed: 3)

  static let sealedInitialization = StateChange(
    name: "init with a passphrase", prepare: passphrase,
    command: "postpass init --home home --creator @nora --mirror mirror --passphrase-file secret",
    isKept: "\(allSealed) && postpass status --home home",
    isSound: "! postpass status --home home || { \(allSealed); }",
    // As without a passphrase: nothing in a home that is refused was used yet.
    rerun: """
      postpass init --home home --creator @nora --mirror mirror --passphrase-file secret 2>errors || {
        [ $? = 73 ] && grep 'hint: ' errors; }
      """,
    isFinished: "! postpass status --home home || { \(allSealed); }",
    swept: "publisher-2", leastPoints: 5, leastNamed: 13)

  private static let passphrase = "(umask 077 && echo 'TEST ONLY passphrase' >secret)"
  private static let allSealed = "ls home/keys/*.key && ! grep -q 'kdf none' home/keys/*.key"

  // MARK: Notices

  /// @kim works in a home of her own.
  private static let kim = """
    \(authority) && postpass keygen --home kim --creator @kim --out kim.pub &&
    postpass keyring add --home home kim.pub && postpass publish --home home &&
    postpass join --home kim "$(authority)" --from mirror &&
    postpass issue --home kim --post 1 --brand 2 --for 1d >acme.code
    """
  private static let noticeIsPublished =
    "postpass publish --home home && pull_all && [ $(verdict fresh) = 13 ]"

  static let noticeCreation = StateChange(
    name: "notice create", prepare: kim,
    command: "postpass notice create --home kim @acme.code --reason leaked --out kim.notice",
    isAcknowledged: "[ -e kim.notice ]",
    isKept: "postpass list --home kim --revoked | grep revoked",
    isSound: """
      postpass list --home kim --all --quiet &&
      { [ ! -e kim.notice ] || postpass notice merge --home home kim.notice --dry-run; }
      """,
    rerun: """
      [ -e kim.notice ] || postpass notice create --home kim @acme.code --reason leaked --out kim.notice
      """,
    isFinished: "postpass notice merge --home home kim.notice && \(noticeIsPublished)",
    leastPoints: 30, leastNamed: 1)

  static let noticeMerging = StateChange(
    name: "notice merge",
    prepare: "\(kim) && postpass notice create --home kim @acme.code --reason leaked --out kim.notice",
    command: "postpass notice merge --home home kim.notice",
    isKept: noticeIsPublished, isSound: "record_is_sound",
    rerun: "postpass notice merge --home home kim.notice", isFinished: noticeIsPublished, leastPoints: 25)
}
