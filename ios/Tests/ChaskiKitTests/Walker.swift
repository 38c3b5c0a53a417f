import ChaskiCore
import Foundation
import Testing
@testable import ChaskiKit

/// A worker with the app in her hands: she sees words and touches what they stand on. Whatever a view shows comes from the same models.
@MainActor
final class Walker {
    struct Lost: Error, CustomStringConvertible { let description: String }

    struct Element {
        let words: [String]
        var act: (@MainActor () async -> Void)?
    }

    let platform: TestPlatform
    private(set) var app: AppModel

    init(platform: TestPlatform) async {
        self.platform = platform
        app = AppModel(platform: platform)
        await app.route()
    }

    /// The process ends where it stands, and the app is opened again.
    func endAtOnce() async {
        await app.session.close()
        app = AppModel(platform: platform)
        await app.route()
    }

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
        }
    }

    var said: String { elements.flatMap(\.words).joined(separator: "\n") }

    func sees(_ words: String) -> Bool { !all(words).isEmpty }

    private func all(_ words: String) -> [Element] {
        let exactly = elements.filter { $0.words.contains(words) }
        return exactly.isEmpty ? elements.filter { $0.words.contains { $0.contains(words) } } : exactly
    }

    func see(_ words: String..., at place: SourceLocation = #_sourceLocation) {
        for one in words { #expect(sees(one), "«\(one)» is not on the screen, which says:\n\(said)", sourceLocation: place) }
    }

    // What she does.

    func touch(_ words: String) async throws {
        guard let act = all(words).lazy.compactMap(\.act).first else {
            throw Lost(description: "«\(words)» is not there to be touched; the screen says:\n\(said)")
        }
        app.session.touch()
        await act()
    }

    func pin(_ digits: String = "2468") async {
        switch app.shown {
        case .enrol(let model): await model.give(pin: digits)
        case .lock(let model): await model.give(pin: digits)
        default: break
        }
    }

    /// Into the field that is called so, on a screen or in a checklist.
    func type(_ text: String, into label: String) async throws {
        if case .page(.screen(let model)) = app.shown, let input = inputs(model).first(where: { $0.label.text == label }) {
            return model.type(text, into: input)
        }
        if case .page(.filling(let model)) = app.shown, let question = model.screen?.questions.first(where: { $0.label == label }) {
            return await model.answer(question.path, text)
        }
        throw Lost(description: "there is no field «\(label)»; the screen says:\n\(said)")
    }

    /// Into the one field of a kind that there is: the day, the figure.
    func give(_ text: String) async throws {
        if case .page(.screen(let model)) = app.shown, let input = inputs(model).first(where: { [.day, .partialDay, .figure].contains($0.kind) }) {
            return model.type(text, into: input)
        }
        if case .page(.filling(let model)) = app.shown,
           let question = model.screen?.questions.first(where: { $0.control == .input && !$0.readonly }) {
            return await model.answer(question.path, text)
        }
        throw Lost(description: "nothing takes «\(text)»; the screen says:\n\(said)")
    }

    /// Goes on with the checklist until this is asked, or to its end: what says one of these words is answered so, all others *No*, or nothing.
    func answer(_ answers: [(String, @MainActor (Walker) async throws -> Void)], until: String? = nil) async throws {
        for _ in 0..<60 {
            guard case .page(.filling(let model)) = app.shown, until.map(sees) != true else { return }
            let before = model.screen?.path
            if let known = answers.first(where: { sees($0.0) }) {
                try await known.1(self)
            } else if all("No").contains(where: { $0.act != nil }) {
                try await touch("No")
            }
            guard case .page(.filling(let now)) = app.shown else { return }
            if now.screen?.path == before { await now.forward() }
            if case .page(.filling(let now)) = app.shown, now.screen?.path == before {
                throw Lost(description: "this is not answered by the test:\n\(said)")
            }
        }
    }

    // How each page is seen.

    private func text(_ word: Word) -> String { app.words.text(word) }

    private func button(_ word: Word, _ act: @escaping @MainActor () async -> Void) -> Element { Element(words: [text(word)], act: act) }

    private func enrol(_ model: EnrolModel) -> [Element] {
        let says = Element(words: [model.says?.text].compactMap(\.self))
        switch model.step {
        case .language:
            let named: [(Lang, Word)] = [("es", .languageEs), ("quz", .languageQuz), ("en", .languageEn)]
            return [says] + named.map { tag, word in button(word) { await model.choose(tag) } }
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
        let names = model.workers.map { one in Element(words: [one.name]) { model.choose(one) } }
        return [Element(words: [model.says.text])] + (model.chosen == nil ? names : []) + [button(.pinAdd) { await model.addAnother() }]
    }

    private func inputs(_ model: ScreenModel) -> [Input] { model.view?.groups.flatMap(\.inputs) ?? [] }

    private func screen(_ model: ScreenModel) -> [Element] {
        var all: [Element] = []
        if model.isRoot {
            let tabs: [(Word, String)] = [(.tabToday, Places.today), (.tabFamilies, Places.families), (.tabNotices, Places.notices), (.tabPhone, Places.delivery)]
            all += tabs.map { word, place in button(word) { await self.app.begin(place) } }
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
        return [says] + input.choices.map { choice -> Element in
            Element(words: [choice.text.text]) {
                let several = input.kind == .several
                model.type(several ? self.toggled(choice.code, in: model.value(input), of: input.choices.map(\.code)) : choice.code, into: input)
            }
        }
    }

    private func toggled(_ code: String, in value: String, of offered: [String]) -> String {
        var chosen = Set(value.split(separator: " ").map(String.init))
        if chosen.remove(code) == nil { chosen.insert(code) }
        return offered.filter(chosen.contains).joined(separator: " ")
    }

    private func filling(_ model: FillingModel) -> [Element] {
        var all = [Element(words: [model.says?.text, model.about].compactMap(\.self) + (model.screen?.headings ?? []) + model.placeless)]
        if model.newer != nil {
            all += [button(.fillNewListGo) { await model.moveToNewer() }, button(.fillNewListStay) { model.stayWithThis() }]
        }
        for question in model.screen?.questions ?? [] {
            all.append(Element(words: [question.label, question.hint, question.value, question.notValid?.message ?? ""].filter { !$0.isEmpty }))
            all += (question.choices ?? []).map { choice in
                Element(words: [choice.label]) {
                    guard question.control == .selectMultiple else { return await model.answer(question.path, choice.name, movesOn: true) }
                    let now = model.screen?.questions.first { $0.path == question.path }?.value ?? ""
                    await model.answer(question.path, self.toggled(choice.name, in: now, of: (question.choices ?? []).map(\.name)))
                }
            }
        }
        all += model.calls.filter { _ in model.screen?.looks.contains("stop") == true }.map { call in
            Element(words: [call.text]) { self.platform.dial(call.code) }
        }
        return all + [button(.next) { await model.forward() }, button(.menu) { await model.menu() }, button(.back) { await self.app.back() }]
    }

    private func check(_ model: CheckModel) -> [Element] {
        var all = [Element(words: [model.says?.text].compactMap(\.self))]
        if let view = model.view { all += shown(view) { await model.does($0) } }
        all += [button(.fillPause) { await model.pause() }]
        return all + (model.asksToDrop ? [button(.fillDropYes) { await model.drop() }] : [button(.fillDrop) { model.askToDrop() }])
    }
}
