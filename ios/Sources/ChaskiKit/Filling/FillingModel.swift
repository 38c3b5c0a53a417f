import ChaskiCore
import Foundation
import Observation

/// A checklist in a worker's hands: a question or a small group a screen. Each answer is on the disk when its call returns. What the form means the
/// core knows.
@MainActor @Observable
public final class FillingModel {
    public let draft: String
    public private(set) var screen: Screen?
    public private(set) var form: FormView?
    /// Whom it is about, as the phone lists its drafts.
    public private(set) var about: String?
    /// How far one is, as *3 de 17*.
    public private(set) var share: Sentence?
    /// A newer version of the form, which she may go on with.
    public private(set) var newer: String?
    public private(set) var calls: [Concept] = []
    /// Answers that had no place in the newer version, in the words of their questions.
    public private(set) var placeless: [String] = []
    /// Questions that are new in it and must be answered, in their own words.
    public private(set) var asked: [String] = []
    /// Questions of this screen that must be answered, or otherwise, before she goes on.
    public private(set) var notValid: Set<String> = []
    /// Nothing is asked.
    public private(set) var isEmpty = false
    @ObservationIgnored private unowned let app: AppModel
    private let opened: OpenDraft
    /// Letters that were typed and not yet kept, by the question, in their order.
    @ObservationIgnored private var typing: [(path: String, text: String)] = []
    @ObservationIgnored private var resting: Task<Void, Never>?

    init(app: AppModel, draft: String) {
        self.app = app
        self.draft = draft
        opened = OpenDraft(app: app)
    }

    /// What went wrong. What could not be kept stands in the session all the same: it is shown as it stands, so that she sees what will be kept.
    public var says: Sentence? { opened.says }

    public var title: String { form?.title ?? "" }

    /// In which part of the form one is.
    public var stage: String? { screen?.headings.last }

    /// A danger sign: the whole screen says so.
    public var isStop: Bool { screen?.stop ?? false }

    /// Where a touch is the answer and leads on, the way back and the pause stand at the foot.
    public var isOpen: Bool { awaits != .nothing && !isStop && app.session.choices.movesOn }

    /// Whether the way on stands: not before an answer that must come first, where a touch gives it and leads on.
    public var leadsOn: Bool { isStop ? awaits == .nothing : !isOpen || awaits == .touch }

    private var awaits: Awaits { screen?.awaits ?? .nothing }

    func open() async {
        let draft = draft
        await opened.open(draft, { phone, filling in
            let about = try phone.drafts().first { $0.draft == draft }?.about.title
            return (filling.form(), about, try filling.newerVersion(), phone.calls(), filling.screen())
        }, then: { [self] got in
            (form, about, calls) = (got.0, got.1, got.3)
            newer = app.session.trail.top.kept[FillingModel.stays] == nil ? got.2 : nil
            show(got.4)
        })
    }

    /// Something is being typed: kept after a rest, and before anything else is done.
    public func typed(_ path: String, _ text: String) {
        typing.removeAll { $0.path == path }
        typing.append((path, text))
        resting?.cancel()
        resting = Task { [weak self] in
            try? await Task.sleep(for: .milliseconds(Int(AppRules.app.typingMs)))
            if !Task.isCancelled { await self?.flush() }
        }
    }

    /// What was typed is on the disk when this returns. False where it could not be kept.
    @discardableResult
    func flush() async -> Bool {
        resting?.cancel()
        resting = nil
        let all = typing
        typing = []
        var why: Sentence?
        for (path, text) in all where await !keep(path, text) { why = says }
        if why != nil { opened.says = why }
        return why == nil
    }

    /// A whole answer by a touch. Where it is the one thing that this screen asks, it leads on after it was seen, unless she does not want that or somebody
    /// hears the screen: a reader is still saying what was touched.
    public func answer(_ path: String, _ text: String) async {
        if app.session.choices.vibrates { app.session.platform.tick() }
        let movesOn = screen?.questions.first { $0.path == path }?.movesOn ?? false
        typing.removeAll { $0.path == path }
        guard await keep(path, text), movesOn, !text.isEmpty, screen?.questions.count == 1, app.session.choices.movesOn,
              !app.session.platform.isVoiceOverOn else { return }
        let here = screen?.path
        try? await Task.sleep(for: .milliseconds(Int(AppRules.app.movesOnMs)))
        if app.shows(self), screen?.path == here { await forward() }
    }

    /// A photo, film or file is taken now. False where the phone cannot.
    public func take(_ question: Question) async -> Bool {
        let what: MediaKind = switch question.field {
        case .photo: .photo
        case .film: .film
        default: .file
        }
        return await keep(app.session.platform.media.take(what), for: question.path)
    }

