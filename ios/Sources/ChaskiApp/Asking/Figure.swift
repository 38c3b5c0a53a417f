import ChaskiCore
import ChaskiKit
import SwiftUI

/// A figure in large digits, typed on our own keys. What a key makes of it the core says.
struct Figure: View {
    let label: Sentence
    let value: String
    var unit: String?
    let sides: [Character]
    var readOnly = false
    let changed: @MainActor (String) -> Void
    @Environment(\.look) private var look
    @ScaledMetric(relativeTo: .largeTitle) private var letter: CGFloat = 40

    var body: some View {
        VStack(spacing: 8) {
            Text(verbatim: shown)
                .font(.system(size: min(letter, 56), weight: .bold))
                .foregroundStyle(look.ink)
                .lineLimit(1)
                .minimumScaleFactor(0.5)
                .frame(maxWidth: .infinity, minHeight: 56, alignment: .trailing)
                .padding(.horizontal, 12)
                .background(RoundedRectangle(cornerRadius: Look.corner).fill(look.paper))
                .overlay { RoundedRectangle(cornerRadius: Look.corner).strokeBorder(look.line, lineWidth: look.edge) }
                .accessibilityLabel(Text(label.spoken))
                .accessibilityValue(Text(verbatim: shown))
                .told(value.isEmpty ? nil : Sentence(text: shown, language: label.language))
            if !readOnly { Keypad(sides: sides, pressed: press) }
        }
    }

    /// A space that does not break stands before the unit.
    private var shown: String { value.replacingOccurrences(of: "-", with: "\u{2212}") + (unit.map { "\u{a0}\($0)" } ?? "") }

    private func press(_ key: Keypad.Key) {
        switch key {
        case .sign(let sign): changed(figurePressed(value: value, key: String(sign)))
        case .erase: changed(figurePressed(value: value, key: "erase"))
        case .blank: break
        }
    }
}

/// A figure between two ends, by a large − and a large +: nothing is dragged. It is blank until one of them is touched.
struct Sliding: View {
    let label: Sentence
    let value: String
    let start: String
    let end: String
    let step: String
    let readOnly: Bool
    let changed: @MainActor (String) -> Void
    @Environment(AppModel.self) private var app
    @Environment(\.look) private var look
    @ScaledMetric(relativeTo: .largeTitle) private var letter: CGFloat = 40

    var body: some View {
        VStack(spacing: 4) {
            HStack(spacing: 8) {
                button("\u{2212}", .less, up: false)
                Text(verbatim: shown)
                    .font(.system(size: min(letter, 48), weight: .bold))
                    .foregroundStyle(look.ink)
                    .frame(maxWidth: .infinity, minHeight: 64)
                    .background(RoundedRectangle(cornerRadius: Look.corner).fill(look.paper))
                    .overlay { RoundedRectangle(cornerRadius: Look.corner).strokeBorder(look.line, lineWidth: look.edge) }
                    .accessibilityLabel(Text(label.spoken))
                    .accessibilityValue(Text(verbatim: shown))
                    .told(value.isEmpty ? nil : Sentence(text: shown, language: label.language))
                button("+", .more, up: true)
            }
            Text(verbatim: "\(start) – \(end)").font(.callout).foregroundStyle(look.ink2)
        }
        .disabled(readOnly)
    }

    private var shown: String { value.replacingOccurrences(of: "-", with: "\u{2212}") }

    private func button(_ sign: String, _ word: Word, up: Bool) -> some View {
        Button {
            changed(rangeMoved(value: value, start: start, end: end, step: step, up: up))
        } label: {
            Text(verbatim: sign)
                .font(.system(size: 32, weight: .bold))
                .foregroundStyle(look.action)
                .frame(width: 88)
                .frame(minHeight: 64)
        }
        .buttonStyle(Boxed(fill: look.paper, edge: look.action, width: max(look.edge, 1), pressed: look.pressed))
        .accessibilityLabel(Text(app.words[word].spoken))
    }
}
