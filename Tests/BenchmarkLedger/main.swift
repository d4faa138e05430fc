// Records revocations in the home of an authority, for Tests/Benchmarks/publish: bench-ledger HOME FIRST COUNT
import PostPass
import PostPassIssuing
import PostPassLedger

/// The n-th of 2^27 serials in an order that looks like any: every step can be undone, so no serial comes twice.
func serial(_ n: UInt32) -> Serial {
  let mask: UInt32 = 1 << 27 - 1
  var mixed = n & mask
  for factor: UInt32 in [0x2c1b_3c6d, 0x297a_2d39, 0x1b56_c4e9] {
    mixed = (mixed ^ mixed >> 14) &* factor & mask
  }
  return mixed ^ mixed >> 14
}

let arguments = CommandLine.arguments
guard arguments.count == 4, let first = UInt32(arguments[2]), let count = UInt32(arguments[3]) else {
  fatalError("bench-ledger HOME FIRST COUNT")
}
let open = try Home(arguments[1]).open()
let issuer = try open.heldNumbers(of: .issuer)[0]
let subjects = (first..<first + count).map {
  RevocationSubject.code(CodeID(issuer: issuer, serial: serial($0)))
}
_ = try open.ledger.revoke(
  subjects, reason: .cancelled, effectiveFrom: nil, note: "", listed: [:],
  now: open.state.trust.list.head.issuedAt,
  by: "bench")
