import ProgramSupport
import Testing

/// Many processes at one home, mirror and store.
struct ConcurrencyTests {
  private static let issuers = 8
  private static let codes = 200

  private static let prepare = """
    postpass init --home home --creator @nora --mirror mirror >init &&
    authority=$(sed -n 's/^created authority \\([^ ]*\\).*/\\1/p' init) && echo $authority >authority &&
    postpass issue --home home --post 1 --brand 2 --for 60d --out stays.code &&
    postpass issue --home home --post 1 --brand 2 --for 60d --out goes.code &&
    postpass-pull --from mirror --store store --authority $authority && mkdir errors
    """

  /// Eight issue, one revokes, one publishes, one pulls and two verify, until the eight are done.
  private static let everybody = """
    for issuer in $(seq \(issuers)); do
      ( for turn in $(seq \(codes)); do
          postpass issue --home home --post $issuer --brand 2 --for 60d --quiet || exit
        done ) >codes.$issuer 2>errors/issuer.$issuer & issuing="$issuing $!"
    done
    ( until [ -e stop ]; do
        for issuer in $(seq \(issuers)); do
          # An issuer may not have begun.
          [ -s codes.$issuer ] || continue
          postpass revoke --home home "$(shuf -n 1 codes.$issuer)" --quiet >>revoked || exit
        done
      done ) 2>errors/revoker & others="$others $!"
    ( postpass revoke --home home @goes.code --quiet >>revoked
      until [ -e stop ]; do postpass publish --home home --quiet || exit; done ) >published 2>errors/publisher &
    others="$others $!"
    ( until [ -e stop ]; do postpass-pull --from mirror --store store --quiet || exit; done ) 2>errors/puller &
    others="$others $!"
    for code in stays goes; do
      ( until [ -e stop ]; do
          answer=$(postpass-verify @$code.code --post 1 --brand 2 --store store --json); echo "$? $answer"
        done ) >answers.$code 2>errors/verifier.$code & others="$others $!"
    done
    wait $issuing; : >stop; wait $others
    """

  @Test func `1600 codes are issued while others revoke, publish, pull and verify`() throws {
    let shell = try Shell(programs: BuiltPrograms.releaseDirectory)
    try shell.output(of: ConcurrencyTests.prepare)
    let clock = ContinuousClock()
    let start = clock.now
    let run = try shell.run(ConcurrencyTests.everybody, limit: 600)
    let duration = clock.now - start
    #expect(run.exit == 0, "\(run.errorText)")
    // Messages of success are quiet, hints of denials apart: whatever else is said is an error.
    let errors = try shell.output(of: "cat errors/issuer.* errors/revoker errors/publisher errors/puller")
    #expect(errors == "")
    #expect(try shell.run("grep -h error errors/verifier.*").exit == 1)

    let all = ConcurrencyTests.issuers * ConcurrencyTests.codes
    let printed = "cat codes.* | xargs -n 1 postpass inspect --json | grep -o '\"id\":\"[0-9-]*\"' | sort -u"
    let recorded =
      "sqlite3 home/ledger.db \"select '\\\"id\\\":\\\"' || issuer || '-' || serial || '\\\"' from codes\" | sort -u"
    try shell.output(of: "\(printed) >printed && \(recorded) >recorded")
    #expect(try shell.output(of: "wc -l <printed") == "\(all)\n")
    #expect(try shell.output(of: "wc -l <recorded") == "\(all + 2)\n")
    #expect(try shell.output(of: "comm -23 printed recorded") == "")

    try checkRevocations(shell)
    try checkAnswers(of: "stays", legal: [0], shell)
    try checkAnswers(of: "goes", legal: [0, 13], shell)
    let counts = try shell.output(
      of: "wc -l <revoked; wc -l <published; wc -l <answers.stays; wc -l <answers.goes"
    )
    .split(separator: "\n").joined(separator: ", ")
    print("concurrency: \(all) codes in \(duration); revocations, publications, checks: \(counts)")
  }

  /// What was acknowledged as revoked is denied, and nothing else.
  private func checkRevocations(_ shell: borrowing Shell) throws {
    try shell.output(
      of:
        "postpass publish --home home && postpass-pull --from mirror --store final --authority $(cat authority)"
    )
    let numbers = try shell.output(
      of: """
        sed -n 's/^revoked \\([0-9-]*\\).*/\\1/p' revoked | sort -u | wc -l
        sqlite3 home/ledger.db 'select count(*) from revocations'
        postpass-verify --status --store final | sed -n 's/.* \\([0-9]*\\) codes and 0 keys revoked/\\1/p'
        """
    ).split(separator: "\n")
    #expect(Set(numbers).count == 1 && numbers.count == 3, "\(numbers)")
    #expect(Int(numbers[0]) ?? 0 > 8)
    let exits = try shell.output(
      of: """
        for code in $(cat codes.*); do
          postpass-verify $code --any-post --any-brand --store final --quiet; echo $?
        done | sort | uniq -c | awk '{ print $2, $1 }'
        """)
    let denied = (Int(numbers[0]) ?? 0) - 1
    #expect(exits == "0 \(ConcurrencyTests.issuers * ConcurrencyTests.codes - denied)\n13 \(denied)\n")
  }

  /// One legal answer after the other: no list older than the one before, and no code that comes back.
  private func checkAnswers(of code: String, legal: Set<Int>, _ shell: borrowing Shell) throws {
    var (lastList, lastExit) = (0, 0)
    let lines = try shell.output(of: "cat answers.\(code)").split(separator: "\n")
    #expect(lines.count > 20)
    for line in lines {
      let exit = Int(line.prefix { $0 != " " }) ?? -1
      let list = line.firstRange(of: "\"list\":{\"number\":").map {
        line[$0.upperBound...].prefix { $0.isNumber }
      }
      let number = list.flatMap { Int($0) } ?? 0
      #expect(legal.contains(exit) && exit >= lastExit && number >= lastList, "\(line)")
      (lastList, lastExit) = (number, exit)
    }
    #expect(lastList > 1 && legal.contains(lastExit))
    if legal.contains(13) { #expect(lastExit == 13) }
  }
}
