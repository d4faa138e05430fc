import CCurl

/// One libcurl handle, which keeps the connection to its mirror from request to request. It speaks HTTP and HTTPS and
/// nothing else, verifies every certificate, follows no redirect, and asks for no compression.
@safe
final class CurlHandle {
  // Set once in the init, released in deinit, only used in between.
  private let handle: UnsafeMutableRawPointer

  private static let isStarted = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

  /// - Parameters:
  ///   - userAgent: who asks.
  ///   - certificates: a file of certificates to trust in the place of the system's; nil for the system's.
  init(userAgent: String, certificates: String?, _ patience: HTTPPatience) {
    // libcurl fails to start where memory is out.
    guard CurlHandle.isStarted, let handle = unsafe curl_easy_init() else {
      preconditionFailure("libcurl cannot start")
    }
    unsafe self.handle = unsafe handle
    set(CURLOPT_PROTOCOLS_STR, "http,https")
    set(CURLOPT_FOLLOWLOCATION, 0)
    set(CURLOPT_SSL_VERIFYPEER, 1)
    set(CURLOPT_SSL_VERIFYHOST, 2)
    set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
    set(CURLOPT_NOSIGNAL, 1)
    set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    set(CURLOPT_BUFFERSIZE, 131_072)
    set(CURLOPT_USERAGENT, userAgent)
    if let certificates { set(CURLOPT_CAINFO, certificates) }
    let seconds = Int(patience.timeout.components.seconds)
    set(CURLOPT_CONNECTTIMEOUT, seconds)
    set(CURLOPT_LOW_SPEED_LIMIT, HTTPPatience.leastRate)
    set(CURLOPT_LOW_SPEED_TIME, seconds)
  }

  deinit { unsafe curl_easy_cleanup(handle) }

  /// Asks for one address and returns when the answer ended, `receive` gave false, or its headers were too long.
  /// - Parameter receive: takes the bytes in order; `answer` is known by then.
  func get(
    _ address: String, headers: [String], within time: Duration,
    _ receive: (_ bytes: [UInt8]) -> Bool
  ) -> CURLcode {
    set(CURLOPT_URL, address)
    set(CURLOPT_TIMEOUT_MS, time.milliseconds)
    var list: UnsafeMutablePointer<curl_slist>?
    for header in headers { unsafe list = unsafe curl_slist_append(list, header) }
    defer { unsafe curl_slist_free_all(list) }
    succeed(unsafe postpass_curl_set_headers(handle, list))
    return withoutActuallyEscaping(receive) { receive in
      let receiver = Receiver(receive)
      return withExtendedLifetime(receiver) {
        let pointer = unsafe Unmanaged.passUnretained(receiver).toOpaque()
        succeed(unsafe postpass_curl_set_receiver(handle, receiveBytes, pointer))
        succeed(unsafe postpass_curl_set_header_receiver(handle, countHeader, pointer))
        return unsafe curl_easy_perform(handle)
      }
    }
  }

  /// The answer that is arriving, or has arrived last.
  var answer: HTTPAnswer {
    let length = unsafe postpass_curl_content_length(handle)
    return HTTPAnswer(
      status: unsafe postpass_curl_status(handle), contentLength: length < 0 ? nil : Int(length),
      redirect: unsafe postpass_curl_redirect(handle).map { unsafe String(cString: $0) },
      contentEncoding: header("Content-Encoding"), contentRange: header("Content-Range"),
      entityTag: header("ETag"), lastModified: header("Last-Modified"), date: header("Date"))
  }

  /// The value of a header; of one that the answer has several times, the first.
  private func header(_ name: String) -> String? {
    var found: UnsafeMutablePointer<curl_header>?
    guard unsafe curl_easy_header(handle, name, 0, UInt32(CURLH_HEADER), -1, &found) == CURLHE_OK else {
      return nil
    }
    return unsafe found.map { unsafe String(cString: $0.pointee.value) }
  }

  private func set(_ option: CURLoption, _ value: Int) {
    succeed(unsafe postpass_curl_set_number(handle, option, value))
  }

  private func set(_ option: CURLoption, _ value: String) {
    succeed(unsafe postpass_curl_set_text(handle, option, value))
  }

  /// An option that is not taken would leave a request without its bounds; libcurl knows all of these since 7.85.
  private func succeed(_ code: CURLcode) {
    precondition(code == CURLE_OK, "libcurl does not take an option")
  }
}

/// Who gets the bytes of one answer.
private final class Receiver {
  let receive: (_ bytes: [UInt8]) -> Bool
  /// How many bytes of headers there were, those behind the bytes of the piece included.
  var headerLength = 0

  /// libcurl keeps them all, and bounds only those in front.
  static let maximalHeaderLength = 65_536

  init(_ receive: @escaping (_ bytes: [UInt8]) -> Bool) { self.receive = receive }
}

/// What libcurl calls with each piece of an answer; it ends the transfer where fewer bytes are taken than given.
private func receiveBytes(
  _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ receiver: UnsafeMutableRawPointer?
) -> Int {
  // libcurl passes what `get` gave it, and a size of 1.
  guard let bytes = unsafe bytes, let receiver = unsafe receiver else { return 0 }
  let length = size * count
  let copy = unsafe [UInt8](UnsafeRawBufferPointer(start: bytes, count: length))
  let taken = unsafe Unmanaged<Receiver>.fromOpaque(receiver).takeUnretainedValue().receive(copy)
  return taken ? length : 0
}

/// What libcurl calls with each header; it ends the transfer where fewer bytes are taken than given.
private func countHeader(
  _: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ receiver: UnsafeMutableRawPointer?
) -> Int {
  guard let receiver = unsafe receiver else { return 0 }
  let length = size * count
  let answer = unsafe Unmanaged<Receiver>.fromOpaque(receiver).takeUnretainedValue()
  answer.headerLength += length
  return answer.headerLength <= Receiver.maximalHeaderLength ? length : 0
}

extension Duration {
  /// At least 1: to libcurl, 0 means no limit.
  fileprivate var milliseconds: Int {
    max(1, Int(components.seconds) * 1000 + Int(components.attoseconds / 1_000_000_000_000_000))
  }
}
