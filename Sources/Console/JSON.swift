/// One JSON object, appended member by member to a buffer of bytes; members keep their order, nil ones are left out.
/// Strings hold no raw control, format, separator, private-use or unassigned scalar, so that a line is safe to print.
package struct JSONObject {
  private var buffer: [UInt8]
  private var isEmpty = true

  /// Appends one object and a newline. The buffer can take any number of lines before it is written.
  package static func line(into buffer: inout [UInt8], _ members: (inout JSONObject) -> Void) {
    // The buffer moves into the object and back, so that nothing is copied.
    var object = JSONObject(buffer: buffer.moved())
    object.buffer.append(UInt8(ascii: "{"))
    members(&object)
    object.buffer.append(UInt8(ascii: "}"))
    object.buffer.append(UInt8(ascii: "\n"))
    buffer = object.buffer.moved()
  }

  private init(buffer: consuming [UInt8]) { self.buffer = buffer }

  package mutating func add(_ key: String, _ value: String?) {
    guard let value else { return }
    begin(key)
    append(quoted: value)
  }

  package mutating func add(_ key: String, _ value: (some BinaryInteger)?) {
    guard let value else { return }
    begin(key)
    buffer.append(contentsOf: String(value).utf8)
  }

  package mutating func add(_ key: String, _ value: Bool?) {
    guard let value else { return }
    begin(key)
    buffer.append(contentsOf: (value ? "true" : "false").utf8)
  }

  package mutating func add(_ key: String, _ values: [String]?) {
    guard let values else { return }
    begin(key)
    buffer.append(UInt8(ascii: "["))
    for (index, value) in values.enumerated() {
      if index > 0 { buffer.append(UInt8(ascii: ",")) }
      append(quoted: value)
    }
    buffer.append(UInt8(ascii: "]"))
  }

  package mutating func add(_ key: String, _ values: [some BinaryInteger]) {
    begin(key)
    buffer.append(contentsOf: "[\(values.map { String($0) }.joined(separator: ","))]".utf8)
  }

  /// An object within the object.
  package mutating func add(_ key: String, _ members: (inout JSONObject) -> Void) {
    begin(key)
    nest(members)
  }

  /// An array of objects, one for each element.
  package mutating func add<Element>(
    _ key: String, forEach elements: some Sequence<Element>, _ members: (inout JSONObject, Element) -> Void
  ) {
    begin(key)
    buffer.append(UInt8(ascii: "["))
    var isFirst = true
    for element in elements {
      if !isFirst { buffer.append(UInt8(ascii: ",")) }
      isFirst = false
      nest { members(&$0, element) }
    }
    buffer.append(UInt8(ascii: "]"))
  }

  private mutating func nest(_ members: (inout JSONObject) -> Void) {
    buffer.append(UInt8(ascii: "{"))
    isEmpty = true
    members(&self)
    isEmpty = false
    buffer.append(UInt8(ascii: "}"))
  }

  private mutating func begin(_ key: String) {
    if !isEmpty { buffer.append(UInt8(ascii: ",")) }
    isEmpty = false
    append(quoted: key)
    buffer.append(UInt8(ascii: ":"))
  }

  private mutating func append(quoted string: String) {
    buffer.append(UInt8(ascii: "\""))
    let plain = string.utf8.allSatisfy {
      $0 >= 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
    }
    if plain {
      buffer.append(contentsOf: string.utf8)
    } else {
      for scalar in string.unicodeScalars { append(scalar) }
    }
    buffer.append(UInt8(ascii: "\""))
  }

  private mutating func append(_ scalar: Unicode.Scalar) {
    switch scalar {
    case "\"": buffer.append(contentsOf: "\\\"".utf8)
    case "\\": buffer.append(contentsOf: "\\\\".utf8)
    case "\n": buffer.append(contentsOf: "\\n".utf8)
    case "\r": buffer.append(contentsOf: "\\r".utf8)
    case "\t": buffer.append(contentsOf: "\\t".utf8)
    case _ where scalar.isPrintable:
      buffer.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    default:
      for unit in String(scalar).utf16 {
        buffer.append(contentsOf: ("\\u" + hexadecimal(UInt32(unit), width: 4)).utf8)
      }
    }
  }
}

extension [UInt8] {
  /// The array, leaving an empty one: a move, where an assignment would copy on the next change.
  fileprivate mutating func moved() -> [UInt8] {
    var taken: [UInt8] = []
    swap(&taken, &self)
    return taken
  }
}
