import Foundation

/// A socket that takes connections on a port of the loopback interface that was free.
struct LoopbackSocket: ~Copyable {
  let descriptor: Int32
  let port: UInt16

  init() throws {
    // Not for programs that are started meanwhile: they would keep connections open.
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    self.descriptor = descriptor
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let failed = unsafe withUnsafeMutablePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        unsafe bind(descriptor, address, length) != 0 || listen(descriptor, 16) != 0
          || getsockname(descriptor, address, &length) != 0
      }
    }
    port = UInt16(bigEndian: address.sin_port)
    guard !failed else { throw POSIXError(.EADDRNOTAVAIL) }
  }

  deinit { close(descriptor) }

  /// The next connection; nil where none comes for a while.
  borrowing func accept() -> Int32? {
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard unsafe poll(&request, 1, 50) == 1 else { return nil }
    let connection = Foundation.accept(descriptor, nil, nil)
    guard connection >= 0 else { return nil }
    _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
    return connection
  }
}
