import ChaskiCore
import Foundation
@testable import ChaskiKit

/// A worker with the app in her hands: she sees words and touches what they stand on. Whatever a view shows comes from the same models.
@MainActor
final class Walker {
    struct Element {
        let words: [String]
        var act: (@MainActor () async -> Void)?
    }

    let platform: TestPlatform
    private(set) var app: AppModel
    /// What is typed into a field of a checklist and not kept yet, by the question, as its view holds it.
    private var typing: [String: String] = [:]
    /// Days that are being typed, as their views hold them, by the input or the question.
    private var days: [String: DayEntry] = [:]

    init(platform: TestPlatform) async {
        self.platform = platform
        app = AppModel(platform: platform)
        await app.route()
    }

    /// The process ends where it stands, and the app is opened again.
    func endAtOnce() async {
        await settle()
        await app.session.close()
        forget()
        app = AppModel(platform: platform)
        await app.route()
    }

    /// A delivery that began by itself is over: on a phone somebody is slower than it.
    func settle() async {
        for _ in 0..<20 { await Task.yield() }
        while app.session.delivery.isRunning { try? await Task.sleep(for: .milliseconds(5)) }
    }

    private func forget() { (typing, days) = ([:], [:]) }

    // What is on the screen.

    var elements: [Element] {
        switch app.shown {
        case .nothing: []
        case .trouble(let says): [Element(words: [says.text])]
        case .enrol(let model): enrol(model)
        case .lock(let model): lock(model)
        case .page(.screen(let model)): screen(model)
        case .page(.filling(let model)): filling(model)
        case .page(.check(let model)): check(model)
        case .page: []
        }
    }

    var said: String { elements.flatMap(\.words).joined(separator: "\n") }

    func sees(_ words: String) -> Bool { !all(words).isEmpty }

    private func all(_ words: String) -> [Element] {
        let exactly = elements.filter { $0.words.contains(words) }
        return exactly.isEmpty ? elements.filter { $0.words.contains { $0.contains(words) } } : exactly
    }

    func see(_ words: String) throws {
        guard sees(words) else { throw Wrong(says: "«\(words)» is not on the screen, which says:\n\(said)") }
    }

    func seeNot(_ words: String) throws {
        if sees(words) { throw Wrong(says: "«\(words)» is on the screen, which says:\n\(said)") }
    }

    func mayTouch(_ words: String) -> Bool { all(words).contains { $0.act != nil } }

    /// Where in a checklist she is.
    var path: String? {
        if case .page(.filling(let model)) = app.shown { return model.screen?.path }
        return nil
    }

    var isFilling: Bool {
        if case .page(.filling) = app.shown { return true }
        return false
    }

    // What she does.

    func touch(_ words: String) async throws {
        guard let act = all(words).lazy.compactMap(\.act).first else {
            throw Wrong(says: "«\(words)» is not there to be touched; the screen says:\n\(said)")
        }
        app.session.touch()
        await act()
        if words != app.words.text(.erase) { forget() }
        await settle()
    }

    func open(_ place: String) async {
        await app.open(place)
        forget()
        await settle()
    }

    func back() async {
        await app.back()
        forget()
        await settle()
    }

    func give(pin: String) async throws {
        switch app.shown {
        case .enrol(let model): await model.give(pin: pin)
        case .lock(let model): await model.give(pin: pin)
        default: throw Wrong(says: "no PIN is asked; the screen says:\n\(said)")
        }
        await settle()
    }

    func type(code: String) throws {
        guard case .enrol(let model) = app.shown else { throw Wrong(says: "no code is asked; the screen says:\n\(said)") }
        model.typed(code)
    }

    /// Letters into the field that is called so, in the place of those before.
    func type(_ letters: String, into label: String) throws {
        switch app.shown {
        case .page(.screen(let model)):
            let field = inputs(model).first { $0.label.text == label && [.text, .longText, .telephone].contains($0.kind) }
            if let field { return model.type(letters, into: field) }
        case .page(.filling(let model)):
            let field = model.screen?.questions.first { $0.label == label && $0.field.isLetters && !$0.readonly }
            if let field { return model.typed(field.path, letters) }
        case .page(.check(let model)) where model.corrects && label == text(.checkReason):
            model.reason = letters
            return
        default: break
        }
        throw Wrong(says: "there is no field «\(label)»; the screen says:\n\(said)")
    }

    /// Keys of the keypad that is shown: of a figure, or of a day.
    func keys(_ signs: String) throws {
        for sign in signs { try press(String(sign)) }
    }

    private func press(_ key: String) throws {
        switch keypad {
        case .figure(let value, let type): type(figurePressed(value: value, key: key))
        case .day(let entry, let type):
            guard let shown = key == Walker.erasing ? entry.erase() : UInt8(key).map(entry.press) else { throw Wrong(says: "a day has no key \(key)") }
            type(shown.value)
        case nil: throw Wrong(says: "there are no keys; the screen says:\n\(said)")
        }
    }

