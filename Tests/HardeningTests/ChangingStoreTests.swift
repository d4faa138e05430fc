import ProgramSupport
import Testing

/// A store that somebody else changes while it is read: the answer is one of the legal ones, whatever the moment.
struct ChangingStoreTests {
  /// The stores of before and after the revocation of acme.code. With the 5000 others the list has some pages.
  private func twoStores(
    programs: String = BuiltPrograms.releaseDirectory, others: Int = 5000
  ) throws -> Shell {
    let shell = try Shell(programs: programs)
    try shell.output(
      of: """
        postpass init --home home --creator @nora --mirror mirror >init &&
        authority=$(sed -n 's/^created authority \\([^ ]*\\).*/\\1/p' init) &&
        postpass issue --home home --post 1 --brand 2 --for 60d --out acme.code &&
        seq --format 1-%.0f 9000001 $((9000000 + \(others))) | xargs -r postpass revoke --home home --yes --quiet >revoked &&
        postpass publish --home home && postpass-pull --from mirror --store before --authority $authority &&
        postpass revoke --home home @acme.code && postpass publish --home home && cp -a before after &&
        postpass-pull --from mirror --store after
        """)
    return shell
  }

  private static let verify = "postpass-verify @acme.code --any-post --any-brand --quiet --store"

  /// The exit codes of a number of checks while something else runs in a loop.
  private func exits(of checks: Int, while change: String, store: String, in shell: borrowing Shell) throws
    -> Set<Int>
  {
    let codes = try shell.output(
      of: """
        ( while :; do \(change) || exit; done ) & changer=$!
        for turn in $(seq \(checks)); do \(ChangingStoreTests.verify) \(store); echo $?; done
        kill -0 $changer && kill $changer
        """)
    return Set(codes.split(separator: "\n").compactMap { Int($0) })
  }

  @Test func `a store that is replaced while checks run is the old one or the new one`() throws {
    let shell = try twoStores()
    try shell.output(of: "ln -s before store")
    let exchange = """
      ln -s after new && mv -T new store && ln -s before new && mv -T new store
      """
    let exits = try exits(of: 1000, while: exchange, store: "store", in: shell)
    // 20: the state of one, and a body that only the other has.
    #expect(exits.isSubset(of: [0, 13, 20]) && exits.isSuperset(of: [0, 13]), "\(exits)")
  }

  @Test(arguments: [("before", 0), ("after", 13)])
  func `a body that is rewritten in place while checks run gives no other answer`(
    _ store: String, _ exit: Int
  ) throws {
    let shell = try twoStores()
    let rewrite = """
      for body in \(store)/bodies/*; do
        cp $body kept && dd if=/dev/urandom of=$body bs=64 count=1 seek=$(shuf -i 1-30 -n 1) \
        conv=notrunc status=none && cat kept >$body
      done
      """
    let exits = try exits(of: 1000, while: rewrite, store: store, in: shell)
    #expect(exits.isSubset(of: [exit, 65, 20]) && exits.contains(exit) && exits.contains(65), "\(exits)")
  }

  @Test func `a body that was cut off is malformed, wherever it was cut`() throws {
    let shell = try twoStores()
    let exits = try shell.output(
      of: """
        for body in after/bodies/*; do
          cp $body kept; size=$(stat -c %s $body)
          for length in 0 1 63 64 65 127 128 129 4095 4096 4097 8191 8192 8193 $((size - 65)) $((size - 64)) $((size - 1)); do
            [ $length -lt $size ] && [ $length -ge 0 ] || continue
            truncate -s $length $body; \(ChangingStoreTests.verify) after; echo $?
          done
          cat kept >$body
        done
        \(ChangingStoreTests.verify) after; echo $?
        """
    ).split(separator: "\n").compactMap { Int($0) }
    // Bodies that are not named any more may be cut as one likes.
    #expect(Set(exits) == [13, 65] && exits.count { $0 == 65 } > 20 && exits.last == 13, "\(exits)")
  }

  @Test(arguments: [("before", 0), ("after", 13)])
  func `what a read gave is what was hashed`(_ store: String, _ exit: Int) throws {
    let shell = try twoStores(programs: BuiltPrograms.directory)
    let shim = try SystemCallShim("changed-pages", in: shell)
    let verify = "\(ChangingStoreTests.verify) \(store); echo $?"
    var damaged = 0
    for byte in [0, 2000] {
      for first in 1...15 {
        let answer = try shell.output(
          of: "\(shim.prefix) CHANGED_FROM=\(first) CHANGED_BYTE=\(byte) \(verify)")
        #expect([exit, 65, 20].contains(Int(answer.dropLast())), "read \(first), byte \(byte): \(answer)")
        if answer == "65\n" { damaged += 1 }
      }
    }
    // The state, the pages of keyring and list and the hashes over them are read one by one.
    #expect(damaged > 5)
  }

  @Test(arguments: [("before", 0), ("after", 13)])
  func `what is read a second time counts for nothing, or is hashed again`(_ store: String, _ exit: Int)
    throws
  {
    // Keyring and list are one page each, of which most bytes matter.
    let shell = try twoStores(programs: BuiltPrograms.directory, others: 0)
    let shim = try SystemCallShim("changed-pages", in: shell)
    for byte in stride(from: 0, to: 512, by: 5) {
      let answer = try shell.output(
        of:
          "\(shim.prefix) CHANGED_AGAIN=1 CHANGED_BYTE=\(byte) \(ChangingStoreTests.verify) \(store); echo $?"
      )
      #expect(["\(exit)\n", "65\n"].contains(answer), "byte \(byte): \(answer)")
    }
  }
}
