/// What happens to ads already running when a code ends or is revoked; new ads always stop (SPEC §2.1).
public enum EndPolicy: UInt8, Sendable, Hashable {
  /// Running ads may finish.
  case keepRunning = 0
  /// Running ads must stop too.
  case stop = 1

  /// The name on command lines and in JSON.
  public var name: String { self == .stop ? "stop" : "keep-running" }

  /// The policy with this name; nil for any other text.
  public init?(name: String) {
    switch name {
    case "keep-running": self = .keepRunning
    case "stop": self = .stop
    default: return nil
    }
  }
}
