import ChaskiCore
import Observation

/// One growth chart alone: the last year or all of it, point by point by two big buttons, or the same as a table.
@MainActor @Observable
public final class ChartModel {
    /// Whose it is.
    public private(set) var title: Sentence?
    public private(set) var chart: Chart?
    public private(set) var trouble: Sentence?
    /// All measurements, or those of the last year.
    public private(set) var all: Bool
    public private(set) var asTable: Bool
    @ObservationIgnored private unowned let app: AppModel
    @ObservationIgnored private let person: RecordName
    @ObservationIgnored private let indicator: GrowthIndicator
    @ObservationIgnored private var room: Room?
    /// Which of the marks she looks at.
    private var at: Int?

    init(app: AppModel, person: RecordName, indicator: GrowthIndicator) {
        (self.app, self.person, self.indicator) = (app, person, indicator)
        let kept = app.session.trail.top.kept
        all = kept["all"] != nil
        asTable = kept["table"] != nil
    }

    /// The row of the table that is told from the others on the chart.
    public var chosen: UInt32? { at.flatMap { at in chart.flatMap { $0.marks.indices.contains(at) ? $0.marks[at].row : nil } } }

    /// What the chart says, or the measurement that she looks at.
    public var says: Sentence? {
        guard let chart else { return nil }
        if !asTable, let row = chosen.map(Int.init), chart.table.rows.indices.contains(row) { return chart.table.rows[row].says }
        return chart.description
    }

    /// The page has this room, in points, with letters of this size (1: as they are). It is asked for where that is another than before.
    public func fit(width: Double, height: Double, letters: Double) async {
        let now = Room(width: width, height: height, letters: letters)
        guard now != room else { return }
        room = now
        await load()
    }

    public func turnAll() async {
        all.toggle()
        keep("all", all)
        await load()
    }

    public func turnTable() {
        asTable.toggle()
        keep("table", asTable)
    }

    public func before() { step(-1) }

    public func after() { step(1) }

    private func step(_ by: Int) {
        guard let chart, !chart.marks.isEmpty else { return }
        let now = at ?? (by < 0 ? chart.marks.count : -1)
        at = min(max(now + by, 0), chart.marks.count - 1)
    }

    private func load() async {
        guard let room else { return }
        let (person, indicator, lastYearOnly) = (person, indicator, !all)
        do {
            guard let (title, chart) = try await app.ask({ phone in
                let chart = try phone.chart(person: person, indicator: indicator, window: nil, look: room.style(lastYearOnly: lastYearOnly))
                return (try phone.screen(place: "person/\(person.text)").title, chart)
            }) else { return }
            // Meanwhile it may have been asked for otherwise.
            guard room == self.room, lastYearOnly == !all else { return }
            (self.title, self.chart, trouble, at) = (title, chart, nil, nil)
        } catch {
            trouble = app.sentence(of: error)
        }
    }

    private func keep(_ name: String, _ on: Bool) {
        app.session.trail.keep(at: Places.chart(person, indicator)) { $0.kept[name] = on ? "yes" : nil }
    }
}
