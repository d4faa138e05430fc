// Signs with stolen keys what postpass refuses to sign, and puts it on a mirror, for the drills of RUNBOOK.md: TEST ONLY.
//
//   postpass-thief list HOME MIRROR NUMBER SECONDS   an empty list of that number, SECONDS from now
//   postpass-thief keyring HOME MIRROR NUMBER        the keyring of the home once more, with that number
//   postpass-thief root PENDING MIRROR               what a pending file proposes, however few have signed
import DurableFile
import Glibc
import PostPass
import PostPassIssuing

/// The command line is not one of the above.
struct Usage: Error {}

func now() -> UnixTime { UnixTime(seconds: UInt64(time(nil))) }

func list(_ home: Home, number: UInt64, ahead: UInt64) throws -> AuthorityState {
  let open = try home.open()
  guard let signer = try open.heldNumbers(of: .publisher).first else { throw Usage() }
  let key = try home.secrets.open(home.secretPath(of: .publisher, signer), of: .publisher)
  let body = RevocationListContent().encodedBody()
  let issuedAt = now().adding(TimeSpan(seconds: ahead))
  let head = FileHead(
    listNumber: number, under: open.keyring.head, signer: signer, issuedAt: issuedAt,
    freshUntil: issuedAt.adding(.days(92)), retainedFrom: issuedAt, bodyLength: body.count,
    bodyRoot: PageTree.root(of: body))
  let signature = IndexedSignature(index: 0, signature: key.signature(over: head.signingInput))
  let old = open.state.bundle
  let bundle = Bundle(
    roots: old.roots, keyring: old.keyring, keyringBody: old.keyringBody,
    list: try SignedHead(head, signatures: [signature]), listBody: PageTree.bodyFile(of: body))
  return try AuthorityState(pinned: head.authority, bundle, origin: "a thief")
}

func keyring(_ home: Home, number: UInt64) throws -> AuthorityState {
  let open = try home.open()
  let old = open.state.bundle
  let head = FileHead(
    keyringNumber: number, under: open.state.trust.root, issuedAt: now(),
    freshUntil: now().adding(.days(3650)), bodyLength: open.keyring.head.bodyLength,
    bodyRoot: open.keyring.head.bodyRoot)
  let unsigned = PendingFile(
    roots: old.roots, keyring: old.keyring, keyringBody: old.keyringBody, nextRoot: nil,
    nextKeyring: try SignedHead(head, signatures: []), nextKeyringBody: old.keyringBody)
  var proposal = try Proposal(verifying: unsigned, pinned: head.authority)
  _ = try home.sign(&proposal)
  let bundle = Bundle(
    roots: old.roots, keyring: proposal.file.nextKeyring, keyringBody: old.keyringBody, list: old.list,
    listBody: old.listBody)
  return try AuthorityState(pinned: head.authority, bundle, origin: "a thief")
}

/// No state has a root without enough signatures, so that the files are written one by one.
func root(_ path: String, to mirror: String) throws {
  let pending = try PendingFile(parsing: try DurableFile.read(path, limit: 1 << 20))
  guard let root = pending.nextRoot else { throw Usage() }
  let old = try MirrorHead(parsing: try DurableFile.read("\(mirror)/head", limit: MirrorHead.maximalLength))
  try DurableFile.write(root.encoded, to: "\(mirror)/roots/\(root.signed.head.number)")
  try DurableFile.write(
    pending.nextKeyringBody, to: "\(mirror)/bodies/\(pending.nextKeyring.head.bodyRoot.hex)")
  let head = MirrorHead(root: root.signed, keyring: pending.nextKeyring, list: old.list)
  try DurableFile.write(head.encoded, to: "\(mirror)/head")
}

let words = CommandLine.arguments.dropFirst()
switch (words.first, words.count) {
case ("list", 5):
  guard let number = UInt64(words[4]), let ahead = UInt64(words[5]) else { throw Usage() }
  try list(Home(words[2]), number: number, ahead: ahead).write(toMirror: words[3])
case ("keyring", 4):
  guard let number = UInt64(words[4]) else { throw Usage() }
  try keyring(Home(words[2]), number: number).write(toMirror: words[3])
case ("root", 3): try root(words[2], to: words[3])
default: throw Usage()
}
