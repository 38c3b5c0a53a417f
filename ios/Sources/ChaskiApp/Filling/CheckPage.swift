import ChaskiCore
import ChaskiKit
import SwiftUI

/// All that was answered, before it is saved: each line leads back to its question. Here the language is changed too, and a draft let go.
struct CheckPage: View {
    @Bindable var model: CheckModel
    @Environment(AppModel.self) private var app

    var body: some View {
        PageFrame(model.view?.title, context: model.view?.context, says: model.says, back: { await app.back() }) {
            ScrollView {
                // A long form has a hundred lines and more.
                LazyVStack(spacing: 0) {
                    if let view = model.view {
                        if model.corrects { reason }
                        ForEach(Array(Item.of(view).enumerated()), id: \.offset) { _, item in
                            ItemView(item: item) { await model.does($0) }
                        }
                        more
                    }
                }
            }
            .scrollDismissesKeyboard(.interactively)
        } foot: {
            if let main = model.view?.main {
                Actions {
                    Press(main.text, picture: main.picture, isMain: true) { await model.does(main.does) }.disabled(model.isBusy)
                }
            }
        }
    }

    private var reason: some View {
        VStack(alignment: .leading, spacing: 8) {
            Paragraph(app.words[.checkReason], font: .title3.bold())
            LettersField(label: app.words[.checkReason], kind: .lines, text: $model.reason)
        }
        .padding(EdgeInsets(top: 12, leading: 16, bottom: 8, trailing: 16))
    }

    @ViewBuilder
    private var more: some View {
        VStack(spacing: 12) {
            if model.asksToDrop {
                // The one thing here that cannot be undone: asked once more, in the same place.
                Paragraph(app.words[.fillDropAsk], font: .title3.bold()).told(app.words[.fillDropAsk])
                Press(app.words[.fillDropYes], picture: "close") { await model.drop() }
                Press(app.words[.cancel]) { model.keepIt() }
            } else {
                ForEach(model.languages, id: \.self) { language in
                    Press(speaks(language), picture: "translate") { await model.speak(language) }
                }
                Press(app.words[.fillPause], picture: "stop_circle") { await model.pause() }
                Press(app.words[.fillDrop], picture: "close") { model.askToDrop() }
            }
        }
        .padding(EdgeInsets(top: 12, leading: 16, bottom: 16, trailing: 16))
    }

    private func speaks(_ language: String) -> Sentence {
        let word = app.words[.fillLanguage]
        return Sentence(text: "\(word.text): \(language)", language: word.language)
    }
}
