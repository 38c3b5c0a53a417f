import ChaskiCore
import Foundation
import Observation

/// Any screen that the core describes. It knows none of them: what stands there is data, and what a button does is the core's.
@MainActor @Observable
public final class ScreenModel {
    public let place: String
    public private(set) var view: ScreenView?
    /// The rows of parts that were read on, behind those of the view.
    public private(set) var more: [Row] = []
    /// Charts that stand on it, by `key`, once they are laid out.
    public private(set) var charts: [String: Chart] = [:]
    /// Said once across the screen.
    public private(set) var says: Sentence?
    /// Nothing could be shown: what is wrong, and what to do.
    public private(set) var trouble: Sentence?
    public private(set) var isBusy = false
    /// What is typed into the field above the families.
    public var searched: String {
        didSet {
            guard searched != oldValue else { return }
            app.session.trail.keep(at: place) { [searched] in $0.kept[ScreenModel.search] = searched.isEmpty ? nil : searched }
            Task { await find() }
        }
    }
    @ObservationIgnored private unowned let app: AppModel
    @ObservationIgnored private var next: String?
    @ObservationIgnored private var isReading = false
    @ObservationIgnored private var isSearching = false
    @ObservationIgnored private var rooms: [String: Room] = [:]
    private var typed: [String: String]

    init(app: AppModel, place: String) {
        self.app = app
        self.place = place
        let stop = app.session.trail.top
        typed = stop.typed
        searched = stop.kept[ScreenModel.search] ?? ""
        says = app.session.trail.takeSaying()
    }

    public var isRoot: Bool { Places.roots.contains(place) || searches }

    /// The screen of the families has the field above its list.
    public var searches: Bool { Places.isFamilies(place) }

    /// What an input holds now: what was typed, or what the screen came with.
    public func value(_ input: Input) -> String { typed[input.key] ?? input.value }

    public func type(_ value: String, into input: Input) { holds { $0[input.key] = value } }

    private func holds(_ change: (inout [String: String]) -> Void) {
        change(&typed)
        app.session.trail.keep(at: place) { [typed] in $0.typed = typed }
    }

    private var words: String { searched.trimmingCharacters(in: .whitespaces) }

    public func load() async {
        if searches, !words.isEmpty { return await find() }
        do {
            let (place, isRoot) = (place, isRoot)
            guard let (view, notices) = try await app.ask({ phone in
                (try phone.screen(place: place), isRoot ? try phone.noticesCount() : 0)
            }) else { return }
            if isRoot { app.count(notices: notices) }
            show(view)
        } catch {
            troubled(error)
        }
    }

    /// The next part of a long list.
    public func readOn() async {
        guard let next, !isReading else { return }
        isReading = true
        defer { isReading = false }
        do {
            let place = place
            guard let part = try await app.ask({ try $0.screen(place: place, after: next) }), self.next == next else { return }
            more += part.groups.flatMap(\.rows)
            self.next = part.next
        } catch {
            troubled(error)
        }
    }

    public var readsOn: Bool { next != nil }

    /// Each letter asks anew, one after the other; of answers that come late only the last is shown.
    private func find() async {
        guard !isSearching else { return }
        isSearching = true
        defer { isSearching = false }
        var asked: String
        repeat {
            let words = words
            asked = words
            if words.isEmpty {
                await load()
                continue
            }
            do {
                if let found = try await app.ask({ try $0.searchScreen(words: words) }), words == self.words { show(found) }
            } catch {
                troubled(error)
            }
        } while asked != words
    }

    private func show(_ view: ScreenView) {
        self.view = view
        more = []
        next = view.next
        trouble = nil
        // What stands there is drawn anew; meanwhile the one of before is seen.
        rooms = [:]
    }

    /// By what `charts` knows one.
    public static func key(of: ChartOf) -> String { Places.chart(of.person, of.indicator) }

