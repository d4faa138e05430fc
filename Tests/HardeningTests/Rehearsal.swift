import Foundation
import ProgramSupport

/// A command that is played over and over from the same start, each time disturbed in another way.
struct Rehearsal: ~Copyable {
  private let change: StateChange
  private let shell: Shell

  /// Prepares the start, and plays the command once undisturbed for `../finished` and its answer.
  init(_ change: StateChange) throws {
    let shell = try Shell(programs: BuiltPrograms.releaseDirectory)
    // A home knows its mirror by the path from the root: every run is in the same directory.
    try shell.output(
      of: """
        mkdir run && cd run && \(StateChange.functions)
        { \(change.prepare); } >/dev/null && cd .. && cp -a run start && cd run &&
        \(change.command) >../first-answer && cd .. && mv run finished
        """)
    self.change = change
    self.shell = shell
  }

  /// One call of a run: the N-th of its name.
  struct Point: CustomStringConvertible {
    let call: String
    let count: Int

    var description: String { "\(call) \(count)" }
  }

  /// What is done to a call in the place of what it asks for.
  enum Disturbance {
    case kill
    case fail(String)

    fileprivate var injection: String {
      switch self {
      case .kill: "signal=SIGKILL"
      case .fail(let error): "error=\(error)"
      }
    }
  }

  /// The system calls of the undisturbed command.
  func trace(_ command: String) throws -> SystemCallTrace {
    let names = SystemCallTrace.changing.map { "?\($0)" }.joined(separator: ",")
    try shell.output(
      of: run(
        "strace -f -qq -y -s 4096 -e signal=none -e trace=\(names) -o ../trace \(command)"))
    return try SystemCallTrace(String(contentsOfFile: "\(shell.work)/trace", encoding: .utf8))
  }

  /// The order in which a command makes its changes last.
  func order(of command: String) throws -> DurabilityOrder {
    DurabilityOrder(try trace(command), in: "\(shell.work)/run", answeringTo: "\(shell.work)/answer")
  }

  /// Plays a command from the start, disturbed at one point.
  func play(_ command: String, _ disturbance: Disturbance, at point: Point) throws -> Shell.Outcome {
    try shell.run(
      run(
        """
        strace -f -qq -o ../trace -e trace=\(point.call) \
        -e inject=\(point.call):\(disturbance.injection):when=\(point.count) \(command)
        """))
  }

  /// A command in a new copy of the start.
  private func run(_ command: String) -> String {
    "rm -rf run && cp -a start run && cd run && { \(command); } >../answer"
  }

  /// What the checks find after a run, and what they said.
  func judge() throws -> (judgement: StateChange.Judgement?, said: String) {
    let outcome = try shell.run("cd run && exec 2>&1 && \(change.checks)")
    return (StateChange.Judgement(rawValue: outcome.exit), String(outcome.outputText.suffix(2000)))
  }

  /// True where the checks would call the last run's answer an acknowledgement.
  var isAcknowledged: Bool {
    get throws { try shell.run("cd run && \(change.isAcknowledged)").exit == 0 }
  }

  /// Says what the real command says, and then does what it does by copying files into their places.
  static let careless =
    "sh -c 'while read -r line; do echo \"$line\"; done <../first-answer; exec cp -rp ../finished/. .'"
}
