import Console
import PostPass
import PostPassSync

/// One run: every source in turn, then one answer for all of them.
struct PullRun {
  private let request: PullRequest
  private let style: Style

  /// How long to wait for another pull to end.
  private static let lockPatience = Duration.seconds(5)

  init(_ request: PullRequest, _ style: Style) {
    self.request = request
    self.style = style
  }

  /// What became of one source; nil for success.
  struct Attempt {
    let source: MirrorSource
    let error: PullError?
  }

  /// - Throws: `Failure` where nothing could be tried, or nothing printed.
  func perform() throws(Failure) -> ExitCode {
    var puller: Puller
    do {
      puller = try Puller(
        store: request.store, authority: request.authority, now: request.now, waiting: PullRun.lockPatience)
    } catch {
      throw PullSentences(request, nil, source: nil).failure(for: error)
    }
    let before = puller.holding
    var attempts: [Attempt] = []
    for source in request.sources {
      do throws(PullError) {
        try puller.pull(from: transport(to: source))
        attempts.append(Attempt(source: source, error: nil))
      } catch {
        attempts.append(Attempt(source: source, error: error))
      }
    }
    let report = PullReport(
      request, style, authority: puller.authority, before: before, after: puller.holding,
      keys: puller.keyringDifference, attempts)
    return try report.write()
  }

  private func transport(to source: MirrorSource) -> any Transport {
    let transport = source.transport(HTTPPatience(seconds: Int(request.timeout.seconds)))
    return request.form == .text && Output.error.isTerminal ? ProgressTransport(transport) : transport
  }
}
