import ChaskiCore
import ChaskiKit
import SwiftUI

/// What a question is answered with, as the core says. It shows at once what is typed; what is kept comes back with the question.
struct QuestionField: View {
    private let question: Question
    private let model: FillingModel
    @State private var value: String
    /// What was typed here and is on its way: it is no news when it comes back.
    @State private var told: Set<String> = []
    @Environment(AppModel.self) private var app

    init(question: Question, model: FillingModel) {
        (self.question, self.model) = (question, model)
        _value = State(initialValue: question.value)
    }

    var body: some View {
        field.onChange(of: question.value) { _, now in
            if told.remove(now) != nil { return }
            told = []
            value = now
        }
    }

    private var label: Sentence { said(question.label) }

    private func said(_ text: String) -> Sentence { Sentence(text: text, language: app.session.choices.spoken) }

    private var offered: [Option] { (question.choices ?? []).map { Option(code: $0.name, text: said($0.label)) } }

    @ViewBuilder
    private var field: some View {
        switch question.field {
        case .read:
            if !value.isEmpty { Paragraph(said(value), font: .title3.bold()) }
        case .letters(let severalLines, let telephone):
            if question.readonly {
                Paragraph(said(value), font: .title3.bold())
            } else {
                LettersField(
                    label: label, kind: severalLines ? .lines : telephone ? .telephone : .line,
                    text: Binding(get: { @MainActor in value }, set: { @MainActor in typed($0) })
                )
            }
        case .figure(let point):
            Figure(label: label, value: value, sides: point ? [".", "-"] : ["-"], readOnly: question.readonly, changed: typed)
        case .yesNo(let no, let yes): sides(no, yes)
        case .one: Options(options: offered, value: value, readOnly: question.readonly, touched: touched)
        case .several: Options(options: offered, several: true, value: value, readOnly: question.readonly, touched: touched)
        case .rank: Ranking(options: offered, value: value, readOnly: question.readonly, changed: touched)
        case .understood(let taken):
            Options(options: [Option(code: taken, text: app.words[.understood])], several: true, value: value, readOnly: question.readonly, touched: touched)
        case .range(let start, let end, let step):
            Sliding(label: label, value: value, start: start, end: end, step: step, readOnly: question.readonly, changed: typed)
        case .day(let withDay, let withMonth):
            DayField(value: question.value, partial: false, readOnly: question.readonly, withDay: withDay, withMonth: withMonth, changed: typed)
        case .time:
            TimeField(value: question.value, readOnly: question.readonly) { if let whole = $0 { typed(whole) } }
        case .moment: MomentField(value: question.value, readOnly: question.readonly, changed: typed)
        case .place: PlaceField(value: value, readOnly: question.readonly, withAltitude: true, changed: touched)
        case .points(let outline): PointsField(value: question.value, outline: outline, readOnly: question.readonly, changed: touched)
        case .photo: MediaField(kind: .photo, question: question, value: value, model: model, changed: touched)
        case .sound: MediaField(kind: .sound, question: question, value: value, model: model, changed: touched)
        case .film: MediaField(kind: .film, question: question, value: value, model: model, changed: touched)
        case .file: MediaField(kind: .file, question: question, value: value, model: model, changed: touched)
        case .code: MediaField(kind: .code, question: question, value: value, model: model, changed: touched)
        }
    }

    private func sides(_ no: String, _ yes: String) -> some View {
        let offered = offered
        let side = { (code: String, word: Word) in offered.first { $0.code == code } ?? Option(code: code, text: app.words[word]) }
        return YesNo(
            no: side(no, .answerNo), yes: side(yes, .answerYes), others: offered.filter { $0.code != no && $0.code != yes },
            value: value, readOnly: question.readonly, touched: touched
        )
    }

    private func typed(_ text: String) {
        take(text)
        model.typed(question.path, text)
    }

    private func touched(_ text: String) {
        take(text)
        Task { await model.answer(question.path, text) }
    }

    private func take(_ text: String) {
        value = text
        if text != question.value { told.insert(text) }
    }
}
