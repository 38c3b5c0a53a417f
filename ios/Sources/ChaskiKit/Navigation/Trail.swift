import ChaskiCore
import Foundation
import Observation

/// One place on the way here, with what its page wants to find again.
public struct Stop: Equatable, Sendable {
    public let place: String
    /// What was typed and not yet submitted, by the input.
    public var typed: [String: String] = [:]
    /// What is to be said on it once: what became of the page before.
    public var says: Sentence?

    public init(place: String) { self.place = place }
}

/// The way to where the worker is: places only, which name nobody. It is in a file too, so that she finds herself there after a flat battery.
@MainActor @Observable
public final class Trail {
    public private(set) var stops: [Stop] = [Stop(place: Places.today)]
    @ObservationIgnored private var file: URL?
    @ObservationIgnored private let inOrder = InOrder(label: "trail")

    public var top: Stop {
        get { stops[stops.count - 1] }
        set { stops[stops.count - 1] = newValue }
    }

    public var isRoot: Bool { stops.count <= 1 }

    /// The tab that the way began with.
    public var root: String { stops[0].place }

    /// The file's places; what is still in memory of the same way stays.
    func read(_ file: URL, places: [String]) {
        self.file = file
        guard !places.isEmpty, places != stops.map(\.place) else { return }
        stops = places.suffix(Trail.longest).map(Stop.init(place:))
    }

    nonisolated static func places(in file: URL) -> [String] {
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").map(String.init)
    }

    func push(_ place: String) {
        if stops.count >= Trail.longest { stops.remove(at: 1) }
        stops.append(Stop(place: place))
        save()
    }

    /// The page on top is done with: this one comes in its place, or the way goes back to it where it leads through it.
    func replace(_ place: String, says: Sentence?) {
        stops.removeLast()
        if let before = stops.lastIndex(where: { $0.place == place }) {
            stops.removeSubrange((before + 1)...)
        } else {
            stops.append(Stop(place: place))
        }
        stops[stops.count - 1].says = says
        save()
    }

    /// False where there is nothing before.
    func back() -> Bool {
        if stops.count > 1 {
            stops.removeLast()
            save()
            return true
        }
        if root == Places.today { return false }
        begin(Places.today)
        return true
    }

    /// A new way, from a tab.
    func begin(_ place: String) {
        stops = [Stop(place: place)]
        save()
    }

    func forget() {
        stops = [Stop(place: Places.today)]
        file = nil
    }

    private func save() {
        guard let file else { return }
        let text = stops.map(\.place).joined(separator: "\n")
        // A full disk costs her the way back, and nothing else.
        inOrder.later { try? Data(text.utf8).write(to: file, options: .atomic) }
    }

    private static let longest = 30
}
