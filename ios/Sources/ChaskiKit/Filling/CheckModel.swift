import ChaskiCore
import Foundation
import Observation

/// All that was answered, before it is saved: each line leads back to its question. Here the language is changed too, and a draft let go.
@MainActor @Observable
public final class CheckModel {
    public let draft: String
    public private(set) var view: ScreenView?
    /// A finished checklist is corrected: a reason is asked.
    public private(set) var corrects = false
    /// Other languages of the form.
    public private(set) var languages: [String] = []
    public var reason: String { didSet { keep(reason) } }
    /// Letting it go is asked once more.
    public private(set) var asksToDrop = false
    public private(set) var isBusy = false
    @ObservationIgnored private unowned let app: AppModel
    private let opened: OpenDraft

    init(app: AppModel, draft: String) {
        self.app = app
        self.draft = draft
        opened = OpenDraft(app: app)
        reason = app.session.trail.top.kept[CheckModel.why] ?? ""
    }

    public var says: Sentence? { opened.says }

    func open() async {
        let draft = draft
        await opened.open(draft, { phone, filling in
            let corrects = try phone.drafts().first { $0.draft == draft }?.corrects != nil
            let others = filling.form().languages.filter { $0 != filling.language() }
            return (try filling.check(), corrects, others)
        }, then: { [self] in (view, corrects, languages) = $0 })
    }

    public func does(_ does: Does) async {
        switch does {
        case .jump(let path): await goes { try $0.jump(path: path) }
        case .finish: await finish()
        case .open(let place): await app.open(place)
        default: break
        }
    }

    public func speak(_ language: String) async { await goes { try $0.speak(language: language) } }

    private func goes<T: Sendable>(_ call: @escaping @Sendable (Filling) throws -> T) async {
        if await once({ await self.opened.act(call) }) { await app.replace(Places.fill(draft)) }
    }

    private func finish() async {
        let why = reason.trimmingCharacters(in: .whitespacesAndNewlines)
        let isShown = await once {
            let isSaved = await self.opened.act { try $0.save(reason: why.isEmpty ? nil : why, known: nil) }
            if isSaved { self.app.session.delivery.afterASave() }
            return isSaved
        }
        guard isShown else { return }
        app.session.trail.begin(Places.today)
        await app.replace(Places.today, says: app.words[.saved])
    }

    /// The one thing here that cannot be undone.
    public func askToDrop() { asksToDrop = true }

    public func keepIt() { asksToDrop = false }

    public func drop() async {
        let draft = draft
        if await once({ await self.opened.ask { try $0.dropDraft(draft: draft) } }) { await app.begin(Places.today) }
    }

    /// It waits, and she goes on later.
    public func pause() async { await app.begin(Places.today) }

    /// One at a time. True where it was done and she is still here.
    private func once(_ act: () async -> Bool) async -> Bool {
        guard !isBusy else { return false }
        isBusy = true
        defer { isBusy = false }
        return await act() && app.shows(self)
    }

    private func keep(_ reason: String) {
        app.session.trail.keep(at: Places.check(draft)) { $0.kept[CheckModel.why] = reason.isEmpty ? nil : reason }
    }

    private static let why = "reason"
}
