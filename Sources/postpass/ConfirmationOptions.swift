import ArgumentParser

/// How a command asks before it affects more than one code.
struct ConfirmationOptions: ParsableArguments {
  @Flag(help: "Do not ask.")
  var yes = false
}
