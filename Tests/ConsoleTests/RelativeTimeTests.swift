import Console
import PostPass
import Testing

@Suite struct RelativeTimeTests {
  private static let day: UInt64 = 86_400

  private static let spans: [(UInt64, String)] = [
    (0, "under 1 min"), (29, "under 1 min"), (30, "1 min"), (89, "1 min"), (90, "2 min"), (120, "2 min"),
    (3569, "59 min"), (3570, "1 hour"), (3629, "1 hour"), (3630, "61 min"), (5400, "90 min"),
    (7169, "119 min"), (7170, "2 hours"), (43_200, "12 hours"), (84_599, "23 hours"), (84_600, "1 day"),
    (86_400, "1 day"), (90_000, "25 hours"), (129_600, "36 hours"), (170_999, "47 hours"),
    (171_000, "2 days"), (259_200, "3 days"), (60 * day - 1, "60 days"), (60 * day, "60 days"),
    (60 * day + 43_199, "60 days"), (60 * day + 43_200, "61 days"), (365 * day, "365 days"),
    (729 * day, "729 days"), (730 * day, "2 years"), (3652 * day, "10 years"),
    (UInt64.max, "584554049254 years"),
  ]

  @Test(arguments: spans)
  func `rounds to the nearest whole unit`(seconds: UInt64, expected: String) {
    #expect(TimeSpan(seconds: seconds).words == expected)
  }

  @Test func `tells before from after`() {
    let now = UnixTime(seconds: 1_800_000_000)
    func text(_ offset: Int64) -> String {
      RelativeTime(UnixTime(seconds: UInt64(Int64(now.seconds) + offset)), from: now).text
    }
    #expect(text(60 * 86_400) == "in 60 days")
    #expect(text(3600) == "in 1 hour")
    #expect(text(5) == "in under 1 min")
    #expect(text(0) == "just now")
    #expect(text(-29) == "just now")
    #expect(text(-30) == "1 min ago")
    #expect(text(-3 * 86_400) == "3 days ago")
    #expect(RelativeTime(.distantFuture, from: now).text == "no end")
    #expect(RelativeTime(UnixTime(seconds: 0), from: .distantFuture).text == "584554049254 years ago")
  }

  @Test func `tells the age`() {
    let now = UnixTime(seconds: 1_800_000_000)
    #expect(RelativeTime(now.subtracting(.minutes(2)), from: now).age == "2 min old")
    #expect(RelativeTime(now, from: now).age == "under 1 min old")
    #expect(RelativeTime(now.adding(.minutes(2)), from: now).age == "2 min ahead")
  }
}
