import Console
import PostPass
import PostPassIssuing

extension Failure {
  init(_ error: UnencodableCode) {
    switch error {
    case .beyond2106(let time):
      self.init(
        code: "beyond-2106",
        message: "the code would end \(time.text), and codes end by 2106-02-07 06:28 UTC",
        hint: "give an earlier end", exit: .usage)
    case .emptyWindow:
      self.init(
        code: "empty-window", message: "the code would end before it begins",
        hint: "give a later end, or an earlier --from", exit: .usage)
    case .tooManyBrands(let count):
      self.init(
        code: "too-many-brands",
        message: "\(count) brands are named, and a code has room for \(CodeClaims.maximalBrands)",
        hint: "issue several codes", exit: .usage)
    }
  }
}
