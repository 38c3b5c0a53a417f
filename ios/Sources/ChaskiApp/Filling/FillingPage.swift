import ChaskiCore
import ChaskiKit
import SwiftUI

/// A checklist in a worker's hands: whom it is about and where one is, the questions, the way on.
struct FillingPage: View {
    let model: FillingModel
    @Environment(AppModel.self) private var app

    var body: some View {
        Group {
            if let screen = model.screen, model.isStop {
                StopPage(model: model, screen: screen)
            } else {
                PageFrame(title, context: context, says: model.says, back: { await app.back() }, menu: { await model.menu() }) {
                    VStack(spacing: 0) {
                        if let screen = model.screen { ProgressLine(number: screen.number, of: screen.of) }
                        Questions(model: model)
                    }
                } foot: {
                    foot
                }
            }
        }
        .onDisappear { app.session.platform.media.stopPlaying() }
    }

    private var language: Lang { app.session.choices.spoken }

    private var title: Sentence { Sentence(text: model.about ?? model.title, language: language) }

    /// In which part of the form one is, and how far.
    private var context: Sentence? {
        guard let share = model.share else { return nil }
        guard let stage = model.stage, !stage.isEmpty else { return share }
        return Sentence(text: "\(stage) · \(share.text)", language: share.language)
    }

    /// Where a touch is the answer and moves on, the way on stands only where she came back to an answer, or may leave it open.
    @ViewBuilder
    private var foot: some View {
        if model.isEmpty {
            Actions { Press(app.words[.next], isMain: true) { await model.forward() } }
        } else if let screen = model.screen {
            if model.leadsOn {
                Actions { Press(app.words[screen.mayAdd ? .fillNoMore : .next], isMain: true) { await model.forward() } }
            }
            if model.isOpen { QuietFoot(model: model) }
        }
    }
}

/// The way back and the pause, where a thumb is and in nobody's way.
private struct QuietFoot: View {
    let model: FillingModel
    @Environment(AppModel.self) private var app
    @Environment(\.look) private var look

    var body: some View {
        HStack(spacing: 0) {
            quiet(.back, "arrow_back") { await app.back() }
            look.line.frame(width: look.edge, height: 32)
            quiet(.fillPause, "stop_circle") { await model.pause() }
        }
        .overlay(alignment: .top) { look.line.frame(height: look.edge) }
    }

    private func quiet(_ word: Word, _ picture: String, _ act: @escaping @MainActor () async -> Void) -> some View {
        Button {
            Task { await act() }
        } label: {
            HStack(spacing: 8) {
                Picture(picture)
                Said(app.words[word]).font(.body.bold())
            }
            .foregroundStyle(look.action)
            .padding(.horizontal, 8)
            .frame(maxWidth: .infinity, minHeight: 56)
        }
        .buttonStyle(Boxed(fill: look.paper, pressed: look.pressedRow, corner: 0))
        .accessibilityLabel(Text(app.words[word].spoken))
    }
}

/// How far one is: a line that fills. Its figures stand in the bar, so a reader passes it by.
private struct ProgressLine: View {
    let number: UInt32
    let of: UInt32
    @Environment(\.look) private var look

    var body: some View {
        GeometryReader { room in
            ZStack(alignment: .leading) {
                Color(look.palette.ground, with: look.palette.line, part: 0.4)
                look.ink.frame(width: of == 0 ? 0 : room.size.width * CGFloat(number) / CGFloat(of))
            }
        }
        .frame(height: 8)
        // Where the bar above is as dark as what is done, a gap parts the two.
        .padding(.top, look.isSun ? 3 : 0)
        .accessibilityHidden(true)
    }
}

/// What is offered and said of the form, the questions, and whether there is one more.
private struct Questions: View {
    let model: FillingModel
    @Environment(AppModel.self) private var app
    @Environment(\.look) private var look

    var body: some View {
        ScrollViewReader { scroll in
            ScrollView {
                VStack(spacing: 0) {
                    if model.newer != nil { offer }
                    if !model.placeless.isEmpty || !model.asked.isEmpty { moved }
                    if model.isEmpty { Paragraph(app.words[.fillNothing]).padding(16) }
                    if let screen = model.screen {
                        ForEach(screen.questions, id: \.path) { question in
                            QuestionView(question: question, model: model)
                                .padding(EdgeInsets(top: look.isShort ? 8 : 16, leading: 16, bottom: 8, trailing: 16))
                                .id(question.path)
                        }
                        if screen.mayAdd { more(screen) }
                    }
                }
                .frame(maxWidth: .infinity)
            }
            .scrollDismissesKeyboard(.interactively)
            // Another screen begins at its top.
            .id(model.screen?.path)
            // Some are still to be answered, or otherwise: the first of them is in sight.
            .onChange(of: model.notValid) {
                if let first = model.screen?.questions.first(where: { model.notValid.contains($0.path) }) {
                    withAnimation { scroll.scrollTo(first.path, anchor: .top) }
                }
            }
        }
    }

    /// Another version holds by now: she may finish this one, or move over.
    private var offer: some View {
        VStack(spacing: 8) {
            Paragraph(app.words[.fillNewList], font: .title3.bold())
            Paragraph(app.words[.fillNewListSays])
            Press(app.words[.fillNewListGo]) { await model.moveToNewer() }
            Press(app.words[.fillNewListStay]) { model.stayWithThis() }
        }
        .padding(EdgeInsets(top: 12, leading: 16, bottom: 8, trailing: 16))
        .background(look.paper)
    }

    /// What the move changed: nothing is lost, and what is new is named.
    private var moved: some View {
        VStack(spacing: 8) {
            ForEach(model.placeless, id: \.self) { Paragraph(named(.fillPlaceless, $0), font: .callout) }
            ForEach(model.asked, id: \.self) { Paragraph(named(.fillNewQuestion, $0), font: .callout) }
            Press(app.words[.understood]) { model.understood() }
        }
        .padding(EdgeInsets(top: 8, leading: 16, bottom: 8, trailing: 16))
        .background(look.paper)
    }

    private func named(_ word: Word, _ label: String) -> Sentence {
        Sentence(text: "\(app.words.text(word)) \(label)", language: app.words[word].language)
    }

    private func more(_ screen: Screen) -> some View {
        VStack(spacing: 8) {
            if let stage = model.stage, !stage.isEmpty {
                Paragraph(Sentence(text: stage, language: app.session.choices.spoken), isFaint: true)
            }
            Paragraph(app.words[.fillAddAsk], font: .title2.bold())
            Press(app.words[.fillAdd], picture: "add", high: 64) { await model.add() }
        }
        .padding(EdgeInsets(top: 16, leading: 16, bottom: 8, trailing: 16))
    }
}
