import Console
import PostPass
import PostPassSync

/// The sentences for requests that gave nothing, each with its hint.
struct WebSentences {
  private let failure: HTTPFailure
  private let timeout: TimeSpan

  init(_ failure: HTTPFailure, timeout: TimeSpan) {
    self.failure = failure
    self.timeout = timeout
  }

  /// - Parameters:
  ///   - mirror: how it is called.
  ///   - kept: what the store still holds.
  func failure(_ piece: MirrorPiece, of mirror: TerminalText, kept: TerminalText) -> Failure {
    Failure(
      code: code, message: "cannot fetch \(piece.path) of \(mirror): \(reason)\(kept)", hint: hint(piece),
      exit: .unreachable)
  }

  private var code: String {
    switch failure {
    case .untrustedCertificate, .noTrustedCertificates: "untrusted-certificate"
    case .insecure: "tls-failed"
    case .redirected: "redirected"
    case .timedOut: "timed-out"
    case .unknownHost, .unconnected, .cutOff, .endlessHeaders, .notHTTP, .status, .other: "unreachable"
    }
  }

  private var reason: TerminalText {
    switch failure {
    case .unknownHost: "nothing is known of a host with this name"
    case .unconnected: "nobody answers there"
    case .timedOut: "it is too slow"
    case .cutOff: "the connection was lost"
    case .untrustedCertificate: "its certificate is not to be trusted"
    case .noTrustedCertificates: "the certificates to trust cannot be read"
    case .insecure(let number): "no secure connection comes about (libcurl error \(number))"
    case .endlessHeaders: "its headers do not end"
    case .notHTTP: "what answers there is no web server"
    case .status(let status): "it answers \(status)"
    case .redirected(.toAnotherPlace): "it sends us to another place"
    case .redirected(.toInsecure): "it sends us from https to http"
    case .redirected(.tooOften): "it sends us in circles"
    case .other(let number): "libcurl error \(number)"
    }
  }

  private func hint(_ piece: MirrorPiece) -> TerminalText {
    switch failure {
    case .unknownHost, .unconnected: "check --from, and the network of this machine"
    case .timedOut: "\(again(piece)); --timeout, now \(timeout.seconds)s, gives it more time"
    case .cutOff: again(piece)
    case .untrustedCertificate:
      "check the host in --from and the clock of this machine; SSL_CERT_FILE can name other certificates to trust"
    case .noTrustedCertificates: "check SSL_CERT_FILE, or install the system's certificates (ca-certificates)"
    case .notHTTP: "check the port in --from"
    case .insecure, .endlessHeaders, .status, .other:
      "try again later or another mirror; tell its operator if this repeats"
    case .redirected: "put the address that the mirror has now into --from, if you know that it is right"
    }
  }

  /// Only bodies are gone on with.
  private func again(_ piece: MirrorPiece) -> TerminalText {
    if case .body = piece { "try again: what has come of the file is kept" } else { "try again" }
  }
}
