import ChaskiCore
import Foundation
import Observation

/// A checklist in a worker's hands: a question or a small group a screen. Each answer is on the disk when its call returns; calls are made one after
/// the other, so that no answer overtakes another. What the form means the core knows.
@MainActor @Observable
public final class FillingModel {
    public let draft: String
    public private(set) var screen: Screen?
    public private(set) var form: FormView?
    /// Whom it is about, as the phone lists its drafts.
    public private(set) var about: String?
    /// A newer version of the form, which she may go on with.
    public private(set) var newer: String?
    public private(set) var calls: [Concept] = []
    /// Answers that had no place in the newer version, in the words of their questions.
    public private(set) var placeless: [String] = []
    /// Questions of this screen that must be answered, or otherwise, before she goes on.
    public private(set) var notValid: Set<String> = []
    public private(set) var says: Sentence?
    /// Nothing is asked.
    public private(set) var isEmpty = false
    @ObservationIgnored private unowned let app: AppModel
    @ObservationIgnored private let inOrder = InOrder(label: "filling")
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
            let about = try phone.drafts().first { $0.draft == draft }?.about.title
            return (filling, filling.form(), about, try filling.newerVersion(), phone.calls(), filling.screen())
        }, then: { [self] opened in
            (filling, form, about, newer, calls) = (opened.0, opened.1, opened.2, opened.3, opened.4)
            show(opened.5)
        })
    }

    /// A whole answer. Where it is the one thing that this screen asks, and the field is one that is answered with a touch, `movesOn` leads on.
    public func answer(_ path: String, _ text: String, movesOn: Bool = false) async {
        await act({ [filling] in try filling?.answer(path: path, text: text) }, then: { [self] update in
            if let update { updated(update) }
        })
        if movesOn, says == nil, !text.isEmpty, screen?.questions.count == 1, app.session.choices.movesOn { await forward() }
    }

    public func forward() async {
        var isOver = false
        await act({ [filling] in try filling?.forward() }, then: { [self] next in
            switch next {
            case .screen(let screen): show(screen)
            case .stays(let paths): notValid = Set(paths)
            case .end: isOver = true
            case nil: break
            }
        })
        if isOver { await menu() }
    }

    /// False where there is no screen before.
    func back() async -> Bool {
        guard screen != nil else { return false }
        var isShown = false
        await act({ [filling] in try filling?.back() }, then: { [self] before in
            guard let before else { return }
            show(before)
            isShown = true
        })
        return isShown
    }

    public func add() async {
        guard let path = screen?.path else { return }
        await act({ [filling] in try filling?.add(repeat: path) }, then: { [self] update in
            if let update { updated(update) }
        })
    }

    /// All that was answered, by stage, and what else can be done.
    public func menu() async { await app.open(Places.check(draft)) }

    public func moveToNewer() async {
        await act({ [filling] in (try filling?.moveToNewer(), filling?.screen()) }, then: { [self] moved, screen in
            newer = nil
            placeless = moved?.placeless.map(\.label) ?? []
            show(screen)
        })
    }

    public func stayWithThis() { newer = nil }

    private func updated(_ update: Update) {
        if let next = update.screen { return show(next) }
        guard let shown = screen else { return }
        let changed = Dictionary(update.questions.map { ($0.path, $0) }, uniquingKeysWith: { $1 })
        screen = Screen(
            path: shown.path, headings: shown.headings, looks: shown.looks, questions: shown.questions.map { changed[$0.path] ?? $0 },
            mayAdd: shown.mayAdd, number: update.number, of: update.of
        )
    }

    private func show(_ next: Screen?) {
        screen = next
        isEmpty = next == nil
        notValid = []
    }

    /// What could not be kept stands in the session all the same: it is shown as it stands, so that she sees what will be kept.
    private func act<T: Sendable>(_ call: @escaping @Sendable () throws -> T, then: @MainActor (T) -> Void) async {
        do {
            let got = try await inOrder.run(call)
            says = nil
            then(got)
        } catch {
            if let filling, let now = try? await inOrder.run({ filling.screen() }) { screen = now }
            says = app.sentence(of: error)
        }
    }
}