    /// A chart of the screen is laid out for a page of this size, in points, with letters of this size (1: as they are).
    public func draw(_ of: ChartOf, width: Double, height: Double, letters: Double) async {
        let (key, room) = (ScreenModel.key(of: of), Room(width: width, height: height, letters: letters))
        guard rooms[key] != room else { return }
        rooms[key] = room
        do {
            let chart = try await app.ask {
                try $0.chart(person: of.person, indicator: of.indicator, window: nil, look: room.style(lastYearOnly: true))
            }
            if let chart, rooms[key] == room { charts[key] = chart }
        } catch {
            rooms[key] = nil
            troubled(error)
        }
    }

    /// A delivery ended: what came is shown, unless she is in the middle of something.
    func delivered(_ wentWell: Bool) async {
        guard isRoot, wentWell || place == Places.delivery, !isBusy, words.isEmpty, more.isEmpty else { return }
        await load()
    }

    public func does(_ does: Does) async {
        guard !isBusy else { return }
        switch does {
        case .open(let place): await app.open(place)
        case .submit(let act): await submit(act)
        case .fill(let draft): await app.open(Places.fill(draft))
        case .begin(let form, let about): await begin { try $0.beginChecklist(form: form, about: about).draft() }
        case .correctChecklist(let answers, let path): await begin { try $0.correctChecklist(answers: answers, path: path).draft() }
        case .chart(let person, let indicator): await app.open(Places.chart(person, indicator))
        case .call(let number): app.session.platform.dial(number)
        case .sync: await deliver()
        case .settings: await app.open(Places.settings)
        case .bundle: await bundle()
        case .lock: await app.lock()
        // These stand on a checklist's own page alone.
        case .jump, .finish: break
        }
    }

    /// The page opens the draft by its name, so that there is one way to come to it.
    private func begin(_ begin: @escaping @Sendable (Phone) throws -> String) async {
        isBusy = true
        defer { isBusy = false }
        do {
            if let draft = try await app.ask(begin), app.shows(self) { await app.open(Places.fill(draft)) }
        } catch {
            troubled(error)
        }
    }

    private func deliver() async {
        guard place == Places.delivery else { return await app.begin(Places.delivery) }
        await app.session.delivery.start(.anyLine)
    }

    /// What is on this phone only goes into a sealed file, where she says.
    private func bundle() async {
        isBusy = true
        defer { isBusy = false }
        do {
            guard let sealed = try await app.ask({ try $0.bundle() }) else { return }
            let isWhole = await app.session.platform.export(name: sealed.name, bytes: sealed.bytes)
            says = app.words[isWhole ? .bundleSaved : .bundleFailed]
        } catch {
            troubled(error)
        }
    }

    private func submit(_ act: String) async {
        guard let view else { return }
        let inputs = Dictionary(view.groups.flatMap(\.inputs).map { ($0.key, value($0)) }, uniquingKeysWith: { $1 })
        isBusy = true
        defer { isBusy = false }
        do {
            let (place, seen) = (place, view.seen)
            guard let outcome = try await app.ask({ try $0.submit(place: place, act: act, seen: seen, inputs: inputs) }) else { return }
            switch outcome {
            case .goes(let place, let says):
                app.session.delivery.afterASave()
                guard app.shows(self) else { return }
                holds { $0 = [:] }
                await app.replace(place, says: says)
            case .steps(let place):
                guard app.shows(self) else { return }
                holds { $0 = [:] }
                await app.open(place)
            case .stays(let view):
                // It comes with what was typed, as the core has it now.
                holds { typed in view.groups.flatMap(\.inputs).forEach { typed[$0.key] = $0.value } }
                show(view)
            }
        } catch {
            troubled(error)
        }
    }

    private func troubled(_ error: Error) {
        let sentence = app.sentence(of: error)
        if view == nil { trouble = sentence } else { says = sentence }
    }

    private static let search = "searched"
}
