import ChaskiLook
import SwiftUI

/// Colours, edges and sizes as they are in force: by day, by night, or black on white for the sun. The colours are those of the Android app.
struct Look: Equatable, Sendable {
    var palette = Palette.day
    /// The page's width and height.
    var page = CGSize.zero

    /// Black on white: states are told by picture, word and edge alone.
    var isSun: Bool { palette == .sun }

    /// Thicker in the sun, where a thin line is not seen.
    var edge: CGFloat { palette.edge }

    /// A screen on which a question and a keypad of four rows have no room together.
    var isShort: Bool { page.height > 0 && page.height < 600 }

    var ink: Color { Color(palette.ink) }
    var ink2: Color { Color(palette.ink2) }
    var line: Color { Color(palette.line) }
    var paper: Color { Color(palette.paper) }
    var ground: Color { Color(palette.ground) }
    var action: Color { Color(palette.action) }
    var onAction: Color { Color(palette.onAction) }
    var danger: Color { Color(palette.danger) }
    var onDanger: Color { Color(palette.onDanger) }

    /// What is under a finger.
    var pressed: Color { Color(palette.paper, with: palette.action, part: 0.3) }

    /// A row under a finger.
    var pressedRow: Color { Color(palette.paper, with: palette.ink, part: 0.14) }

    static let corner: CGFloat = 8
}

extension Color {
    init(_ rgb: UInt32) { self.init(rgb, with: rgb, part: 0) }

    /// A colour with a part of another.
    init(_ of: UInt32, with: UInt32, part: Double) {
        let mixed = { (shift: UInt32) -> Double in
            let (a, b) = (Double(of >> shift & 0xFF), Double(with >> shift & 0xFF))
            return (a + (b - a) * part) / 255
        }
        self.init(red: mixed(16), green: mixed(8), blue: mixed(0))
    }
}

private struct LookKey: EnvironmentKey {
    static let defaultValue = Look()
}

extension EnvironmentValues {
    var look: Look {
        get { self[LookKey.self] }
        set { self[LookKey.self] = newValue }
    }
}
