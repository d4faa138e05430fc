import PostPass
import Testing

@Suite struct CalendarTimeTests {
  @Test(arguments: [
    ("1970-01-01", UInt64(0)), ("2000-02-29", 951_782_400), ("2024-02-29", 1_709_164_800),
    ("2106-02-07T06:28:16Z", 4_294_967_296), ("2027-01-21 07:30 UTC", 1_800_516_600),
    ("9999-12-31T23:59:59Z", 253_402_300_799),
  ])
  func `reads dates`(text: String, seconds: UInt64) throws {
    #expect(try UnixTime(parsing: text, bareDateMeans: .start).seconds == seconds)
  }

  @Test(arguments: [
    "2023-02-29", "2100-02-29", "2027-13-01", "2027-00-01", "2027-01-00", "2027-04-31", "1969-12-31",
  ])
  func `refuses days that the calendar does not have`(text: String) {
    #expect(throws: MalformedTime.noSuchDay) { try UnixTime(parsing: text, bareDateMeans: .start) }
  }

  @Test(arguments: [
    "", "2027", "2027-1-1", "2027-01-01T24:00Z", "2027-01-01T07:30", "2027-01-01T07:60Z",
    "2027-01-01T07:30:60Z",
    "2027-01-01T07:30:00", "2027-01-01T07:30+01:00", "2027-01-01 07:30Z ", "２０２７-01-01", "2027-01-01T07:3",
    "+027-01-01",
  ])
  func `refuses other texts`(text: String) {
    #expect(throws: MalformedTime.notATime) { try UnixTime(parsing: text, bareDateMeans: .start) }
  }

  @Test func `a bare date ends with its last second`() throws {
    #expect(try UnixTime(parsing: "2027-02-01", bareDateMeans: .end).iso8601 == "2027-02-01T23:59:59Z")
  }

  @Test func `every day reads as it is written`() throws {
    for day in stride(from: UInt64(0), to: 2_932_897, by: 17) {
      let time = UnixTime(seconds: day * 86_400 + day % 86_400)
      #expect(try UnixTime(parsing: time.iso8601, bareDateMeans: .start) == time)
    }
  }

  @Test func `times that have no date are written in words`() {
    #expect(UnixTime.distantFuture.text == "no end")
    #expect(UnixTime(seconds: 253_402_300_800).iso8601 == "none")
  }

  @Test(arguments: [
    ("90s", UInt64(90)), ("30m", 1800), ("12h", 43_200), ("30d", 2_592_000), ("8w", 4_838_400), ("0d", 0),
  ])
  func `reads spans`(text: String, seconds: UInt64) throws {
    #expect(try TimeSpan(parsing: text).seconds == seconds)
  }

  @Test func `refuses spans without a unit, too long, or otherwise written`() {
    #expect(throws: MalformedTimeSpan.withoutUnit(60)) { try TimeSpan(parsing: "60") }
    #expect(throws: MalformedTimeSpan.tooLong) { try TimeSpan(parsing: "18446744073709551615w") }
    for text in ["", "d", "+5d", "-5d", "1.5d", "05d", "5 d", "5y", "5dd", "٣d"] {
      #expect(throws: MalformedTimeSpan.notASpan) { try TimeSpan(parsing: text) }
    }
  }
}
