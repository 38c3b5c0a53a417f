import ChaskiKit
import SwiftUI

/// The app's own keys for figures: large, where the thumb is, without what a keyboard has beside them. They are touched with gloves and through cracks.
struct Keypad: View {
    enum Key: Hashable {
        case sign(Character)
        case erase
        case blank
    }

    /// The point, and below it the sign before a figure below nought, which is rare.
    var sides: [Character] = []
    let pressed: @MainActor (Key) -> Void
    @Environment(AppModel.self) private var app
    @Environment(\.look) private var look
    @ScaledMetric(relativeTo: .title) private var letter: CGFloat = 28

    var body: some View {
        VStack(spacing: Keypad.gap) {
            ForEach(rows, id: \.self) { row in
                HStack(spacing: Keypad.gap) {
                    ForEach(Array(row.enumerated()), id: \.offset) { key($0.element) }
                }
            }
        }
    }

    private var rows: [[Key]] {
        let side = sides.first.map(Key.sign) ?? .blank
        let signs = { (text: String) in text.map(Key.sign) }
        // Three rows, so that on a low screen the question, the figure and all keys are seen at once.
        var rows: [[Key]] = look.isShort
            ? [signs("123") + [.erase], signs("4560"), signs("789") + [side]]
            : [signs("123"), signs("456"), signs("789"), [side, .sign("0"), .erase]]
        for other in sides.dropFirst() { rows.append([.sign(other)] + Array(repeating: .blank, count: rows[0].count - 1)) }
        return rows
    }

    @ViewBuilder
    private func key(_ key: Key) -> some View {
        switch key {
        case .blank: Color.clear.frame(maxWidth: .infinity, minHeight: Keypad.high).accessibilityHidden(true)
        case .erase: button(key) { Picture("backspace", size: 28) }.accessibilityLabel(Text(app.words[.erase].spoken))
        // The sign before a negative figure is as wide as the others.
        case .sign(let sign): button(key) { Text(verbatim: sign == "-" ? "\u{2212}" : String(sign)).font(.system(size: min(letter, 38), weight: .bold)) }
        }
    }

    private func button<Drawn: View>(_ key: Key, @ViewBuilder drawn: () -> Drawn) -> some View {
        Button {
            pressed(key)
        } label: {
            drawn().foregroundStyle(look.ink).frame(maxWidth: .infinity, minHeight: Keypad.high)
        }
        .buttonStyle(Boxed(fill: look.paper, edge: look.line, width: look.edge, pressed: look.pressed))
    }

    private static let high: CGFloat = 56
    private static let gap: CGFloat = 4
}
