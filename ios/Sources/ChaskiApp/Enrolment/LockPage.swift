import ChaskiCore
import ChaskiKit
import SwiftUI

/// Who she is, and her PIN. It never erases anything: a wrong one costs a wait, which is shown.
struct LockPage: View {
    let model: LockModel
    @Environment(AppModel.self) private var app

    var body: some View {
        PageFrame(title, context: model.chosen == nil || model.isForgotten ? nil : model.unsent, back: back) {
            ScrollView {
                VStack(spacing: 0) {
                    if model.isForgotten { forgotten } else if model.chosen == nil { who } else { pin }
                }
            }
        } foot: {
            // Help is called without a PIN.
            if !model.calls.isEmpty {
                Actions {
                    ForEach(model.calls, id: \.code) { call in
                        Press(Sentence(text: call.text, language: app.words.language), picture: "call") { app.session.platform.dial(call.code) }
                    }
                }
            }
        }
        .task(id: model.chosen?.id) { await model.readFinger() }
    }

    private var title: Sentence {
        if model.isForgotten { return app.words[.pinForgot] }
        return model.chosen == nil ? app.words[.pinWho] : model.hello
    }

    private var back: (@MainActor () async -> Void)? {
        guard model.isForgotten || model.chosen != nil && model.workers.count > 1 else { return nil }
        return { await app.back() }
    }

    @ViewBuilder
    private var who: some View {
        ForEach(model.workers, id: \.id) { worker in
            let name = Sentence(text: model.name(of: worker), language: app.words.language)
            RowView(row: Row(picture: "person_check", title: name, lines: [], marks: [], does: nil)) { model.choose(worker) }
        }
        Press(app.words[.pinAdd], picture: "add") { await model.addAnother() }.padding(16)
    }

    private var pin: some View {
        VStack(spacing: 8) {
            Paragraph(model.says).told(model.says)
            PinPad(isOpen: !model.isBusy && model.waitS == 0) { await model.give(pin: $0) }
            if model.offersForgot { Press(app.words[.pinForgot], picture: "help") { model.forgot() } }
            if model.workers.count > 1 {
                Press(app.words[.pinWho]) { model.choosesAnother() }
            } else {
                Press(app.words[.pinAdd]) { await model.addAnother() }
            }
        }
        .padding(.horizontal, 16)
        .padding(.vertical, 8)
    }

    /// What can be done: a new code makes a new place for her on this phone; what she has not delivered waits behind the old PIN.
    private var forgotten: some View {
        VStack(spacing: 12) {
            Paragraph(app.words[.pinForgotSays]).padding(.top, 8).told(app.words[.pinForgotSays])
            Press(app.words[.enrolType], picture: "edit") { await model.addAnother() }
            Press(app.words[.back], picture: "arrow_back") { model.keepsTrying() }
        }
        .padding(.horizontal, 16)
        .padding(.vertical, 8)
    }
}
