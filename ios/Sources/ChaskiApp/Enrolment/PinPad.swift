import ChaskiCore
import ChaskiKit
import SwiftUI

/// Four dots and the keys; the last digit is the action. What is typed stands nowhere but here, and goes once it is whole.
struct PinPad: View {
    /// While it is asked of the core, or has to wait, keys do nothing.
    let isOpen: Bool
    let whole: @MainActor (String) async -> Void
    @State private var typed = ""
    @Environment(AppModel.self) private var app
    @Environment(\.look) private var look

    var body: some View {
        VStack(spacing: 8) {
            HStack(spacing: 22) {
                ForEach(0..<PinPad.long, id: \.self) { at in
                    Group {
                        if at < typed.count { Circle().fill(look.ink) } else { Circle().strokeBorder(look.ink, lineWidth: 2) }
                    }
                    .frame(width: 18, height: 18)
                }
            }
            .frame(maxWidth: .infinity, minHeight: 36)
            .accessibilityElement(children: .ignore)
            .accessibilityLabel(Text(dots.spoken))
            .told(typed.isEmpty ? nil : dots)
            Keypad(pressed: press)
        }
    }

    private var dots: Sentence { Wording.counted(app.words.language, .pinDots, UInt64(typed.count)) }

    private func press(_ key: Keypad.Key) {
        guard isOpen else { return }
        switch key {
        case .erase: typed = String(typed.dropLast())
        case .sign(let digit) where typed.count < PinPad.long: typed.append(digit)
        default: return
        }
        guard typed.count == PinPad.long else { return }
        let pin = typed
        Task {
            await whole(pin)
            typed = ""
        }
    }

    private static let long = Int(AppRules.app.pinDigits)
}