    /// What came of taking something. False where the phone could not.
    public func keep(_ taken: Taken, for path: String) async -> Bool {
        switch taken {
        case .this(let data, let ending): await keep(data: data, ending: ending, for: path)
        case .nothing: break
        case .cannot: return false
        }
        return true
    }

    /// A photo, sound, film or file goes into the worker's folder, whole, before its name is an answer.
    private func keep(data: Data, ending: String, for path: String) async {
        guard let folder = app.session.folder?.appendingPathComponent("media") else { return }
        let name = "\(Int(Date().timeIntervalSince1970 * 1000)).\(ending)"
        let isKept = await opened.run { try FillingModel.write(data, name, into: folder) }
        if isKept { await answer(path, name) }
    }

    private nonisolated static func write(_ data: Data, _ name: String, into folder: URL) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appendingPathComponent(name)
        try data.write(to: file, options: .atomic)
        let handle = try FileHandle(forUpdating: file)
        defer { try? handle.close() }
        try handle.synchronize()
    }

    /// A picture or sound by the name that the form gives it; nil where it came without.
    public func file(_ name: String) async -> Data? {
        await opened.look { try $0.file(name: name) } ?? nil
    }

    public func forward() async {
        guard await flush() else { return }
        var isOver = false
        await act({ try $0.forward() }, then: { [self] next in
            switch next {
            case .screen(let screen): show(screen)
            case .stays(let paths): notValid = Set(paths)
            case .end: isOver = true
            }
        })
        if isOver { await menu() }
    }

    /// False where there is no screen before.
    func back() async -> Bool {
        guard screen != nil else { return false }
        guard await flush() else { return true }
        var isFirst = false
        await act({ try $0.back() }, then: { [self] before in
            if let before { show(before) } else { isFirst = true }
        })
        return !isFirst
    }

    public func add() async {
        guard let path = screen?.path, await flush() else { return }
        await act({ try $0.add(repeat: path) }, then: { [self] in updated($0) })
    }

    /// All that was answered, by stage, and what else can be done.
    public func menu() async {
        guard await flush(), app.shows(self) else { return }
        await app.open(Places.check(draft))
    }

    /// It waits, and she goes on later.
    public func pause() async { await app.leave() }

    public func moveToNewer() async {
        guard await flush() else { return }
        await act({ filling in
            let moved = try filling.moveToNewer()
            // By their words: a path is nothing to a worker. What is new and need not be answered she meets on the way.
            let asked = filling.openQuestions().filter { moved.newQuestions.contains($0.path) }.map(\.label)
            return (moved.placeless.map(\.label), asked, filling.form(), filling.screen())
        }, then: { [self] moved in
            newer = nil
            (placeless, asked, form) = (moved.0, moved.1, moved.2)
            show(moved.3)
        })
    }

    public func stayWithThis() {
        newer = nil
        app.session.trail.keep(at: Places.fill(draft)) { $0.kept[FillingModel.stays] = "yes" }
    }

    /// She has read what the move changed.
    public func understood() { (placeless, asked) = ([], []) }

    private func keep(_ path: String, _ text: String) async -> Bool {
        await act({ try $0.answer(path: path, text: text) }, then: { [self] in updated($0) })
    }

    private func updated(_ update: Update) {
        if let next = update.screen { return show(next) }
        guard let shown = screen else { return }
        let changed = Dictionary(update.questions.map { ($0.path, $0) }, uniquingKeysWith: { $1 })
        notValid.subtract(changed.keys)
        screen = Screen(
            path: shown.path, headings: shown.headings, stop: shown.stop, questions: shown.questions.map { changed[$0.path] ?? $0 },
            mayAdd: shown.mayAdd, awaits: update.awaits, number: update.number, of: update.of
        )
        count()
    }

    private func show(_ next: Screen?) {
        if let next, next.stop, !isStop { app.session.platform.alarm() }
        screen = next
        isEmpty = next == nil
        notValid = []
        count()
    }

    private func count() {
        share = screen.map { shareSays(language: app.session.choices.spoken, part: $0.number, whole: $0.of) }
    }

    @discardableResult
    private func act<T: Sendable>(_ call: @escaping @Sendable (Filling) throws -> T, then: @MainActor (T) -> Void) async -> Bool {
        if await opened.act(call, then: then) { return true }
        if let now = await opened.look({ $0.screen() }) { show(now) }
        return false
    }

    private static let stays = "stays"
}
