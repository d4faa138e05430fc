/// A well-formed code whose signature was not checked (SPEC §2).
public struct UnverifiedCode: Sendable {
  /// What the code says, proven by nothing: only for showing what a text contains, never for a decision.
  public let unverifiedClaims: CodeClaims
  /// The fields before the signature as they were received: what was signed.
  private let fields: ArraySlice<UInt8>
  private let signature: Signature

  /// What the code is called.
  public var id: CodeID { unverifiedClaims.id }

  /// Reads the text form; ASCII white space around it is dropped.
  /// - Throws: `MalformedCode`, the first rule of SPEC §2.2, then §2.1, that the text breaks.
  public init(parsing text: String) throws(MalformedCode) {
    try self.init(parsing: Array(text.utf8))
  }

  /// The same for bytes, which need not be UTF-8.
  public init(parsing text: [UInt8]) throws(MalformedCode) {
    let start = text.firstIndex { !isWhiteSpace($0) } ?? text.count
    let end = text.lastIndex { !isWhiteSpace($0) }.map { $0 + 1 } ?? start
    let trimmed = text.span.extracting(start..<end)
    guard CheckedText.hasPrefix(UnverifiedCode.prefix, in: trimmed) else { throw .prefix }
    guard trimmed.count <= UnverifiedCode.maximalCharacters else { throw .tooLong(trimmed.count) }
    do {
      try self.init(payload: try CheckedText.decode(trimmed, prefix: UnverifiedCode.prefix))
    } catch let error as CheckedText.Malformed {
      throw MalformedCode(error)
    } catch let error as MalformedCode {
      throw error
    } catch {
      preconditionFailure("both throwing calls above throw one of the two types")
    }
  }

  /// The code's text: the claims' fields, their signature, the checksum.
  package static func text(of claims: CodeClaims, signature: Signature) -> String {
    CheckedText.encode(claims.encoded + signature.bytes, prefix: prefix)
  }

  /// Proves the origin of the code (SPEC §7, steps 3 and 4).
  /// - Throws: `Rejection.unknownIssuer`, `.staleKeyring`, `.oldKeyring`, `.wrongRole`, `.notGenuine`, or `.damaged`
  ///   where the keyring's page with the issuer is not the signed one.
  public func checkSignature(with trust: TrustSet, at now: UnixTime) throws(Rejection) -> VerifiedCode {
    let issuer = try trust.issuer(id.issuer, at: now)
    guard isSigned(by: issuer.publicKey, in: trust.authority) else { throw .notGenuine }
    return VerifiedCode(claims: unverifiedClaims, issuer: issuer)
  }

  /// Whether a key signed the code for an authority, whatever became of the key: what it gave can be taken away.
  package func isSigned(by key: PublicKey, in authority: AuthorityID) -> Bool {
    key.verifies(signature, over: SignedKind.signingInput(ofCode: fields, in: authority))
  }

  static let prefix = "pp1_"
  static let maximalCharacters = 1550

  private init(payload: [UInt8]) throws(MalformedCode) {
    let signedLength = payload.count - 64
    guard signedLength >= 0, let signature = Signature(bytes: payload.suffix(64)) else { throw .length }
    var reader = ByteReader(payload, in: 0..<signedLength)
    do {
      unverifiedClaims = try CodeClaims(reading: &reader)
    } catch let error as MalformedCode {
      throw error
    } catch {
      throw .length
    }
    guard reader.remaining == 0 else { throw .trailing(reader.remaining) }
    fields = payload[..<signedLength]
    self.signature = signature
  }
}

private func isWhiteSpace(_ byte: UInt8) -> Bool {
  byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
}

extension MalformedCode {
  fileprivate init(_ error: CheckedText.Malformed) {
    switch error {
    case .prefix: self = .prefix
    case .character(let at): self = .character(at: at)
    case .length(let count): self = .digits(count)
    case .overflow(let at): self = .overflow(at: at)
    case .checksum: self = .checksum
    }
  }
}

extension CodeClaims {
  /// Reads the fields before the signature, by the rules of SPEC §2.1 in their order: `MalformedCode`, or
  /// `InputEnded`.
  fileprivate init(reading reader: inout ByteReader) throws {
    let shape = try reader.u8()
    let issuer = try reader.u32()
    let serial = try reader.u32()
    let notBefore = UnixTime(seconds: UInt64(try reader.u32()))
    let notAfter = UnixTime(seconds: UInt64(try reader.u32()))
    let brandCount = Int(shape & Shape.brandCount)
    let textBrands = shape & Shape.brandsAreText != 0
    guard shape & Shape.unused == 0, !(textBrands && brandCount == 0) else {
      throw MalformedCode.shape(shape)
    }
    guard let issuer = KeyNumber(issuer) else { throw MalformedCode.issuer }
    guard notBefore < notAfter else { throw MalformedCode.window }

    let post: PostID
    if shape & Shape.postIsText != 0 {
      post = try Identifier(readingText: &reader, orThrow: .post)
      // What can be a number is written as one.
      guard post.isText else { throw MalformedCode.post }
    } else {
      post = .number(try reader.u64())
    }

    var brands: [Brand] = []
    brands.reserveCapacity(brandCount)
    for _ in 0..<brandCount {
      brands.append(
        textBrands ? try Identifier(readingText: &reader, orThrow: .brand) : .number(try reader.u64()))
    }
    guard !textBrands || brands.contains(where: \.isText) else { throw MalformedCode.brand }
    guard zip(brands, brands.dropFirst()).allSatisfy({ Identifier.increases($0, $1, asText: textBrands) })
    else { throw MalformedCode.brandOrder }
    self.init(
      parsed: CodeID(issuer: issuer, serial: serial), notBefore: notBefore, notAfter: notAfter, post: post,
      brands: brands, onEnd: shape & Shape.stop != 0 ? .stop : .keepRunning)
  }
}

extension Identifier {
  fileprivate init(readingText reader: inout ByteReader, orThrow malformed: MalformedCode) throws {
    let bytes = try reader.take(Int(try reader.u8()))
    if let number = Decimal.value(of: bytes) {
      self = .number(number)
    } else {
      guard let text = try? IdentifierText(bytes) else { throw malformed }
      self = .text(text)
    }
  }

  fileprivate static func increases(_ a: Identifier, _ b: Identifier, asText: Bool) -> Bool {
    if !asText, case .number(let a) = a, case .number(let b) = b { return a < b }
    return a.bytes.lexicographicallyPrecedes(b.bytes)
  }
}
