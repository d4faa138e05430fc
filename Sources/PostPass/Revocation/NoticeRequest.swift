/// What an issuer asks a publisher to revoke, and why: the body of a notice (SPEC §6.6).
package struct NoticeRequest: Sendable, Hashable {
  package let reason: RevocationReason
  /// Nil for "from its publication on"; only reasons that allow it reach back.
  package let effectiveFrom: UnixTime?
  package let scope: Scope

  /// What is to be revoked of the issuer's. Codes of other issuers cannot be named.
  package enum Scope: Sendable, Hashable {
    /// Every code that the key ever signed.
    case wholeKey
    /// At least one, strictly increasing by serial.
    case codes([NoticedCode])
  }

  /// More than these take several notices.
  package static let maximalCodes = 1 << 17

  /// Puts codes in order; of several entries for one, the one that ends last stays.
  /// Nil for no codes, more than 2^17, a time that is no date, and one for a reason that does not reach back.
  package init?(reason: RevocationReason, effectiveFrom: UnixTime?, scope: Scope) {
    guard effectiveFrom.map({ $0 <= .lastDate && reason.allowsEarlierEffect }) ?? true else { return nil }
    if case .codes(let codes) = scope {
      let bySerial = Dictionary(codes.map { ($0.serial, $0) }) { $0.notAfter < $1.notAfter ? $1 : $0 }
      guard (1...NoticeRequest.maximalCodes).contains(bySerial.count) else { return nil }
      self.scope = .codes(bySerial.values.sorted { $0.serial < $1.serial })
    } else {
      self.scope = scope
    }
    self.reason = reason
    self.effectiveFrom = effectiveFrom
  }
}

/// A code of the issuer who signs the notice: 8 bytes (SPEC §6.6).
package struct NoticedCode: Sendable, Hashable {
  package let serial: Serial
  /// When the code ends, as its issuer says; at most 2^32 - 1, as in codes.
  package let notAfter: UnixTime

  /// Nil for a time that no code can end at.
  package init?(serial: Serial, notAfter: UnixTime) {
    guard notAfter.seconds > 0, notAfter.seconds <= UInt32.max else { return nil }
    self.serial = serial
    self.notAfter = notAfter
  }
}

extension NoticeRequest {
  private static let headerLength = 16
  private static let codeLength = 8
  private static let wholeKey: UInt8 = 1
  private static let codes: UInt8 = 2

  /// The longest body: 2^17 codes.
  static let maximalBodyLength = headerLength + codeLength * maximalCodes

  /// Whether a head may give this length ([H8]).
  static func allows(bodyLength: UInt64) -> Bool {
    (UInt64(headerLength)...UInt64(maximalBodyLength)).contains(bodyLength)
      && bodyLength % UInt64(codeLength) == 0
  }

  /// Reads a body by [N6]; nil for one that the spec does not allow.
  init?(parsing body: [UInt8], issuedAt: UnixTime) {
    guard let request = try? NoticeRequest(reading: ByteReader(body), issuedAt: issuedAt) else { return nil }
    self = request
  }

  private struct NotAllowed: Error {}

  private init(reading input: ByteReader, issuedAt: UnixTime) throws {
    var reader = input
    let effectiveFrom = UnixTime(seconds: try reader.u64())
    guard let reason = RevocationReason(rawValue: try reader.u8()) else { throw NotAllowed() }
    let scope = try reader.u8()
    guard try reader.take(6).allSatisfy({ $0 == 0 }) else { throw NotAllowed() }
    if effectiveFrom == .distantFuture {
      self.effectiveFrom = nil
    } else {
      guard reason.allowsEarlierEffect, effectiveFrom <= issuedAt else { throw NotAllowed() }
      self.effectiveFrom = effectiveFrom
    }
    self.reason = reason
    switch scope {
    case NoticeRequest.wholeKey:
      guard reader.remaining == 0 else { throw NotAllowed() }
      self.scope = .wholeKey
    case NoticeRequest.codes: self.scope = .codes(try NoticeRequest.codes(reading: &reader))
    default: throw NotAllowed()
    }
  }

  private static func codes(reading reader: inout ByteReader) throws -> [NoticedCode] {
    var codes: [NoticedCode] = []
    codes.reserveCapacity(reader.remaining / codeLength)
    repeat {
      let serial = try reader.u32()
      let notAfter = UnixTime(seconds: UInt64(try reader.u32()))
      guard codes.last.map({ $0.serial < serial }) ?? true,
        let code = NoticedCode(serial: serial, notAfter: notAfter)
      else { throw NotAllowed() }
      codes.append(code)
    } while reader.remaining > 0
    return codes
  }

  /// The one body that says this.
  package var encoded: [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(littleEndian: (effectiveFrom ?? .distantFuture).seconds)
    bytes.append(reason.rawValue)
    switch scope {
    case .wholeKey: bytes += [NoticeRequest.wholeKey, 0, 0, 0, 0, 0, 0]
    case .codes(let codes):
      bytes += [NoticeRequest.codes, 0, 0, 0, 0, 0, 0]
      bytes.reserveCapacity(bytes.count + NoticeRequest.codeLength * codes.count)
      for code in codes {
        bytes.append(littleEndian: code.serial)
        // Not more than 2^32 - 1: its init sees to that.
        bytes.append(littleEndian: UInt32(code.notAfter.seconds))
      }
    }
    return bytes
  }
}
