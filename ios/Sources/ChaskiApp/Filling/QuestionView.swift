import ChaskiCore
import ChaskiKit
import SwiftUI

/// One question: what is asked, its picture and sound, how to answer, what to look at again, and its field.
struct QuestionView: View {
    let question: Question
    let model: FillingModel
    @State private var isGuided = false
    @Environment(AppModel.self) private var app

    var body: some View {
        VStack(alignment: .leading, spacing: 8) {
            if !question.label.isBlank {
                Paragraph(said(question.label), font: .title2.bold()).accessibilityAddTraits(.isHeader)
            }
            ForEach(question.media, id: \.name) { medium in
                switch medium.form {
                case "image", "big-image": FormPicture(name: medium.name, model: model)
                case "audio": FormSound(name: medium.name, model: model)
                default: EmptyView()
                }
            }
            if !question.hint.isBlank { Paragraph(said(question.hint), isFaint: true) }
            if !question.guidance.isBlank { guidance }
            if let why { Wrong(why) }
            QuestionField(question: question, model: model).padding(.top, 4)
        }
    }

    private func said(_ text: String) -> Sentence { Sentence(text: text, language: app.session.choices.spoken) }

    @ViewBuilder
    private var guidance: some View {
        if isGuided { Paragraph(said(question.guidance)) } else { Press(app.words[.readMore], picture: "help") { isGuided = true } }
    }

    /// What is to be looked at again, in the form's own words where it has some. An answer that cannot be is said when it is found again, not only on the
    /// way on.
    private var why: Sentence? {
        guard let why = question.notValid, !question.value.isBlank || model.notValid.contains(question.path) else { return nil }
        if let own = why.message, !own.isBlank { return said(own) }
        return app.words[why.why == .required ? .fillMissing : .fillNotSo]
    }
}

extension String {
    var isBlank: Bool { allSatisfy(\.isWhitespace) }
}

/// A picture that the form brings. One that is missing leaves no hole: the text takes the room.
private struct FormPicture: View {
    let name: String
    let model: FillingModel
    @State private var drawn: Image?

    var body: some View {
        // A stack is there also while it is empty, and so the picture is asked for.
        VStack(spacing: 0) {
            if let drawn {
                drawn.resizable().aspectRatio(contentMode: .fit).frame(maxWidth: .infinity, maxHeight: FormPicture.high).accessibilityHidden(true)
            }
        }
        .task { drawn = await model.file(name).flatMap { Image.small($0, most: FormPicture.high * 3) } }
    }

    private static let high: CGFloat = 140
}

/// A recording that the form brings. Where it came without, it says so.
private struct FormSound: View {
    let name: String
    let model: FillingModel
    @State private var isMissing = false
    @Environment(AppModel.self) private var app
    @Environment(\.look) private var look

    var body: some View {
        Group {
            if isMissing {
                HStack(spacing: 8) {
                    Picture("volume_off")
                    Said(app.words[.noSound]).font(.title3)
                }
                .foregroundStyle(look.ink2)
                .frame(maxWidth: .infinity, minHeight: 56)
            } else {
                Press(app.words[.listen], picture: "volume_up") { if let sound = await model.file(name) { app.session.platform.media.play(sound) } }
            }
        }
        .task { isMissing = await model.file(name) == nil }
    }
}
