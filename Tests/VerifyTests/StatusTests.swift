import Console
import PostPass
import PostPassStore
import TestSupport
import Testing

@testable import postpass_verify

private let start = TestAuthority.start

@Suite struct StatusTests {
  @Test func `a store tells its authority, files, ages and dates`() throws {
    let directory = try TemporaryDirectory()
    let authority = try TestAuthority()
    try authority.writeStore(to: directory.path)
    let status = try Status(.store(StorePath(directory.path), nil))
    #expect(
      status.text(at: start.adding(.days(8))).text == """
        authority  \(authority.id)
        store      \(directory.path)
        root       #1, issued 2026-11-22 07:30 UTC (8 days old), fresh until 2031-11-22 07:30 UTC (in 5 years)
        keyring    #1, issued 2026-11-22 07:30 UTC (8 days old), fresh until 2027-12-27 07:30 UTC (in 392 days), 3 keys
        list       #1, issued 2026-11-22 07:30 UTC (8 days old), was fresh until 2026-11-29 07:30 UTC (1 day ago), 1 code and 0 keys revoked
        newest     signed 2026-11-22 07:30 UTC (8 days ago)
        pulled     2026-11-22 07:30 UTC (8 days ago)

        """)
    let dates = #""issued":"2026-11-22T07:30:00Z","age_seconds":691200,"fresh_until":"#
    #expect(
      String(decoding: status.json(at: start.adding(.days(8))), as: UTF8.self)
        == #"{"v":1,"authority":"\#(authority.id)","store":"\#(directory.path)","#
        + #""root":{"number":1,\#(dates)"2031-11-22T07:30:00Z","fresh":true},"#
        + #""keyring":{"number":1,\#(dates)"2027-12-27T07:30:00Z","fresh":true,"keys":3,"older_than_list_needs":false},"#
        + #""list":{"number":1,\#(dates)"2026-11-29T07:30:00Z","fresh":false,"revoked_codes":1,"revoked_keys":0,"authoritative":true},"#
        + #""newest_signed":"2026-11-22T07:30:00Z","last_pull":"2026-11-22T07:30:00Z","exit":0}"# + "\n")
  }

  @Test func `a mirror has no last pull`() throws {
    let directory = try TemporaryDirectory()
    let authority = try TestAuthority()
    try authority.writeMirror(to: directory.path)
    let text = try Status(.mirror(StorePath(directory.path), authority.id)).text(at: start).text
    #expect(text.contains("\nmirror     \(directory.path)\n"))
    #expect(!text.contains("pulled"))
  }

  @Test func `a list that can only deny says so`() throws {
    let directory = try TemporaryDirectory()
    var authority = try TestAuthority()
    authority.list = try TestAuthority.list(
      authority.list.body, under: authority.keyring.head, signer: TestAuthority.noraNumber,
      by: TestAuthority.nora)
    try authority.writeStore(to: directory.path)
    let text = try Status(.store(StorePath(directory.path), authority.id)).text(at: start).text
    #expect(text.contains("this list can only deny"))
  }

  @Test func `files that are missing or refused end with their exit codes`() throws {
    let directory = try TemporaryDirectory()
    let source = TrustSource.store(StorePath(directory.path), nil)
    #expect { _ = try Status(source) } throws: { ($0 as? Failure)?.exit == .inputMissing }
    try write([1, 2, 3], to: directory.file("state"))
    #expect { _ = try Status(source) } throws: { ($0 as? Failure)?.exit == .damaged }
  }
}
