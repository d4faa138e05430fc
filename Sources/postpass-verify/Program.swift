// The offline verifier. The verdict goes to standard output, errors and hints to standard error; the exit code says
// all of it to scripts. Nothing is written, and nothing is opened but the store or mirror and the file of the code.
import Console
import Glibc
import PostPass

let programName: TerminalText = "postpass-verify"

/// Runs one command line.
func runProgram(_ arguments: [[UInt8]], at now: UnixTime) -> ExitCode {
  do {
    return try run(try Request(parsing: arguments, at: now), at: now)
  } catch {
    // The arguments may be what is wrong, so that they are asked here again and only for this.
    let isQuiet = arguments.contains { $0.elementsEqual(OptionName.quiet.rawValue.utf8) }
    if isQuiet, error.exit != .usage { return error.exit }
    return error.report(program: "postpass-verify", arguments: arguments)
  }
}

private func run(_ request: Request, at now: UnixTime) throws(Failure) -> ExitCode {
  switch request {
  case .help: try Output.standard.write(Array(helpText.utf8))
  case .version: try Output.standard.line("\(programName) \(Release.version)")
  case .status(let source, let presentation):
    let status = try Status(source)
    switch presentation.form {
    case .quiet: break
    case .text: try Output.standard.write(status.text(at: now))
    case .json: try Output.standard.write(status.json(at: now))
    }
  case .check(let code, let question, let source, let presentation):
    return try Check(question, source, presentation, at: now).run(code)
  }
  return .done
}

/// The one reading of the clock in a run.
func currentTime() -> UnixTime {
  var time = timespec()
  _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
  // A clock before 1970 counts as 1970: behind every signed time.
  return UnixTime(seconds: UInt64(max(0, time.tv_sec)))
}
