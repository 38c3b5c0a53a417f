import ChaskiCore
import SwiftUI

/// A field to type in: a box with an edge that is seen in the sun, and no word in it.
struct LettersField: View {
    enum Kind { case line, lines, telephone, code }

    let label: Sentence
    let kind: Kind
    @Binding var text: String
    @FocusState private var isFocused: Bool
    @Environment(\.look) private var look

    var body: some View {
        TextField(text: $text, axis: kind == .lines || kind == .code ? .vertical : .horizontal) { EmptyView() }
            .lineLimit(kind == .lines ? 3...8 : kind == .code ? 1...6 : 1...1)
            .font(kind == .code ? .body.monospaced() : .title3)
            .foregroundStyle(look.ink)
            .typed(kind)
            .focused($isFocused)
            .padding(.horizontal, 12)
            .padding(.vertical, 8)
            .frame(minHeight: 56)
            .background(RoundedRectangle(cornerRadius: Look.corner).fill(look.paper))
            .overlay {
                RoundedRectangle(cornerRadius: Look.corner).strokeBorder(isFocused ? look.ink : look.line, lineWidth: isFocused ? 3 : look.edge)
            }
            .contentShape(Rectangle())
            .onTapGesture { isFocused = true }
            .accessibilityLabel(Text(label.spoken))
    }
}

extension View {
    /// What a keyboard is to offer. It learns no name and no code.
    @ViewBuilder
    func typed(_ kind: LettersField.Kind) -> some View {
        #if os(macOS)
        autocorrectionDisabled()
        #else
        switch kind {
        case .line, .lines: textInputAutocapitalization(.sentences).autocorrectionDisabled()
        case .telephone: keyboardType(.phonePad).autocorrectionDisabled()
        case .code: keyboardType(.asciiCapable).textInputAutocapitalization(.never).autocorrectionDisabled()
        }
        #endif
    }
}
