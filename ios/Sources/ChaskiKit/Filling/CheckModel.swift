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
    public var reason = ""
    public private(set) var says: Sentence?
    /// Letting it go is asked once more.
    public private(set) var asksToDrop = false
    @ObservationIgnored private unowned let app: AppModel
    @ObservationIgnored private let inOrder = InOrder(label: "check")
    @ObservationIgnored private var filling: Filling?

    init(app: AppModel, draft: String) {
        self.app = app
        self.draft = draft
    }

    func open() async {
        guard let phone = app.session.phone else { return }
        let draft = draft
        await act({
            let filling = try phone.openDraft(draft: draft)
            let corrects = try phone.drafts().first { $0.draft == draft }?.corrects != nil
            let others = filling.form().languages.filter { $0 != filling.language() }
            return (filling, try filling.check(), corrects, others)
        }, then: { [self] opened in (filling, view, corrects, languages) = opened })
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
        guard let filling else { return }
        var went = false
        await act({ try call(filling) }, then: { _ in went = true })
        if went { await app.replace(Places.fill(draft)) }
    }

    private func finish() async {
        guard let filling else { return }
        let why = reason.trimmingCharacters(in: .whitespacesAndNewlines)
        var isSaved = false
        await act({ try filling.save(reason: why.isEmpty ? nil : why, known: nil) }, then: { _ in isSaved = true })
        guard isSaved else { return }
        app.session.delivery.afterASave()
        app.session.trail.begin(Places.today)
        await app.replace(Places.today, says: app.words[.saved])
    }

    /// The one thing here that cannot be undone.
    public func askToDrop() { asksToDrop = true }

    public func keepIt() { asksToDrop = false }

    public func drop() async {
        guard let phone = app.session.phone else { return }
        let draft = draft
        var isGone = false
        await act({ try phone.dropDraft(draft: draft) }, then: { _ in isGone = true })
        if isGone { await app.begin(Places.today) }
    }

    /// It waits, and she goes on later.
    public func pause() async { await app.begin(Places.today) }

    private func act<T: Sendable>(_ call: @escaping @Sendable () throws -> T, then: @MainActor (T) -> Void) async {
        do {
            let got = try await inOrder.run(call)
            says = nil
            then(got)
        } catch {
            says = app.sentence(of: error)
        }
    }
}
