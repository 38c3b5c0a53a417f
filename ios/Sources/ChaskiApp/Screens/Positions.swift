import ChaskiKit
import Observation

/// Where each list of the way here stood: the row that led on from it. In memory only.
@MainActor @Observable
final class Positions {
    private struct At: Hashable {
        let depth: Int
        let place: String
    }

    @ObservationIgnored private var rows: [At: Int] = [:]

    func leaves(_ trail: Trail, from row: Int) {
        // What is deeper on another way is not come back to.
        rows = rows.filter { $0.key.depth < trail.stops.count }
        rows[At(depth: trail.stops.count, place: trail.top.place)] = row
    }

    func returns(_ trail: Trail) -> Int? { rows[At(depth: trail.stops.count, place: trail.top.place)] }
}
