import ChaskiCore
import ChaskiKit
import SwiftUI

/// A danger sign: the whole screen is dark red, with whom to call and what is asked of the family. It is the form that says when.
struct StopPage: View {
    let model: FillingModel
    let screen: Screen
    @Environment(AppModel.self) private var app
    @Environment(\.look) private var look
    @Environment(\.dynamicTypeSize) private var letters

    var body: some View {
        VStack(spacing: 0) {
            if let says = model.says {
                Paragraph(says).padding(.horizontal, 16).padding(.vertical, 10).background(look.paper).told(says)
            }
            ScrollView {
                VStack(spacing: 8) {
                    Picture("front_hand", size: letters.isAccessibilitySize ? 40 : 72)
                        .foregroundStyle(look.onDanger)
                        .padding(.top, 16)
                        .accessibilityElement(children: .ignore)
                        .accessibilityLabel(Text(app.words[.stopTitle].spoken))
                    ForEach(Array(screen.questions.enumerated()), id: \.element.path) { at, question in asked(question, isFirst: at == 0) }
                    if let sound {
                        StopButton(said: app.words[.listen], picture: "volume_up") { if let data = await model.file(sound) { app.session.platform.media.play(data) } }
                    }
                    if asks { calls }
                }
                .padding(.horizontal, 16)
                .padding(.bottom, 8)
            }
            VStack(spacing: 8) {
                // Where something is asked its answers have the room; else to call is what to do first, and stands where a thumb is.
                if !asks { calls }
                // Where an answer must come first, it is what is touched: the way on would only look like one more.
                if model.leadsOn { StopButton(said: app.words[.next], isMain: asks) { await model.forward() } }
                quiet
            }
            .padding(.horizontal, 16)
            .padding(.top, 8)
        }
        .background { look.danger.ignoresSafeArea() }
        .swipesBack { await app.back() }
        .accessibilityAction(.escape) { Task { await app.back() } }
        // Told at once, whatever was being read.
        .told(said(([app.words.text(.stopTitle)] + screen.questions.map(\.label)).joined(separator: ". ")), atOnce: true)
    }

    /// Something is asked of the family: its answers, and then the way on, are what is to be done. Before it is the call.
    private var asks: Bool { screen.questions.contains { !$0.readonly && !($0.choices ?? []).isEmpty } }

    private var sound: String? { screen.questions.flatMap(\.media).first { $0.form == "audio" }?.name }

    private func said(_ text: String) -> Sentence { Sentence(text: text, language: app.session.choices.spoken) }

    private var calls: some View {
        ForEach(model.calls, id: \.code) { call in
            StopButton(said: said(call.text), picture: "call", isMain: !asks) { app.session.platform.dial(call.code) }
        }
    }

    @ViewBuilder
    private func asked(_ question: Question, isFirst: Bool) -> some View {
        if !question.label.isBlank {
            Said(said(question.label))
                .font(isFirst ? .title.bold() : .title3)
                .accessibilityAddTraits(isFirst ? .isHeader : [])
                .stopText(look)
                .padding(.top, 4)
        }
        if !question.hint.isBlank { Said(said(question.hint)).font(.body).stopText(look) }
        if !question.readonly {
            ForEach(question.choices ?? [], id: \.name) { choice in
                let isChosen = question.value.split(separator: " ").contains(Substring(choice.name))
                StopButton(said: said(choice.label), isMain: isChosen, mark: isChosen) { await model.answer(question.path, choice.name) }
                    .accessibilityAddTraits(isChosen ? .isSelected : [])
            }
        }
    }

    private var quiet: some View {
        Button {
            Task { await app.back() }
        } label: {
            Said(app.words[.back]).font(.body).foregroundStyle(look.onDanger).frame(maxWidth: .infinity, minHeight: 56)
        }
        .buttonStyle(Boxed(fill: look.danger, pressed: Color(look.palette.danger, with: look.palette.onDanger, part: 0.14)))
        .accessibilityLabel(Text(app.words[.back].spoken))
    }
}

extension View {
    fileprivate func stopText(_ look: Look) -> some View {
        foregroundStyle(look.onDanger).multilineTextAlignment(.center).frame(maxWidth: .infinity)
    }
}

/// The main one is full; what else can be done has an edge.
private struct StopButton: View {
    let said: Sentence
    var picture: String?
    var isMain = false
    /// Whether it is chosen, where it is an answer.
    var mark: Bool?
    let act: @MainActor () async -> Void
    @Environment(\.look) private var look

    var body: some View {
        Button {
            Task { await act() }
        } label: {
            HStack(spacing: 8) {
                Picture(picture)
                if let mark { ChosenMark(isChosen: mark) }
                Said(said)
            }
            .font(.title3.bold())
            .foregroundStyle(isMain ? look.danger : look.onDanger)
            .multilineTextAlignment(.center)
            .padding(.horizontal, 12)
            .padding(.vertical, 8)
            .frame(maxWidth: .infinity, minHeight: 56)
        }
        .buttonStyle(Boxed(
            fill: isMain ? look.onDanger : look.danger, edge: look.onDanger, width: 2,
            pressed: Color(look.palette.onDanger, with: look.palette.danger, part: isMain ? 0.3 : 0.7)
        ))
        .accessibilityLabel(Text(said.spoken))
    }
}
