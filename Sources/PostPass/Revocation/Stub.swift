struct RevocationListLayout: Sendable {
  struct S { var count: Int }
  var codes: S { S(count: 0) }
  var keyCount: Int { 0 }
  init<R: BodyReader>(parsing r: R, bodyLength: Int) throws(MalformedList) {}
  func validate<R: BodyReader>(_ r: R, issuedAt: UnixTime) throws(MalformedList) {}
  func revocation<R: BodyReader>(of: CodeID, in: R) throws(R.Failure) -> Event? { nil }
  func revocation<R: BodyReader>(ofKey: KeyNumber, in: R) throws(R.Failure) -> Event? { nil }
}
