import ArgumentParser

/// How a command asks before it affects more than one code.
struct ConfirmationOptions: ParsableArguments {
  @Flag(help: "Do not ask.")
  var yes = false
}

/// Whether a command may ask anything at all.
struct QuestionOptions: ParsableArguments {
  @Flag(help: "Never ask; fail where a question would be asked.")
  var noInput = false
}
