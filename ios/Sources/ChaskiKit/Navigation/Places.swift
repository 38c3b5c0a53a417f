import ChaskiCore

/// The places that the app begins with, and those that it makes itself. All others the core gives, and nobody reads them here.
public enum Places {
    public static let today = "today"
    public static let families = "families/all"
    public static let notices = "notices"
    public static let delivery = "delivery"
    public static let roots = [today, families, notices, delivery]

    public static let settings = "app/settings"
    public static let pin = "app/pin"
    public static let finger = "app/finger"
    private static let fill = "app/fill/"
    private static let check = "check/"
    private static let chart = "app/chart/"

    public static func isFamilies(_ place: String) -> Bool { place.hasPrefix("families/") }

    public static func fill(_ draft: String) -> String { fill + draft }

    public static func check(_ draft: String) -> String { check + draft }

    public static func chart(_ person: RecordName, _ indicator: GrowthIndicator) -> String { "\(chart)\(indicator)/\(person.text)" }

    /// The draft of a place where one is filled.
    public static func filled(_ place: String) -> String? { rest(of: place, behind: fill) }

    /// The draft of a place where one is looked through.
    public static func checked(_ place: String) -> String? { rest(of: place, behind: check) }

    /// Whose chart, and which, of a place where one is looked at alone.
    public static func charted(_ place: String) -> (person: RecordName, indicator: GrowthIndicator)? {
        guard let parts = rest(of: place, behind: chart)?.split(separator: "/", maxSplits: 1), parts.count == 2,
              let indicator = indicators.first(where: { "\($0)" == parts[0] }) else { return nil }
        return (RecordName(text: String(parts[1])), indicator)
    }

    private static func rest(of place: String, behind head: String) -> String? {
        place.hasPrefix(head) ? String(place.dropFirst(head.count)) : nil
    }

    private static let indicators: [GrowthIndicator] = [
        .lengthForAge, .weightForAge, .weightForLength, .bmiForAge, .headForAge, .muacForAge, .tricepsForAge, .subscapularForAge,
    ]
}
