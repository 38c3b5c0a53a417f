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
    /// Said once across the screen.
    public private(set) var says: Sentence?
    /// Nothing could be shown: what is wrong, and what to do.
    public private(set) var trouble: Sentence?
    public private(set) var isBusy = false
    /// What is typed into the field above the families.
    public var searched = "" { didSet { if searched != oldValue { search() } } }
    @ObservationIgnored private unowned let app: AppModel
    @ObservationIgnored private var next: String?

    init(app: AppModel, place: String) {
        self.app = app
        self.place = place
        says = app.session.trail.top.says
        app.session.trail.top.says = nil
    }

    public var isRoot: Bool { Places.roots.contains(place) || Places.isFamilies(place) }

    /// What an input holds now: what was typed, or what the screen came with.
    public func value(_ input: Input) -> String { app.session.trail.top.typed[input.key] ?? input.value }

    public func type(_ value: String, into input: Input) { app.session.trail.top.typed[input.key] = value }

    public func load() async {
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
        guard let next, !isBusy else { return }
        isBusy = true
        defer { isBusy = false }
        do {
            let place = place
            guard let part = try await app.ask({ try $0.screen(place: place, after: next) }) else { return }
            more += part.groups.flatMap(\.rows)
            self.next = part.next
        } catch {
            troubled(error)
        }
    }

    public var readsOn: Bool { next != nil }

    /// Each letter asks anew; of answers that come late only the last is shown.
    private func search() {
        let words = searched.trimmingCharacters(in: .whitespaces)
        Task {
            if words.isEmpty { return await load() }
            guard let found = try? await app.ask({ try $0.searchScreen(words: words) }) else { return }
            if words == searched.trimmingCharacters(in: .whitespaces) { show(found) }
        }
    }

    private func show(_ view: ScreenView) {
        self.view = view
        more = []
        next = view.next
        trouble = nil
    }

    public func does(_ does: Does) async {
        guard !isBusy else { return }
        switch does {
        case .open(let place): await app.open(place)
        case .submit(let act): await submit(act)
        case .fill(let draft): await app.open(Places.fill(draft))
        case .begin(let form, let about): await begin { try $0.beginChecklist(form: form, about: about).draft() }
        case .correctChecklist(let answers, let path): await begin { try $0.correctChecklist(answers: answers, path: path).draft() }
        case .call(let number): app.session.platform.dial(number)
        case .sync: await deliver()
        case .bundle: await bundle()
        case .lock: await app.lock()
        // Charts and settings have pages of their own, which are not here yet; the others stand on a checklist's own page alone.
        case .chart, .settings, .jump, .finish: break
        }
    }

    /// The page opens the draft by its name, so that there is one way to come to it.
    private func begin(_ begin: @escaping @Sendable (Phone) throws -> String) async {
        isBusy = true
        defer { isBusy = false }
        do {
            if let draft = try await app.ask(begin) { await app.open(Places.fill(draft)) }
        } catch {
            troubled(error)
        }
    }

    private func deliver() async {
        guard place == Places.delivery else { return await app.begin(Places.delivery) }
        await app.session.delivery.start(.anyLine)
        await load()
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
        let inputs = Dictionary(uniqueKeysWithValues: view.groups.flatMap(\.inputs).map { ($0.key, value($0)) })
        isBusy = true
        do {
            let (place, seen) = (place, view.seen)
            let outcome = try await app.ask { try $0.submit(place: place, act: act, seen: seen, inputs: inputs) }
            isBusy = false
            switch outcome {
            case .goes(let place, let says):
                app.session.trail.top.typed = [:]
                app.session.delivery.afterASave()
                await app.replace(place, says: says)
            case .steps(let place):
                app.session.trail.top.typed = [:]
                await app.open(place)
            case .stays(let view): show(view)
            case nil: break
            }
        } catch {
            isBusy = false
            troubled(error)
        }
    }

    private func troubled(_ error: Error) {
        let sentence = app.sentence(of: error)
        if view == nil { trouble = sentence } else { says = sentence }
    }
}
