extension String {
  /// The text with `pp1_...` for every code and beginning of a code in it: a code is a credential, and no message
  /// repeats one.
  package var withoutCodes: String {
    var result: [UInt8] = []
    var rest = Array(utf8)[...]
    while let byte = rest.first {
      let end = rest.starts(with: "pp1_".utf8) ? rest.dropFirst(4).drop(while: isLetterOrDigit) : rest
      if rest.count - end.count > 4 {
        rest = end
        result += "pp1_...".utf8
      } else {
        result.append(byte)
        rest = rest.dropFirst()
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}

private func isLetterOrDigit(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
    UInt8(ascii: "a")...UInt8(ascii: "z"):
    true
  default: false
  }
}
