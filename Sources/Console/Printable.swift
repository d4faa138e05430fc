extension Unicode.Scalar {
  /// Whether a terminal shows this scalar as itself: no control, format, separator other than U+0020, private use,
  /// unassigned or default-ignorable scalar, and no blank that looks like a space.
  var isPrintable: Bool {
    if value < 0x7F { return value >= 0x20 }
    switch properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned: return false
    case .lineSeparator, .paragraphSeparator, .spaceSeparator: return false
    default: break
    }
    // U+2800 is a symbol by category, and an empty one.
    return !properties.isDefaultIgnorableCodePoint && value != 0x2800
  }

  /// Whether the scalar is drawn on the one before it.
  var isCombining: Bool {
    switch properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark: true
    default: false
    }
  }

  /// Whether a combining mark after this scalar is ordinary writing.
  var carriesMarks: Bool {
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
    default: false
    }
  }
}
