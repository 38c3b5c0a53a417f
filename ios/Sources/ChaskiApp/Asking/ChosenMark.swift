import SwiftUI

/// Whether an answer is chosen, seen without its colour: a ring for one of several, a square for any of them, a tick in it once chosen.
struct ChosenMark: View {
    let isChosen: Bool
    var several = false

    var body: some View {
        ZStack {
            if several { Rectangle().strokeBorder(lineWidth: 2.5) } else { Circle().strokeBorder(lineWidth: 2.5) }
            if isChosen { Tick().stroke(lineWidth: 2.5) }
        }
        .frame(width: 24, height: 24)
    }
}

private struct Tick: Shape {
    func path(in box: CGRect) -> Path {
        var tick = Path()
        tick.move(to: CGPoint(x: box.minX + box.width * 0.27, y: box.minY + box.height * 0.52))
        tick.addLine(to: CGPoint(x: box.minX + box.width * 0.44, y: box.minY + box.height * 0.68))
        tick.addLine(to: CGPoint(x: box.minX + box.width * 0.74, y: box.minY + box.height * 0.34))
        return tick
    }
}