    /// By its keys and the names of the months.
    func give(_ date: Day) throws {
        guard case .day(let entry, let type) = keypad else { throw Wrong(says: "no day is asked; the screen says:\n\(said)") }
        try keys(String(format: "%02d", date.day))
        type(entry.setMonth(month: UInt8(date.month)).value)
        try keys(String(date.year))
    }

    /// What was typed is kept when she stops typing.
    func pause() async {
        if case .page(.filling) = app.shown, !typing.isEmpty {
            try? await Task.sleep(for: .milliseconds(Int(AppRules.app.typingMs) + 100))
            forget()
        }
        await settle()
    }

    // What takes keys.

    private static let erasing = "erase"

    private enum Keypad {
        case figure(value: String, type: (String) -> Void)
        case day(DayEntry, type: (String) -> Void)
    }

    /// The first that is shown, and what becomes of what is typed.
    private var keypad: Keypad? {
        switch app.shown {
        case .page(.screen(let model)):
            guard let input = inputs(model).first(where: { [.figure, .day, .partialDay].contains($0.kind) }) else { return nil }
            let (value, type) = (model.value(input), { model.type($0, into: input) })
            if input.kind == .figure { return .figure(value: value, type: type) }
            let entry = entry(input.key) { DayEntry(value: value, partial: input.kind == .partialDay, withDay: true, withMonth: true) }
            return .day(entry, type: type)
        case .page(.filling(let model)):
            for question in model.screen?.questions ?? [] where !question.readonly {
                let type = { [self] in typed(question.path, $0, model) }
                if question.field.isFigure { return .figure(value: typing[question.path] ?? question.value, type: type) }
                if case .day(let withDay, let withMonth) = question.field {
                    return .day(entry(question.path) { DayEntry(value: question.value, partial: false, withDay: withDay, withMonth: withMonth) }, type: type)
                }
            }
            return nil
        default: return nil
        }
    }

    private func entry(_ key: String, _ made: () -> DayEntry) -> DayEntry {
        if let held = days[key] { return held }
        let new = made()
        days[key] = new
        return new
    }

    private func typed(_ path: String, _ text: String, _ model: FillingModel) {
        typing[path] = text
        model.typed(path, text)
    }

    // How each page is seen.

    private func text(_ word: Word) -> String { app.words.text(word) }

    private func button(_ word: Word, _ act: @escaping @MainActor () async -> Void) -> Element { Element(words: [text(word)], act: act) }

    private func enrol(_ model: EnrolModel) -> [Element] {
        let says = Element(words: [model.says?.text].compactMap(\.self))
        switch model.step {
        case .language:
            return [says] + model.languages.map { one in Element(words: [one.name]) { await model.choose(one.tag) } }
        case .scan: return [says, button(.enrolType) { model.typeInstead() }]
        case .type: return [says, button(.next) { await model.give() }, button(.enrolScan) { model.scanInstead() }]
        case .choosePin: return [says, Element(words: [text(.pinChoose)])]
        case .repeatPin: return [says, Element(words: [text(.pinAgain)])]
        case .arriving: return [Element(words: [text(.enrolArriving), text(.enrolWait)])]
        case .who: return [Element(words: [text(.enrolWho), model.name, model.areas]), button(.enrolYes) { await model.isMe() }, button(.enrolNo) { model.isNotMe() }]
        case .other: return [Element(words: [text(.enrolOther)]), button(.enrolType) { model.typeAnother() }]
        }
    }

    private func lock(_ model: LockModel) -> [Element] {
        let names = model.workers.map { one in Element(words: [model.name(of: one)]) { model.choose(one) } }
        return [Element(words: [model.hello.text, model.says.text])] + (model.chosen == nil ? names : []) + [button(.pinAdd) { await model.addAnother() }]
    }

    private func inputs(_ model: ScreenModel) -> [Input] { model.view?.groups.flatMap(\.inputs) ?? [] }

    private func screen(_ model: ScreenModel) -> [Element] {
        var all: [Element] = []
        if model.isRoot {
            let notices = text(.tabNotices) + (app.notices == 0 ? "" : " \(app.notices)")
            let tabs = [(text(.tabToday), Places.today), (text(.tabFamilies), Places.families), (notices, Places.notices), (text(.tabPhone), Places.delivery)]
            all += tabs.map { name, place in Element(words: [name]) { await self.app.begin(place) } }
        }
        all.append(Element(words: [model.says?.text, model.trouble?.text].compactMap(\.self)))
        if case .over(let says, _, _) = app.session.delivery.state, model.place == Places.delivery { all.append(Element(words: [says.text])) }
        guard let view = model.view else { return all }
        return all + shown(view, more: model.more) { await model.does($0) } + inputs(model).flatMap { asked($0, model) }
    }

