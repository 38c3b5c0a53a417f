import ChaskiCore
import SwiftUI

/// How each state looks: a fill or an edge, a colour for its word, and a picture with an outline of its own.
struct MarkLook {
    let picture: String
    let fill: Color
    let ink: Color
    let edge: Color?
    /// For what is under a finger.
    let pressed: Color
    let isDashed: Bool

    init(_ state: MarkState, _ look: Look) {
        let of = look.palette
        let (fill, ink): (UInt32, UInt32)
        switch state {
        case .danger: (picture, fill, ink, edge) = ("front_hand", of.danger, of.onDanger, Color(of.dangerEdge))
        case .returned: (picture, fill, ink, edge) = ("reply", of.returned, of.onReturned, Color(of.onReturned))
        case .disputed: (picture, fill, ink, edge) = ("compare_arrows", of.dispute, of.onDispute, Color(of.onDispute))
        case .late: (picture, fill, ink, edge) = ("warning", of.late, of.onLate, look.isSun ? look.ink : nil)
        case .due: (picture, fill, ink, edge) = ("schedule", of.due, of.onDue, look.isSun ? look.ink : nil)
        case .done: (picture, fill, ink, edge) = ("check_circle", of.paper, of.done, nil)
        case .phoneOnly: (picture, fill, ink, edge) = ("mobile", of.phoneOnly, of.onPhoneOnly, look.line)
        case .unfinished: (picture, fill, ink, edge) = ("edit", of.paper, of.ink, look.line)
        case .note: (picture, fill, ink, edge) = ("visibility", of.paper, of.ink, look.line)
        }
        (self.fill, self.ink) = (Color(fill), Color(ink))
        pressed = Color(fill, with: of.ink, part: 0.14)
        isDashed = state == .disputed
    }

    func stroke(_ look: Look) -> StrokeStyle {
        isDashed ? StrokeStyle(lineWidth: 2, dash: [5, 3]) : StrokeStyle(lineWidth: look.edge)
    }
}

/// A state in its chip. It does not look like a button: low, and without the letters of one.
struct Chip: View {
    let mark: Mark
    /// What the title beside it says already is said once.
    var isSaid = false
    @Environment(\.look) private var look

    var body: some View {
        let of = MarkLook(mark.state, look)
        HStack(spacing: 4) {
            Picture(of.picture, size: 20)
            if !isSaid { Said(mark.text).font(.callout) }
        }
        .foregroundStyle(of.ink)
        .padding(.leading, mark.state == .done ? 0 : 6)
        .padding(.trailing, 8)
        .padding(.vertical, 2)
        .background(RoundedRectangle(cornerRadius: Look.corner).fill(of.fill))
        .overlay {
            if let edge = of.edge { RoundedRectangle(cornerRadius: Look.corner).strokeBorder(edge, style: of.stroke(look)) }
        }
    }
}
