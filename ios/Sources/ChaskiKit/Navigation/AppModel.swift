import ChaskiCore
import Foundation
import Observation

/// A page that is shown.
public enum Page {
    /// Any screen that the core describes.
    case screen(ScreenModel)
    case filling(FillingModel)
    case check(CheckModel)
    /// One growth chart alone.
    case chart(ChartModel)
    case settings(SettingsModel)
    case pin(PinModel)
    case finger(FingerModel)
}

/// The one door of the app: the page of the place on top of the trail, or the lock or enrolment before it.
@MainActor @Observable
public final class AppModel {
    /// What is shown.
    public enum Shown {
        case nothing
        case enrol(EnrolModel)
        case lock(LockModel)
        /// Who is on this phone could not be read: what is wrong, and what to do. `route` tries it again.
        case trouble(Sentence)
        case page(Page)
    }

    public let session: Session
    public private(set) var shown = Shown.nothing
    public private(set) var words: Wording
    /// How many things need her, as the tab of her notices says.
    public private(set) var notices: UInt64 = 0
    @ObservationIgnored let calls = InOrder(label: "app")
    @ObservationIgnored private var asksAnother = false

    public init(platform: Platform) {
        session = Session(platform: platform)
        words = Wording(language: session.choices.spoken)
        session.delivery.whenDone = { @MainActor @Sendable [weak self] wentWell in await self?.delivered(wentWell) }
    }

    /// Which page is due: the lock, enrolment, or where she was.
    public func route() async {
        if !session.isLocked {
            return session.isEnrolled ? await page() : enrol()
        }
        do {
            let (workers, language) = (try await session.workers(), session.choices.spoken)
            if workers.isEmpty || asksAnother { return enrol() }
            let calls = try await calls.run { emergencyCalls(language: language) }
            shown = .lock(LockModel(app: self, workers: workers, calls: calls))
        } catch {
            shown = .trouble(sentence(of: error))
        }
    }

    private func enrol() {
        if case .enrol = shown { return }
        shown = .enrol(EnrolModel(app: self))
    }

    private func page() async {
        let next = page(of: session.trail.top.place)
        shown = .page(next)
        switch next {
        case .screen(let model): await model.load()
        case .filling(let model): await model.open()
        case .check(let model): await model.open()
        case .settings(let model): await model.load()
        // A chart is asked for once its room is known; the others wait for a PIN.
        case .chart, .pin, .finger: break
        }
    }

    private func page(of place: String) -> Page {
        if let draft = Places.filled(place) { return .filling(FillingModel(app: self, draft: draft)) }
        if let draft = Places.checked(place) { return .check(CheckModel(app: self, draft: draft)) }
        if let (person, indicator) = Places.charted(place) { return .chart(ChartModel(app: self, person: person, indicator: indicator)) }
        return switch place {
        case Places.settings: .settings(SettingsModel(app: self))
        case Places.pin: .pin(PinModel(app: self))
        case Places.finger: .finger(FingerModel(app: self))
        default: .screen(ScreenModel(app: self, place: place))
        }
    }

    /// Whether this is what is shown: what was asked by a page that left leads nowhere.
    func shows(_ model: AnyObject) -> Bool {
        let now: AnyObject? = switch shown {
        case .nothing, .trouble: nil
        case .enrol(let model): model
        case .lock(let model): model
        case .page(.screen(let model)): model
        case .page(.filling(let model)): model
        case .page(.check(let model)): model
        case .page(.chart(let model)): model
        case .page(.settings(let model)): model
        case .page(.pin(let model)): model
        case .page(.finger(let model)): model
        }
        return now === model
    }

    /// Another worker is to be enrolled on this phone.
    public func enrolAnother() async {
        asksAnother = true
        await route()
    }

    func entered() async {
        asksAnother = false
        session.touch()
        // She is here, and sees it herself.
        session.platform.tell(notices: nil)
        session.delivery.afterASave()
        await route()
    }

    public func open(_ place: String) async {
        await keep()
        session.trail.push(place)
        await route()
    }

    func replace(_ place: String, says: Sentence? = nil) async {
        session.trail.replace(place, says: says)
        await route()
    }

    /// A new way, from a tab.
    public func begin(_ tab: String) async {
        await keep()
        session.trail.begin(tab)
        await route()
    }

    /// One step back, within the page where it has one. False where there is nothing before.
    @discardableResult
    public func back() async -> Bool {
        switch shown {
        case .nothing, .trouble: return false
        case .lock(let model): return model.back()
        case .enrol(let model):
            if model.back() { return true }
            guard asksAnother else { return false }
            asksAnother = false
            shown = .nothing
            await route()
            return true
        case .page(.filling(let model)):
            if await model.back() { return true }
        case .page: break
        }
        return await leave()
    }

    /// From this page to the one before, whatever the page itself would make of *back*. False where there is none.
    @discardableResult
    public func leave() async -> Bool {
        await keep()
        guard session.trail.back() else { return false }
        await route()
        return true
    }

    /// What was typed on the page and is not kept yet, is.
    private func keep() async {
        if case .page(.filling(let model)) = shown { await model.flush() }
    }

    /// By hand: the phone closes, and nobody delivers from it until she unlocks again.
    public func lock() async {
        await keep()
        session.lockScreen()
        shown = .nothing
        await session.close()
        await route()
    }

    /// The app comes to the front again.
    public func appeared() async {
        if await !lockIfLeftAlone(), !session.isLocked { session.delivery.afterASave() }
    }

    /// The app leaves the front, perhaps for good.
    public func disappeared() async { await keep() }

    /// A phone that lies open locks itself: asked a few times a minute while the app is in front.
    @discardableResult
    public func lockIfLeftAlone() async -> Bool {
        guard !session.isLocked, session.isLeftAlone else { return false }
        await keep()
        session.lockScreen()
        await route()
        return true
    }

    public func speak(_ language: Lang) async {
        await keep()
        await session.speak(language)
        words = (try? await calls.run { Wording(language: language) }) ?? words
        if case .enrol = shown { return }
        await route()
    }

    func count(notices: UInt64) { self.notices = notices }

    /// The first time that a delivery ended well, on a page where nothing is interrupted, she is asked if she wants to be told that there is something
    /// for her. The view that asks notes it in the choices.
    public var mayAskForNotices: Bool {
        session.delivery.done > 0 && !session.isLocked && session.isEnrolled && session.trail.isRoot && !session.choices.wasAskedForNotices
    }

    /// What came is shown, unless she is in the middle of something.
    private func delivered(_ wentWell: Bool) async {
        guard case .page(.screen(let model)) = shown else { return }
        await model.delivered(wentWell)
    }

    /// What went wrong, in the core's words.
    func sentence(of error: Error) -> Sentence {
        guard case ChaskiError.Failed(_, let text, let remedy, _) = error else { return words[.troubleTitle] }
        return Sentence(text: "\(text) \(remedy)".trimmingCharacters(in: .whitespaces), language: session.choices.spoken)
    }

    /// A call of the open phone, away from the main actor; nil where none is open any more.
    func ask<T: Sendable>(_ call: @escaping @Sendable (Phone) throws -> T) async throws -> T? {
        guard let phone = session.phone else { return nil }
        return try await calls.run { try call(phone) }
    }
}
