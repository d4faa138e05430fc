/// The options of the program as they are written.
enum OptionName: String, CaseIterable, Hashable {
  case post = "--post"
  case anyPost = "--any-post"
  case brand = "--brand"
  case anyBrand = "--any-brand"
  case creator = "--creator"
  case anyCreator = "--any-creator"
  case until = "--until"
  case at = "--at"
  case runningSince = "--running-since"
  case maximalListAge = "--max-list-age"
  case store = "--store"
  case mirror = "--mirror"
  case authority = "--authority"
  case status = "--status"
  case json = "--json"
  case quiet = "--quiet"
  case noColor = "--no-color"
  case help = "--help"
  case version = "--version"

  /// What follows the option, for messages; nil for an option that stands alone.
  var valueName: String? {
    switch self {
    case .post: "ID"
    case .brand: "B"
    case .creator: "C"
    case .until, .at, .runningSince: "DATE"
    case .maximalListAge: "48h"
    case .store, .mirror: "DIR"
    case .authority: "ppa1_..."
    default: nil
    }
  }

  /// Options that say the same or the opposite: at most one of each group.
  static let exclusive: [[OptionName]] = [
    [.post, .anyPost], [.brand, .anyBrand], [.creator, .anyCreator], [.at, .runningSince], [.store, .mirror],
    [.json, .quiet],
  ]

  /// What belongs to the check of a code.
  static let ofQuestion: [OptionName] = [
    .post, .anyPost, .brand, .anyBrand, .creator, .anyCreator, .until, .at, .runningSince, .maximalListAge,
  ]
}
