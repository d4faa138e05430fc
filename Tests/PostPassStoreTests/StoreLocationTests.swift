import PostPassStore
import Testing

@Suite struct StoreLocationTests {
  private func directory(_ named: String? = nil, _ variables: [String: String]) throws -> StorePath {
    try StoreLocation.directory(named: named.map { StorePath($0) }) { variables[$0].map { Array($0.utf8) } }
  }

  private let all = ["POSTPASS_STORE": "/a", "XDG_STATE_HOME": "/b", "HOME": "/c"]

  @Test func `a named directory counts before every variable`() throws {
    #expect(try directory("/d", all) == StorePath("/d"))
  }

  @Test func `the variables count in their order`() throws {
    var variables = all
    #expect(try directory(nil, variables) == StorePath("/a"))
    variables["POSTPASS_STORE"] = nil
    #expect(try directory(nil, variables) == StorePath("/b/postpass"))
    variables["XDG_STATE_HOME"] = nil
    #expect(try directory(nil, variables) == StorePath("/c/.local/state/postpass"))
    variables["HOME"] = nil
    #expect(throws: StoreError.noHome) { try directory(nil, variables) }
  }

  @Test func `empty variables and a relative state home are unset`() throws {
    #expect(
      try directory(nil, ["POSTPASS_STORE": "", "XDG_STATE_HOME": "b", "HOME": "/c/"])
        == StorePath("/c/.local/state/postpass"))
  }

  @Test func `bytes that are not UTF-8 stay as they are`() throws {
    let path = StorePath([0x2F, 0xFF]).appending("state")
    #expect(path.bytes == [0x2F, 0xFF, 0x2F] + Array("state".utf8))
  }
}
