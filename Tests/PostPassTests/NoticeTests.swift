import PostPass
import TestSupport
import Testing

/// What is particular to notices, beside the vectors (SPEC §6.6).
struct NoticeTests {
  private static let start = TestAuthority.start

  private static func codes(_ serials: some Sequence<Serial>, until: UnixTime = start) -> NoticeRequest.Scope
  {
    // The start is a time at which a code can end.
    .codes(serials.map { NoticedCode(serial: $0, notAfter: until)! })
  }

  @Test func `the largest notice is read, and one code more is none`() throws {
    let authority = try TestAuthority()
    let keyring = try authority.openKeyring
    let scope = NoticeTests.codes(0..<Serial(NoticeRequest.maximalCodes))
    let request = try #require(NoticeRequest(reason: .cancelled, effectiveFrom: nil, scope: scope))
    let notice = try TestAuthority.notice(request, under: keyring.head)
    #expect(notice.encoded.count == UnverifiedNotice.maximalLength)
    let read = try UnverifiedNotice(parsing: notice.encoded)
    #expect(try read.checkSignature(with: keyring).request == request)
    let more = NoticeTests.codes(0...Serial(NoticeRequest.maximalCodes))
    #expect(NoticeRequest(reason: .cancelled, effectiveFrom: nil, scope: more) == nil)
  }

  @Test func `no codes are not the whole key`() {
    #expect(NoticeRequest(reason: .cancelled, effectiveFrom: nil, scope: .codes([])) == nil)
    let whole = NoticeRequest(reason: .cancelled, effectiveFrom: nil, scope: .wholeKey)
    #expect(whole?.encoded.count == 16)
  }

  @Test(arguments: RevocationReason.allCases)
  func `only some reasons reach back`(_ reason: RevocationReason) {
    let request = NoticeRequest(reason: reason, effectiveFrom: NoticeTests.start, scope: .wholeKey)
    #expect((request != nil) == reason.allowsEarlierEffect)
    #expect(NoticeRequest(reason: reason, effectiveFrom: .distantFuture, scope: .wholeKey) == nil)
  }

  @Test func `codes are put in order, and the later end of one stays`() throws {
    let later = NoticeTests.start.adding(.days(1))
    let codes = try [(9, NoticeTests.start), (7, later), (9, later), (7, NoticeTests.start)].map {
      try #require(NoticedCode(serial: $0, notAfter: $1))
    }
    let request = try #require(NoticeRequest(reason: .leaked, effectiveFrom: nil, scope: .codes(codes)))
    #expect(request.scope == NoticeTests.codes([7, 9], until: later))
    #expect(NoticedCode(serial: 1, notAfter: UnixTime(seconds: 0)) == nil)
    #expect(NoticedCode(serial: 1, notAfter: UnixTime(seconds: 1 << 32)) == nil)
    #expect(NoticedCode(serial: 1, notAfter: UnixTime(seconds: 1 << 32 - 1)) != nil)
  }

  /// Attack row 36 for notices: two authorities with one issuer key under one number.
  @Test func `a notice of another authority with the same keys is refused`() throws {
    let authority = try TestAuthority()
    var other = try TestAuthority()
    other.roots = [try TestAuthority.firstRoot(keys: [TestKey("another root")])]
    other.keyring = try TestAuthority.keyring(TestAuthority.records, under: other.roots[0].signed.head)
    let request = try #require(NoticeRequest(reason: .cancelled, effectiveFrom: nil, scope: .wholeKey))
    let notice = try TestAuthority.notice(request, under: other.keyring.head)
    #expect(throws: UntrustedNotice.otherAuthority(other.id)) {
      try notice.checkSignature(with: try authority.openKeyring)
    }
  }

  /// Attack row 38: every key in the place of every other.
  @Test func `only the issuer's own key speaks for its codes`() throws {
    let keyring = try TestAuthority().openKeyring
    let keys = [(1, TestAuthority.nora), (2, TestAuthority.publisher), (3, TestAuthority.kim)]
    let request = try #require(
      NoticeRequest(reason: .leaked, effectiveFrom: nil, scope: NoticeTests.codes([7])))
    for (signer, _) in keys {
      for (number, key) in keys {
        let notice = try TestAuthority.notice(
          request, under: keyring.head, signer: TestAuthority.number(UInt32(signer)), by: key)
        let verified = try? notice.checkSignature(with: keyring)
        #expect((verified != nil) == (signer == number && number != 2), "\(number) for \(signer)")
        if let verified { #expect(verified.issuer.value == UInt32(signer)) }
      }
    }
  }
}
