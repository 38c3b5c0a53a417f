/// The places that the app begins with, and those that it makes itself. All others the core gives, and nobody reads them here.
public enum Places {
    public static let today = "today"
    public static let families = "families/all"
    public static let notices = "notices"
    public static let delivery = "delivery"
    public static let roots = [today, families, notices, delivery]

    private static let fill = "app/fill/"
    private static let check = "check/"

    public static func isFamilies(_ place: String) -> Bool { place.hasPrefix("families/") }

    public static func fill(_ draft: String) -> String { fill + draft }

    public static func check(_ draft: String) -> String { check + draft }

    /// The draft of a place where one is filled.
    public static func filled(_ place: String) -> String? { rest(of: place, behind: fill) }

    /// The draft of a place where one is looked through.
    public static func checked(_ place: String) -> String? { rest(of: place, behind: check) }

    private static func rest(of place: String, behind head: String) -> String? {
        place.hasPrefix(head) ? String(place.dropFirst(head.count)) : nil
    }
}
