import CCurl

/// Why a request over HTTP gave no piece. All of these are outages: the mirror, or something before it, withholds.
package enum HTTPFailure: Equatable, Sendable {
  /// No address is known for the host, or for the proxy.
  case unknownHost
  /// There is no way there, or the connection was refused.
  case unconnected
  /// It took longer than `HTTPPatience` allows.
  case timedOut
  /// The connection was lost before the end.
  case cutOff
  /// The certificate is not one for this host that this machine trusts at this time.
  case untrustedCertificate
  /// The file with the certificates to trust cannot be read.
  case noTrustedCertificates
  /// TLS failed otherwise; libcurl's number.
  case insecure(Int32)
  /// More headers than any answer needs.
  case endlessHeaders
  /// It is no HTTP.
  case notHTTP
  /// An answer other than those that a mirror gives.
  case status(Int)
  case redirected(Redirect)
  /// Anything else; libcurl's number.
  case other(Int32)

  /// Why a redirect is not followed.
  package enum Redirect: Equatable, Sendable {
    case toAnotherPlace
    /// From `https` to `http`.
    case toInsecure
    case tooOften
  }

  init(_ code: CURLcode) {
    self =
      switch code {
      case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: .unknownHost
      case CURLE_COULDNT_CONNECT: .unconnected
      case CURLE_OPERATION_TIMEDOUT: .timedOut
      case CURLE_PARTIAL_FILE, CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_HTTP2,
        CURLE_HTTP2_STREAM:
        .cutOff
      // Transfers that we end for the sake of their bytes have their own error. Of a single header that is too long
      // libcurl says that it is out of memory.
      case CURLE_WRITE_ERROR, CURLE_OUT_OF_MEMORY: .endlessHeaders
      case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY: .notHTTP
      case CURLE_PEER_FAILED_VERIFICATION: .untrustedCertificate
      case CURLE_SSL_CACERT_BADFILE: .noTrustedCertificates
      case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER, CURLE_SSL_CERTPROBLEM, CURLE_SSL_SHUTDOWN_FAILED,
        CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS, CURLE_USE_SSL_FAILED:
        .insecure(Int32(bitPattern: code.rawValue))
      default: .other(Int32(bitPattern: code.rawValue))
      }
  }
}
