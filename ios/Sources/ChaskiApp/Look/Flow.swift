import SwiftUI

/// Lays what it holds side by side, and goes on below where there is no room left.
struct Flow: Layout {
    var gap: CGFloat = 4

    func sizeThatFits(proposal: ProposedViewSize, subviews: Subviews, cache: inout ()) -> CGSize {
        lay(subviews, proposal.width ?? .infinity).size
    }

    func placeSubviews(in bounds: CGRect, proposal: ProposedViewSize, subviews: Subviews, cache: inout ()) {
        for (view, place) in zip(subviews, lay(subviews, bounds.width).places) {
            let room = ProposedViewSize(width: place.width, height: place.height)
            view.place(at: CGPoint(x: bounds.minX + place.minX, y: bounds.minY + place.minY), anchor: .topLeading, proposal: room)
        }
    }

    private func lay(_ subviews: Subviews, _ room: CGFloat) -> (places: [CGRect], size: CGSize) {
        var places: [CGRect] = []
        var (x, y, high, wide): (CGFloat, CGFloat, CGFloat, CGFloat) = (0, 0, 0, 0)
        for view in subviews {
            var size = view.sizeThatFits(.unspecified)
            // Longer than a line: it breaks within.
            if size.width > room { size = view.sizeThatFits(ProposedViewSize(width: room, height: nil)) }
            if x > 0, x + size.width > room {
                (x, y, high) = (0, y + high + gap, 0)
            }
            places.append(CGRect(x: x, y: y, width: min(size.width, room), height: size.height))
            (wide, high) = (max(wide, x + size.width), max(high, size.height))
            x += size.width + gap
        }
        return (places, CGSize(width: min(wide, room), height: y + high))
    }
}