    private func shown(_ view: ScreenView, more: [Row] = [], does: @escaping @MainActor (Does) async -> Void) -> [Element] {
        var all = [Element(words: [view.title.text, view.context?.text, view.empty?.text, view.fallsBack?.text].compactMap(\.self))]
        let rows = view.bands + view.groups.flatMap(\.rows) + more
        all += view.groups.map { Element(words: ([$0.heading] + $0.says).compactMap { $0?.text }) }
        for row in rows {
            var element = Element(words: [row.title.text] + row.lines.map(\.text) + row.marks.map(\.text.text))
            if let of = row.does { element.act = { await does(of) } }
            all.append(element)
        }
        for of in view.buttons + [view.main].compactMap(\.self) {
            all.append(Element(words: [of.text.text]) { await does(of.does) })
        }
        return all
    }

    private func asked(_ input: Input, _ model: ScreenModel) -> [Element] {
        let says = Element(words: [input.label.text, input.hint?.text, input.wrong?.text, model.value(input)].compactMap(\.self))
        let choices = input.choices.map { choice in
            Element(words: [choice.text.text]) {
                let now = model.value(input)
                let isOne = input.kind != .several
                model.type(isOne ? choice.code : severalTouched(value: now, name: choice.code, offered: input.choices.map(\.code)), into: input)
            }
        }
        return [says] + choices + (input.kind == .figure ? [eraser] : [])
    }

    private var eraser: Element { button(.erase) { [self] in try? press(Walker.erasing) } }

    private func filling(_ model: FillingModel) -> [Element] {
        var all = [Element(words: [model.says?.text].compactMap(\.self))]
        if !model.isStop { all += head(model) }
        let questions = model.screen?.questions ?? []
        all += questions.flatMap { asked($0, model) }
        if model.isStop { all += model.calls.map { call in Element(words: [call.text]) { [self] in platform.dial(call.code) } } }
        if model.leadsOn { all.append(button(model.screen?.mayAdd == true ? .fillNoMore : .next) { await model.forward() }) }
        if !model.isStop { all.append(button(.menu) { await model.menu() }) }
        return all + [button(.back) { await self.app.back() }]
    }

    private func head(_ model: FillingModel) -> [Element] {
        var all = [Element(words: [model.about, model.title, model.stage, model.share?.text].compactMap(\.self))]
        if model.newer != nil {
            all += [Element(words: [text(.fillNewList), text(.fillNewListSays)])]
            all += [button(.fillNewListGo) { await model.moveToNewer() }, button(.fillNewListStay) { model.stayWithThis() }]
        }
        all += model.placeless.map { Element(words: ["\(text(.fillPlaceless)) \($0)"]) } + model.asked.map { Element(words: ["\(text(.fillNewQuestion)) \($0)"]) }
        if !model.placeless.isEmpty || !model.asked.isEmpty { all.append(button(.understood) { model.understood() }) }
        return all
    }

    private func asked(_ question: Question, _ model: FillingModel) -> [Element] {
        let wrong = question.notValid.flatMap { why in
            let isTold = !question.value.isEmpty || model.notValid.contains(question.path)
            return isTold ? why.message ?? text(why.why == .required ? .fillMissing : .fillNotSo) : nil
        }
        let isText = question.choices == nil
        let words = [question.label, question.hint, isText ? typing[question.path] ?? question.value : "", wrong ?? ""]
        let says = Element(words: words.filter { !$0.isEmpty })
        guard !question.readonly else { return [says] }
        let choices = (question.choices ?? []).map { ($0.name, $0.label) }
        let answers: [(String, String)] = switch question.field {
        case .yesNo(let no, let yes) where choices.isEmpty: [(no, text(.answerNo)), (yes, text(.answerYes))]
        case .understood(let taken): [(taken, text(.understood))]
        default: choices
        }
        return [says] + answers.map { name, label in
            Element(words: [label]) {
                guard question.field == .several else { return await model.answer(question.path, name) }
                let now = model.screen?.questions.first { $0.path == question.path }?.value ?? ""
                await model.answer(question.path, severalTouched(value: now, name: name, offered: choices.map(\.0)))
            }
        } + (question.field.isFigure ? [eraser] : [])
    }

    private func check(_ model: CheckModel) -> [Element] {
        var all = [Element(words: [model.says?.text].compactMap(\.self))]
        if model.corrects { all.append(Element(words: [text(.checkReason), model.reason])) }
        if let view = model.view { all += shown(view) { await model.does($0) } }
        all += [button(.fillPause) { await model.pause() }]
        return all + (model.asksToDrop ? [button(.fillDropYes) { await model.drop() }] : [button(.fillDrop) { model.askToDrop() }])
    }
}

extension AnswerField {
    fileprivate var isFigure: Bool {
        if case .figure = self { return true }
        return false
    }

    fileprivate var isLetters: Bool {
        if case .letters = self { return true }
        return false
    }
}
