import ChaskiCore
import ChaskiKit
import SwiftUI

/// One thing that a screen asks: what is asked, how to answer, what is wrong with it, and its field.
struct InputField: View {
    let input: Input
    let model: ScreenModel
    @Environment(AppModel.self) private var app
    @Environment(\.look) private var look

    var body: some View {
        VStack(alignment: .leading, spacing: 0) {
            Said(input.label).font(.title3.bold()).foregroundStyle(look.ink).accessibilityAddTraits(.isHeader)
            if let hint = input.hint { Paragraph(hint, font: .callout, isFaint: true).padding(.top, 2) }
            if let wrong = input.wrong { Wrong(wrong).padding(.top, 6) }
            field.padding(.top, 8)
        }
        .frame(maxWidth: .infinity, alignment: .leading)
        .padding(EdgeInsets(top: 12, leading: 16, bottom: 4, trailing: 16))
    }

    private var value: String { model.value(input) }

    @ViewBuilder
    private var field: some View {
        switch input.kind {
        case .text: letters(.line)
        case .longText: letters(.lines)
        case .telephone: letters(.telephone)
        case .figure: Figure(label: input.label, value: value, unit: input.unit, sides: ["."], changed: keep)
        case .day: DayField(value: value, partial: false, changed: keep)
        case .partialDay: DayField(value: value, partial: true, changed: keep)
        case .one: Options(options: options, value: value, high: 56, touched: touched)
        case .several: Options(options: options, several: true, value: value, high: 56, touched: touched)
        case .position: PlaceField(value: value, reasons: options, readOnly: false, withAltitude: false, changed: touched)
        }
    }

    private var options: [Option] { input.choices.map { Option(code: $0.code, text: $0.text, picture: $0.picture) } }

    private func letters(_ kind: LettersField.Kind) -> some View {
        let text = Binding(get: { @MainActor in model.value(input) }, set: { @MainActor in model.type($0, into: input) })
        return LettersField(label: input.label, kind: kind, text: text)
    }

    private func keep(_ value: String) { model.type(value, into: input) }

    private func touched(_ value: String) {
        if app.session.choices.vibrates { app.session.platform.tick() }
        keep(value)
    }
}
