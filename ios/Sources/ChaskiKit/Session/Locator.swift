import ChaskiCore

/// Where the phone is, asked once of the system: the best that it knows after a while, or nothing. It never blocks anything. Tests give another.
@MainActor
public protocol Locator: Sendable {
    /// At the latest after `AppRules.app.fixLongestS`, at once with one of `fixGoodM`; nil where nothing was found: not allowed, switched off, or no sky.
    func find() async -> Fix?
    /// She does not want to wait any longer: the best so far is what `find` gives.
    func enough()
}
