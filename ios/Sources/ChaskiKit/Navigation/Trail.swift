import ChaskiCore
import Foundation
import Observation

/// One place on the way here, with what its page wants to find again.
public struct Stop: Equatable, Sendable {
    public let place: String
    /// What was typed and not yet submitted, by the input.
    public var typed: [String: String] = [:]
    /// What else its page finds again, by a name of its own: what was searched, why an answer is another.
    public var kept: [String: String] = [:]
    /// What is to be said on it once: what became of the page before.
    public var says: Sentence?

    public init(place: String) { self.place = place }
}

/// The way to where the worker is: places only, which name nobody. Where it leads the core's `Way` says; here is what belongs to each stop. It is in a
/// file too, so that she finds herself there after a flat battery.
@MainActor @Observable
public final class Trail {
    public private(set) var stops: [Stop] = []
    @ObservationIgnored private var way = Way(text: "")
    @ObservationIgnored private var file: URL?
    @ObservationIgnored private let inOrder = InOrder(label: "trail")

    init() { match() }

    public var top: Stop {
        get { stops[stops.count - 1] }
        set { stops[stops.count - 1] = newValue }
    }

    public var isRoot: Bool { stops.count <= 1 }

    /// The tab that the way began with.
    public var root: String { stops[0].place }

    /// Where a page that is still on top keeps what it wants to find again; one that left keeps nothing.
    func keep(at place: String, _ change: (inout Stop) -> Void) {
        if top.place == place { change(&top) }
    }

    /// What is to be said on the page that comes; it is said once.
    func takeSaying() -> Sentence? {
        defer { top.says = nil }
        return top.says
    }

    /// The file's places; what is still in memory of the same way stays.
    func read(_ file: URL) async {
        self.file = file
        // Behind whatever is still being written.
        let text = try? await inOrder.run { try String(contentsOf: file, encoding: .utf8) }
        way = Way(text: text ?? "")
        match()
    }

    func push(_ place: String) {
        way.push(place: place)
        match()
        save()
    }

    /// The page on top is done with: this one comes in its place, or the way goes back to it where it leads through it.
    func replace(_ place: String, says: Sentence?) {
        way.replace(place: place)
        stops.removeLast()
        match()
        top.says = says
        save()
    }

    /// False where there is nothing before.
    func back() -> Bool {
        guard way.back() else { return false }
        match()
        save()
        return true
    }

    /// A new way, from a tab.
    func begin(_ place: String) {
        way.begin(tab: place)
        stops = []
        match()
        save()
    }

    func forget() {
        way = Way(text: "")
        stops = []
        match()
        file = nil
    }

    /// What belongs to a stop stays with the places that are still the same from the first on.
    private func match() {
        let places = way.places()
        let same = zip(stops, places).prefix { $0.place == $1 }.count
        stops = Array(stops.prefix(same)) + places.dropFirst(same).map(Stop.init(place:))
    }

    private func save() {
        guard let file else { return }
        let text = way.text()
        // A full disk costs her the way back, and nothing else.
        inOrder.later { try? Data(text.utf8).write(to: file, options: .atomic) }
    }
}
