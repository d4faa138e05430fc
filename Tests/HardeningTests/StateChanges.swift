extension StateChange {
  /// Every command that changes something.
  static let all = [
    initialization, joining, joiningAgain, publication, learning, keyRemoval, keyEnrolment,
    issue, issueToFile, revocation, keyGeneration, keyringRenewal, rootRotation, signing, lastSigning,
    rootExport, sealing, sealedInitialization, noticeCreation, noticeMerging,
    firstPull, deltaPull, wholePull, resumedPull,
  ]

  /// An authority, a code, and a store that holds list 1.
  static let authority = """
    postpass init --home home --creator @nora --mirror mirror &&
    postpass status --home home | sed -n 's/^authority *//p' >authority &&
    postpass issue --home home --post 1 --brand 2 --for 60d --out acme.code && pull store
    """

  // MARK: Codes

  static let issue = StateChange(
    name: "issue", prepare: authority,
    command: "postpass issue --home home --post 1 --brand 2 --for 60d",
    isKept: "postpass show --home home --code @../answer | cmp - ../answer",
    isSound: "record_is_sound",
    rerun: "postpass issue --home home --post 1 --brand 2 --for 60d >second",
    isFinished: "! cmp -s ../answer second && postpass show --home home --code @second | cmp - second",
    leastPoints: 30)

  static let issueToFile = StateChange(
    name: "issue --out", prepare: authority,
    command: "postpass issue --home home --post 1 --brand 2 --for 60d --out new.code",
    isAcknowledged: "[ -e new.code ]",
    isKept: "postpass show --home home --code @new.code | cmp - new.code",
    isSound: "record_is_sound && { [ ! -e new.code ] || postpass inspect @new.code; }",
    rerun: "postpass issue --home home --post 1 --brand 2 --for 60d --out second.code",
    isFinished: "[ ! -e new.code ] || ! cmp -s new.code second.code", leastPoints: 35, leastNamed: 1)

  static let revocation = StateChange(
    name: "revoke", prepare: authority,
    command: "postpass revoke --home home @acme.code --reason leaked",
    isKept: "postpass publish --home home && pull_all && [ $(verdict fresh) = 13 ]",
    isSound: "record_is_sound",
    rerun: "postpass revoke --home home @acme.code --reason leaked",
    isFinished: "postpass publish --home home && pull_all && [ $(verdict fresh) = 13 ]", leastPoints: 25)

  static let publication = StateChange(
    name: "publish", prepare: "\(authority) && postpass revoke --home home @acme.code --reason leaked",
    command: "postpass publish --home home",
    isKept: "pull_all && [ $(verdict fresh) = 13 ]",
    isSound: "pull_all", rerun: "postpass publish --home home",
    isFinished: """
      pull store && [ $(verdict store) = 13 ] && [ "$(record 'SELECT count(*) FROM publications')" = 1 ] &&
      nothing_temporary mirror home
      """,
    leastPoints: 50, leastNamed: 6)

  /// What another home revoked goes into the record too, once.
  static let learning = StateChange(
    name: "publish, of what another home revoked",
    prepare: """
      \(authority) && cp -r home other && postpass revoke --home other @acme.code --reason leaked --publish
      """,
    command: "postpass publish --home home", isKept: learned(in: "home"),
    isSound: "record_is_sound && pull_all && [ $(verdict fresh) = 13 ]",
    rerun: "postpass publish --home home",
    isFinished: "\(learned(in: "home")) && nothing_temporary mirror home",
    leastPoints: 40, leastNamed: 5)

  private static func learned(in home: String) -> String {
    """
    postpass list --home \(home) --revoked | grep '^[0-9]' &&
    [ "$(sqlite3 \(home)/ledger.db "SELECT count(*) FROM log WHERE action = 'learn-revoked'")" = 1 ]
    """
  }

  // MARK: Keys

  static let initialization = StateChange(
    name: "init", prepare: "true", command: "postpass init --home home --creator @nora --mirror mirror",
    isKept: "\(authorityWorks) && pull store",
    // Never an authority that can be looked at and not be used.
    isSound: "! postpass status --home home || { \(authorityWorks); }",
    // Where the home is refused, nothing in it was used yet: with another one, all is as it was.
    rerun: """
      postpass init --home home --creator @nora --mirror mirror 2>errors || {
        [ $? = 73 ] && grep 'hint: ' errors; }
      """,
    isFinished: "! postpass status --home home || { \(authorityWorks); }", leastPoints: 100, leastNamed: 13)

  private static let authorityWorks = """
    postpass status --home home | sed -n 's/^authority *//p' >authority &&
    postpass issue --home home --post 1 --brand 2 --for 60d >acme.code &&
    { postpass publish --home home mirror || postpass publish --home home mirror --first; } &&
    pull_all && [ $(verdict fresh) = 0 ] &&
    postpass keyring show --home home
    """

  static let keyGeneration = StateChange(
    name: "keygen", prepare: authority,
    command: "postpass keygen --home kim --creator @kim --out kim.pub",
    isAcknowledged: "[ -e kim.pub ]", isKept: "cmp kim.pub kim/keys/new-issuer-@kim.pub && \(keyWorks)",
    isSound: "[ ! -e kim/keys/new-issuer-@kim.key ] || [ -e kim/keys/new-issuer-@kim.pub ]",
    // A key that was made stays: its public half lies beside it.
    rerun: """
      [ -e kim/keys/issuer-3.key ] || postpass keygen --home kim --creator @kim 2>errors ||
        { [ $? = 73 ] && grep 'its public line is in kim/keys/new-issuer-@kim.pub' errors; }
      """,
    isFinished: "[ -e kim/keys/issuer-3.key ] || { \(keyWorks); }", leastPoints: 20, leastNamed: 3)

  /// Enrolled and joined, the key signs codes that verifiers accept.
  private static let keyWorks = """
    postpass keyring add --home home kim/keys/new-issuer-@kim.pub && postpass publish --home home &&
    postpass join --home kim "$(authority)" --from mirror &&
    postpass issue --home kim --post 1 --brand 2 --for 1d >acme.code && pull_all && [ $(verdict fresh) = 0 ]
    """

  static let joining = StateChange(
    name: "join",
    prepare: """
      \(authority) && postpass keygen --home kim --creator @kim --out kim.pub &&
      postpass keyring add --home home kim.pub && postpass publish --home home
      """,
    command: "postpass join --home kim \"$(cat authority)\" --from mirror",
    isKept: joinedWorks,
    isSound: "[ -s kim/keys/new-issuer-@kim.key ] || [ -s kim/keys/issuer-3.key ]",
    rerun: "postpass join --home kim \"$(authority)\" --from mirror", isFinished: joinedWorks,
    leastPoints: 100, leastNamed: 6)

  static let joiningAgain = StateChange(
    name: "join, again",
    prepare: """
      \(joining.prepare) && \(joining.command) &&
      postpass issue --home kim --creator @kim --post 1 --brand 2 --for 60d --out kim.code &&
      postpass revoke --home home @kim.code --reason leaked --publish
      """,
    command: joining.command, isKept: learned(in: "kim"),
    isSound: "[ \"$(sqlite3 kim/ledger.db 'PRAGMA integrity_check')\" = ok ] && postpass status --home kim",
    rerun: joining.rerun, isFinished: "\(learned(in: "kim")) && nothing_temporary kim", leastPoints: 40,
    leastNamed: 3)

  private static let joinedWorks = """
    postpass issue --home kim --post 1 --brand 2 --for 1d >acme.code && pull_all && [ $(verdict fresh) = 0 ]
    """

  static let keyEnrolment = StateChange(
    name: "keyring add",
    prepare: "\(authority) && postpass keygen --home home --creator @kim --out kim.pub",
    command: "postpass keyring add --home home kim.pub",
    isKept: "[ \"$(\(kimsNumbers))\" = 3 ]",
    isSound: """
      record_is_sound && { [ -s home/keys/new-issuer-@kim.key ] || [ -s home/keys/issuer-3.key ]; } &&
      { [ -z "$(\(kimsNumbers))" ] || { [ "$(\(kimsNumbers))" = 3 ] && recorded keyring-add 'key 3'; }; }
      """,
    rerun: "postpass keyring add --home home kim.pub || [ \"$(\(kimsNumbers))\" = 3 ]",
    isFinished: """
      [ "$(\(kimsNumbers))" = 3 ] && postpass publish --home home && pull_all &&
      postpass issue --home home --creator @kim --post 1 --brand 2 --for 1d >acme.code && [ $(verdict fresh) = 0 ]
      """,
    leastPoints: 30, leastNamed: 4)

  static let kimsNumbers = "postpass keyring show --home home | awk '$3 == \"@kim\" { print $1 }'"

  static let keyRemoval = StateChange(
    name: "keyring remove",
    prepare: """
      \(authority) && postpass keygen --home home --creator @kim --out kim.pub &&
      postpass keyring add --home home kim.pub && postpass publish --home home
      """,
    command: "postpass keyring remove --home home 1 --yes",
    isKept: "\(noraIsRemoved) && postpass publish --home home && pull_all && [ $(verdict fresh) = 16 ]",
    isSound: "record_is_sound && { ! { \(noraIsRemoved); } || recorded keyring-remove 'key 1'; }",
    rerun: "postpass keyring remove --home home 1 --yes || { \(noraIsRemoved); }",
    isFinished: """
      \(noraIsRemoved) && postpass publish --home home && pull store && [ $(verdict store) = 16 ] &&
      nothing_temporary mirror home
      """,
    leastPoints: 30, leastNamed: 3)

  private static let noraIsRemoved = """
    [ "$(postpass keyring show --home home | awk '$1 == 1 { print $4 }')" = removed ]
    """

  // MARK: Pulling

  static let firstPull = pull("pull, the first", prepare: "rm -rf store", held: 66, leastPoints: 20)
  // Only a delta leads to the new body.
  static let deltaPull = pull("pull of a delta", prepare: "rm mirror/bodies/*", held: 0, leastPoints: 12)
  static let wholePull = pull(
    "pull of a whole body", prepare: "rm -r mirror/deltas mirror/trails", held: 0, leastPoints: 12)
  static let resumedPull = pull(
    "pull of the rest of a body",
    prepare: """
      rm -r mirror/deltas mirror/trails && body=$(ls -t mirror/bodies | head -1) &&
      for body in mirror/bodies/*; do
        [ -e store/bodies/${body##*/} ] || head -c 1000 $body >store/bodies/${body##*/}.part
      done && ls store/bodies/*.part
      """,
    held: 0, leastPoints: 12)

  /// - Parameter held: what the store answers before.
  private static func pull(_ name: String, prepare: String, held: Int, leastPoints: Int) -> StateChange {
    StateChange(
      name: name,
      prepare: """
        \(authority) && seq --format 1-%.0f 9000001 9000500 | xargs postpass revoke --home home --yes --quiet &&
        postpass publish --home home && pull store &&
        postpass revoke --home home @acme.code --reason leaked && postpass publish --home home && { \(prepare); }
        """,
      command: "postpass-pull --from mirror --store store --authority \"$(cat authority)\"",
      isKept: "[ $(verdict store) = 13 ]",
      isSound: "case $(verdict store) in \(held) | 13) ;; *) false ;; esac",
      rerun: "pull store", isFinished: "[ $(verdict store) = 13 ] && nothing_temporary store",
      leastPoints: leastPoints, leastNamed: 2)
  }
}
