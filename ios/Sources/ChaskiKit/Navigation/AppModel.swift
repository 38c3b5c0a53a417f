import ChaskiCore
import Foundation
import Observation

/// A page that is shown.
public enum Page {
    /// Any screen that the core describes.
    case screen(ScreenModel)
    case filling(FillingModel)
    case check(CheckModel)
}

/// The one door of the app: the page of the place on top of the trail, or the lock or enrolment before it.
@MainActor @Observable
public final class AppModel {
    /// What is shown.
    public enum Shown {
        case nothing
        case enrol(EnrolModel)
        case lock(LockModel)
        /// Who is on this phone could not be read.
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
    }

    /// Which page is due: the lock, enrolment, or where she was.
    public func route() async {
        if !session.isLocked {
            return session.isEnrolled ? await page() : enrol()
        }
        do {
            let workers = try await session.workers()
            if workers.isEmpty || asksAnother { enrol() } else { shown = .lock(LockModel(app: self, workers: workers)) }
        } catch {
            shown = .trouble(sentence(of: error))
        }
    }

    private func enrol() {
        if case .enrol = shown { return }
        shown = .enrol(EnrolModel(app: self))
    }

    private func page() async {
        let place = session.trail.top.place
        let next: Page = if let draft = Places.filled(place) {
            .filling(FillingModel(app: self, draft: draft))
        } else if let draft = Places.checked(place) {
            .check(CheckModel(app: self, draft: draft))
        } else {
            .screen(ScreenModel(app: self, place: place))
        }
        shown = .page(next)
        switch next {
        case .screen(let model): await model.load()
        case .filling(let model): await model.open()
        case .check(let model): await model.open()
        }
    }

    /// Another worker is to be enrolled on this phone.
    public func enrolAnother() async {
        asksAnother = true
        await route()
    }

    func entered() async {
        asksAnother = false
        session.touch()
        session.delivery.afterASave()
        await route()
    }

    public func open(_ place: String) async {
        session.trail.push(place)
        await route()
    }

    func replace(_ place: String, says: Sentence? = nil) async {
        session.trail.replace(place, says: says)
        await route()
    }

    /// A new way, from a tab.
    public func begin(_ tab: String) async {
        session.trail.begin(tab)
        await route()
    }

    /// False where there is nothing before.
    @discardableResult
    public func back() async -> Bool {
        if case .page(.filling(let model)) = shown, await model.back() { return true }
        guard session.trail.back() else { return false }
        await route()
        return true
    }

    /// By hand: the phone closes, and nobody delivers from it until she unlocks again.
    public func lock() async {
        session.lockScreen()
        shown = .nothing
        await session.close()
        await route()
    }

    /// The app comes to the front again.
    public func appeared() async {
        if !session.isLocked, session.isLeftAlone {
            session.lockScreen()
            await route()
        } else if !session.isLocked {
            session.delivery.afterASave()
        }
    }

    public func speak(_ language: Lang) async {
        await session.speak(language)
        words = (try? await calls.run { Wording(language: language) }) ?? words
        if case .enrol = shown { return }
        await route()
    }

    func count(notices: UInt64) { self.notices = notices }

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
