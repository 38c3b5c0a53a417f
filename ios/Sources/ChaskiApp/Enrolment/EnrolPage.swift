import ChaskiCore
import ChaskiKit
import SwiftUI

/// Binding a phone to a worker, once: language, code, PIN twice, her families, her name. Each step is a page; back is one step back.
struct EnrolPage: View {
    let model: EnrolModel
    @Environment(AppModel.self) private var app

    var body: some View {
        PageFrame(app.words[model.step == .language ? .languageTitle : .enrolTitle], says: saysAbove, back: back) {
            ScrollView {
                VStack(spacing: 8) { step }
                    .padding(.horizontal, 16)
                    .padding(.vertical, 8)
            }
            .scrollDismissesKeyboard(.interactively)
        } foot: {
            action
        }
    }

    /// A code that is none is said below its field.
    private var saysAbove: Sentence? { model.step == .type && isWrongCode ? nil : model.says }

    private var isWrongCode: Bool { model.says == app.words[.enrolWrong] }

    private var back: (@MainActor () async -> Void)? {
        switch model.step {
        case .language, .arriving, .who: nil
        case .scan, .type, .choosePin, .repeatPin, .other: { await app.back() }
        }
    }

    @ViewBuilder
    private var step: some View {
        switch model.step {
        // Each by its own name.
        case .language:
            ForEach(model.languages, id: \.tag) { language in
                Press(Sentence(text: language.name, language: app.words.language), high: 64) { await model.choose(language.tag) }.padding(.top, 8)
            }
        case .scan: ScanStep(model: model)
        case .type: type
        case .choosePin, .repeatPin:
            let says = app.words[model.step == .choosePin ? .pinChoose : .pinAgain]
            Paragraph(says, font: .title2.bold()).told(says)
            // Each PIN has dots of its own.
            PinPad(isOpen: !model.isBusy) { await model.give(pin: $0) }.id(model.step)
        case .arriving:
            Paragraph(app.words[.enrolArriving], font: .title2.bold()).padding(.top, 16).told(app.words[.enrolArriving])
            Paragraph(app.words[.enrolWait])
        case .who: who
        case .other: Paragraph(app.words[.enrolOther]).padding(.top, 8)
        }
    }

    @ViewBuilder
    private var type: some View {
        Paragraph(app.words[.enrolHint])
        LettersField(label: app.words[.enrolType], kind: .code, text: Binding(get: { @MainActor in model.code }, set: { @MainActor in model.typed($0) }))
        if isWrongCode { Paragraph(app.words[.enrolWrong]).told(app.words[.enrolWrong]) }
        Paragraph(app.words[.enrolLine])
        Press(app.words[.enrolScan], picture: "qr_code_scanner") { model.scanInstead() }
    }

    @ViewBuilder
    private var who: some View {
        Paragraph(app.words[.enrolWho], font: .title3).padding(.top, 16)
        Paragraph(Sentence(text: model.name, language: app.words.language), font: .title.bold())
        Paragraph(app.words[.enrolAreas], font: .callout, isFaint: true).padding(.top, 8)
        Paragraph(Sentence(text: model.areas, language: app.words.language), font: .title3)
        Press(app.words[.enrolNo]) { model.isNotMe() }.padding(.top, 24)
    }

    @ViewBuilder
    private var action: some View {
        switch model.step {
        case .type: Actions { Press(app.words[.next], isMain: true) { await model.give() }.disabled(model.isBusy) }
        case .who: Actions { Press(app.words[.enrolYes], picture: "person_check", isMain: true) { await model.isMe() } }
        case .other: Actions { Press(app.words[.enrolType], picture: "edit", isMain: true) { model.typeAnother() } }
        case .language, .scan, .choosePin, .repeatPin, .arriving: EmptyView()
        }
    }
}

/// The supervisor's code before the camera. What comes is only read here; whether it is a code the core says.
private struct ScanStep: View {
    let model: EnrolModel
    @State private var isAllowed: Bool?
    @Environment(AppModel.self) private var app
    @Environment(\.look) private var look

    var body: some View {
        VStack(spacing: 8) {
            Paragraph(app.words[.enrolPoint])
            Group {
                if isAllowed == true {
                    CodeScanner(found: found, broken: { isAllowed = false })
                } else {
                    look.paper
                }
            }
            .frame(maxWidth: .infinity)
            .frame(height: 220)
            .overlay { RoundedRectangle(cornerRadius: Look.corner).strokeBorder(look.ink, lineWidth: look.edge) }
            if isAllowed == false { Paragraph(app.words[.enrolCameraNone]).told(app.words[.enrolCameraNone]) }
            Press(app.words[.enrolType], picture: "edit") { model.typeInstead() }
        }
        .task { isAllowed = await CodeScanner.isAllowed() }
    }

    private func found(_ code: String) {
        model.code = code
        Task { await model.give() }
    }
}
