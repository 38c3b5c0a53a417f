import ChaskiCore
import ChaskiKit
import SwiftUI

/// What she chooses for this phone. Each choice holds at once. How large letters are she chooses for all of the phone, in the system's settings.
struct SettingsPage: View {
    let model: SettingsModel
    @Environment(AppModel.self) private var app
    @Environment(Positions.self) private var positions

    var body: some View {
        PageFrame(app.words[.settingsTitle], says: model.says, back: { await app.back() }) {
            ScrollViewReader { scroll in
                ScrollView {
                    VStack(spacing: 8) {
                        choices
                        if let known = model.known {
                            budget(known)
                            either(.syncAnyway, app.session.choices.paysForLine) { model.pays($0) }
                            if let finger = known.finger {
                                either(.settingsFinger, finger) { on in
                                    leave(from: .finger)
                                    Task { await model.finger(on) }
                                }
                                .id(Leaving.finger)
                            }
                            doors
                            phone(known)
                        }
                    }
                    .padding(.bottom, 16)
                }
                // She is where she left, once all of it stands there.
                .onChange(of: model.known == nil) {
                    if let at = positions.returns(app.session.trail).flatMap(Leaving.init(rawValue:)) { scroll.scrollTo(at, anchor: .center) }
                }
            }
        }
    }

    /// What leads to a page of its own, and back.
    private enum Leaving: Int { case finger, pin }

    private func leave(from at: Leaving) { positions.leaves(app.session.trail, from: at.rawValue) }

    @ViewBuilder
    private var choices: some View {
        one(.settingsLanguage, model.languages.map { Option(code: $0.tag, text: said($0.name)) }, app.session.choices.spoken) { tag in
            Task { await model.speak(tag) }
        }
        one(.settingsLook, looks.map { Option(code: $0.rawValue, text: app.words[$1]) }, app.session.choices.colours.rawValue) { name in
            if let colours = Colours(rawValue: name) { app.session.choices.colours = colours }
        }
        either(.settingsMovesOn, app.session.choices.movesOn) { app.session.choices.movesOn = $0 }
        either(.settingsVibration, app.session.choices.vibrates) { app.session.choices.vibrates = $0 }
    }

    private let looks: [(Colours, Word)] = [(.day, .settingsDay), (.sun, .settingsSun), (.night, .settingsNight)]

    private func budget(_ known: SettingsModel.Known) -> some View {
        let budgets = zip(known.budgetsMb, known.budgetsSaid).map { Option(code: String($0), text: $1) }
        return one(.settingsBudget, budgets, String(known.budgetMb)) { megabytes in
            if let budget = UInt32(megabytes) { Task { await model.set(budgetMb: budget) } }
        }
    }

    private var doors: some View {
        VStack(spacing: 8) {
            Press(app.words[.settingsPin], picture: "edit") {
                leave(from: .pin)
                await model.changePin()
            }
            Press(app.words[.settingsLock], picture: "lock") { await model.lock() }
        }
        .padding(.horizontal, 16)
        .padding(.top, 16)
        .id(Leaving.pin)
    }

    private func said(_ text: String) -> Sentence { Sentence(text: text, language: app.words.language) }

    private func one(_ word: Word, _ options: [Option], _ value: String, chosen: @escaping @MainActor (String) -> Void) -> some View {
        VStack(spacing: 0) {
            Heading(app.words[word])
            Options(options: options, value: value, high: 56, touched: chosen).padding(.horizontal, 16)
        }
    }

    private func either(_ word: Word, _ value: Bool, chosen: @escaping @MainActor (Bool) -> Void) -> some View {
        let options = [Option(code: "on", text: app.words[.settingsOn]), Option(code: "off", text: app.words[.settingsOff])]
        return one(word, options, value ? "on" : "off") { chosen($0 == "on") }
    }

    /// Which phone this is, for whoever helps from afar.
    private func phone(_ known: SettingsModel.Known) -> some View {
        VStack(spacing: 4) {
            Heading(app.words[.settingsPhone])
            if let worker = known.worker { line(.settingsWorker, worker) }
            line(.settingsNumber, known.number)
        }
    }

    private func line(_ word: Word, _ value: String) -> some View {
        VStack(alignment: .leading, spacing: 0) {
            Paragraph(app.words[word], font: .callout, isFaint: true)
            Paragraph(said(value))
        }
        .padding(.horizontal, 16)
        .accessibilityElement(children: .combine)
    }
}
