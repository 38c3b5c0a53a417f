import ChaskiCore
import ChaskiKit
import SwiftUI

/// What she chooses for this phone. Each choice holds at once. How large letters are she chooses for all of the phone, in the system's settings.
struct SettingsPage: View {
    let model: SettingsModel
    @Environment(AppModel.self) private var app
    @Environment(\.look) private var look

    var body: some View {
        PageFrame(app.words[.settingsTitle], says: model.says, back: { await app.back() }) {
            Form {
                one(.settingsLanguage, model.languages.map { Option(code: $0.tag, text: said($0.name)) }, app.session.choices.spoken) { tag in
                    Task { await model.speak(tag) }
                }
                one(.settingsLook, looks.map { Option(code: $0.rawValue, text: app.words[$1]) }, app.session.choices.colours.rawValue) { name in
                    if let colours = Colours(rawValue: name) { app.session.choices.colours = colours }
                }
                either(.settingsMovesOn, app.session.choices.movesOn) { app.session.choices.movesOn = $0 }
                either(.settingsVibration, app.session.choices.vibrates) { app.session.choices.vibrates = $0 }
                if let known = model.known {
                    let budgets = zip(known.budgetsMb, known.budgetsSaid).map { Option(code: String($0), text: $1) }
                    one(.settingsBudget, budgets, String(known.budgetMb)) { megabytes in
                        if let budget = UInt32(megabytes) { Task { await model.set(budgetMb: budget) } }
                    }
                }
                either(.syncAnyway, app.session.choices.paysForLine) { model.pays($0) }
                if let finger = model.known?.finger {
                    either(.settingsFinger, finger) { on in Task { await model.finger(on) } }
                }
                Section {
                    VStack(spacing: 8) {
                        Press(app.words[.settingsPin], picture: "edit") { await model.changePin() }
                        Press(app.words[.settingsLock], picture: "lock") { await model.lock() }
                    }
                    .plainRow()
                }
                if let known = model.known { phone(known) }
            }
            .scrollContentBackground(.hidden)
        }
    }

    private let looks: [(Colours, Word)] = [(.day, .settingsDay), (.sun, .settingsSun), (.night, .settingsNight)]

    private func said(_ text: String) -> Sentence { Sentence(text: text, language: app.words.language) }

    private func one(_ word: Word, _ options: [Option], _ value: String, chosen: @escaping @MainActor (String) -> Void) -> some View {
        Section {
            Options(options: options, value: value, high: 56, touched: chosen).plainRow()
        } header: {
            heading(word)
        }
    }

    private func either(_ word: Word, _ value: Bool, chosen: @escaping @MainActor (Bool) -> Void) -> some View {
        let options = [Option(code: "on", text: app.words[.settingsOn]), Option(code: "off", text: app.words[.settingsOff])]
        return one(word, options, value ? "on" : "off") { chosen($0 == "on") }
    }

    private func heading(_ word: Word) -> some View {
        Said(app.words[word]).font(.body.bold()).foregroundStyle(look.ink).textCase(nil).accessibilityAddTraits(.isHeader)
    }

    /// Which phone this is, for whoever helps from afar.
    private func phone(_ known: SettingsModel.Known) -> some View {
        Section {
            VStack(alignment: .leading, spacing: 4) {
                if let worker = known.worker { line(.settingsWorker, worker) }
                line(.settingsNumber, known.number)
            }
            .plainRow()
        } header: {
            heading(.settingsPhone)
        }
    }

    private func line(_ word: Word, _ value: String) -> some View {
        VStack(alignment: .leading, spacing: 0) {
            Paragraph(app.words[word], font: .callout, isFaint: true)
            Paragraph(said(value))
        }
        .accessibilityElement(children: .combine)
    }
}

extension View {
    /// A row of a form that has boxes of its own in it.
    fileprivate func plainRow() -> some View {
        listRowInsets(EdgeInsets()).listRowBackground(Color.clear).listRowSeparator(.hidden)
    }
}
