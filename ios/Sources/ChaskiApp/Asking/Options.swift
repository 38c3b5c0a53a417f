import ChaskiCore
import ChaskiKit
import SwiftUI

/// Something that may be chosen.
struct Option: Equatable {
    let code: String
    let text: Sentence
    var picture: String?
}

/// Options below each other, of which one or several may be chosen. Nothing is chosen before she does.
struct Options: View {
    let options: [Option]
    var several = false
    let value: String
    var readOnly = false
    var high: CGFloat = 64
    let touched: @MainActor (String) -> Void

    var body: some View {
        let chosen = Set(value.split(separator: " ").map(String.init))
        VStack(spacing: 8) {
            ForEach(options, id: \.code) { option in
                OptionButton(option: option, isChosen: chosen.contains(option.code), several: several, high: high) {
                    touched(several ? severalTouched(value: value, name: option.code, offered: options.map(\.code)) : option.code)
                }
            }
        }
        .disabled(readOnly)
    }
}

/// An answer: an edge before it is chosen, the colour of what is done when it is.
private struct OptionButton: View {
    let option: Option
    let isChosen: Bool
    let several: Bool
    let high: CGFloat
    let touch: @MainActor () -> Void
    @Environment(\.look) private var look

    var body: some View {
        Button(action: touch) {
            HStack(spacing: 12) {
                ChosenMark(isChosen: isChosen, several: several)
                Said(option.text).frame(maxWidth: .infinity, alignment: .leading)
                Picture(option.picture, size: 40)
            }
            .font(.title3)
            .foregroundStyle(isChosen ? look.onAction : look.ink)
            .multilineTextAlignment(.leading)
            .padding(.horizontal, 12)
            .padding(.vertical, 8)
            .frame(maxWidth: .infinity, minHeight: high)
        }
        .buttonStyle(Boxed.option(look, isChosen: isChosen))
        .accessibilityLabel(Text(option.text.spoken))
        .accessibilityAddTraits(isChosen ? .isSelected : [])
    }
}

extension Boxed {
    static func option(_ look: Look, isChosen: Bool) -> Boxed {
        Boxed(fill: isChosen ? look.action : look.paper, edge: isChosen ? look.action : look.line, width: look.edge, pressed: look.pressed)
    }
}

/// No at the left, yes at the right, what is neither below: always. With large letters they stand below each other.
struct YesNo: View {
    let no: Option
    let yes: Option
    let others: [Option]
    let value: String
    let readOnly: Bool
    let touched: @MainActor (String) -> Void
    @Environment(\.look) private var look
    @Environment(\.dynamicTypeSize) private var letters

    var body: some View {
        VStack(spacing: 8) {
            if letters.isAccessibilitySize {
                button(no)
                button(yes)
            } else {
                HStack(spacing: 8) {
                    button(no)
                    button(yes)
                }
            }
            ForEach(others, id: \.code) { button($0) }
        }
        .disabled(readOnly)
    }

    private func button(_ option: Option) -> some View {
        let isChosen = option.code == value
        return Button {
            touched(option.code)
        } label: {
            HStack(spacing: 8) {
                if isChosen { ChosenMark(isChosen: true) }
                Said(option.text)
            }
            .font(.title3.bold())
            .foregroundStyle(isChosen ? look.onAction : look.ink)
            .multilineTextAlignment(.center)
            .padding(.horizontal, 12)
            .padding(.vertical, 8)
            .frame(maxWidth: .infinity, minHeight: 64)
        }
        .buttonStyle(Boxed.option(look, isChosen: isChosen))
        .accessibilityLabel(Text(option.text.spoken))
        .accessibilityAddTraits(isChosen ? .isSelected : [])
    }
}
