import ChaskiCore

extension AppRules {
    /// The numbers that the core decides on for its apps, asked once.
    public static let app = appRules()
}
