import ProgramSupport
import Testing

/// In a chroot, or a sandbox, `/proc` need not be mounted.
struct HiddenProcTests {
  @Test(arguments: BuiltPrograms.names)
  func `an installed program runs where nothing is mounted on /proc`(program: String) throws {
    let shell = try Shell(programs: BuiltPrograms.releaseDirectory)
    let hidden = "unshare --map-root-user --mount sh -c 'mount -t tmpfs none /proc && \"$@\"' sh"
    try #require(try shell.run("\(hidden) test -e /proc/self").exit == 1)
    let version = try shell.run("\(hidden) \(program) --version")
    #expect(version.exit == 0 && version.outputText.hasPrefix(program) && version.errors.isEmpty)
    #expect(try shell.run("\(hidden) \(program) --nonsense").exit == 64)
  }
}
