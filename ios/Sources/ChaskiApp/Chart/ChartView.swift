import ChaskiCore
import SwiftUI

/// A growth chart as the core laid it out, drawn as it says: it reads without colour, by dashes, strength and labels.
struct ChartView: View {
    let chart: Chart?
    /// Tells one point from the others.
    var chosen: UInt32?
    @Environment(\.look) private var look

    var body: some View {
        // The core's units are points.
        Canvas { canvas, _ in
            guard let chart else { return }
            let drawing = ChartDrawing(chart: chart, chosen: chosen, look: look)
            drawing.grid(canvas)
            drawing.curves(canvas)
            drawing.child(canvas)
            chart.labels.forEach { drawing.label(canvas, $0) }
            chart.keys.forEach { drawing.key(canvas, $0.sign, $0.at.point) }
        }
        .frame(width: chart.map { CGFloat($0.request.layout.width) }, height: CGFloat(chart?.request.layout.height ?? 160))
        .frame(maxWidth: .infinity)
        .accessibilityElement(children: .ignore)
        .accessibilityLabel(Text(chart?.description.spoken ?? AttributedString()))
    }
}

private struct ChartDrawing {
    let chart: Chart
    let chosen: UInt32?
    let look: Look

    private var dot: CGFloat { chart.dot }

    func grid(_ canvas: GraphicsContext) {
        let (frame, faint) = (chart.frame, Color(look.palette.paper, with: look.palette.line, part: 0.45))
        let stroke = { (from: CGPoint, to: CGPoint, strong: Bool) in
            canvas.stroke(path([from, to]), with: .color(strong ? look.line : faint), lineWidth: strong ? 1 : 0.5)
        }
        for at in chart.x.grid { stroke(CGPoint(x: at.place, y: frame.top), CGPoint(x: at.place, y: frame.bottom), at.strong) }
        for at in chart.y.grid { stroke(CGPoint(x: frame.left, y: at.place), CGPoint(x: frame.right, y: at.place), at.strong) }
        let box = CGRect(x: frame.left, y: frame.top, width: frame.right - frame.left, height: frame.bottom - frame.top)
        canvas.stroke(Path(box), with: .color(look.line), lineWidth: 1)
    }

    func curves(_ canvas: GraphicsContext) {
        for curve in chart.curves {
            let (colour, style): (Color, StrokeStyle) = switch curve.z {
            case 0: (Color(look.palette.curveMedian), StrokeStyle(lineWidth: 2))
            case 2, -2: (Color(look.palette.curveTwo), StrokeStyle(lineWidth: 1.5, dash: [6, 4]))
            case 3, -3: (look.ink, StrokeStyle(lineWidth: 1.5))
            default: (look.line, StrokeStyle(lineWidth: 1))
            }
            for piece in curve.pieces { canvas.stroke(path(piece.map(\.point)), with: .color(colour), style: style) }
        }
        for leader in chart.leaders { canvas.stroke(path([leader.from.point, leader.to.point]), with: .color(look.line), lineWidth: 1) }
    }

    func child(_ canvas: GraphicsContext) {
        for stretch in chart.line {
            let style = StrokeStyle(lineWidth: 3, dash: stretch.apart ? [2, 4] : [])
            canvas.stroke(path(stretch.places.map(\.point)), with: .color(look.action), style: style)
        }
        chart.marks.forEach { mark(canvas, $0) }
    }

    private func mark(_ canvas: GraphicsContext, _ mark: ChartMark) {
        let at = mark.at.point
        if let between = mark.between { bar(canvas, CGPoint(x: between.from, y: at.y), CGPoint(x: between.to, y: at.y)) }
        if let beyond = mark.beyond {
            arrow(canvas, at, beyond)
        } else if mark.finding {
            triangle(canvas, at)
        } else if mark.preterm {
            ring(canvas, at)
        } else {
            canvas.fill(circle(at, dot), with: .color(look.action))
        }
        if mark.row == chosen { canvas.stroke(circle(at, dot + 5), with: .color(look.ink), lineWidth: 2.5) }
    }

    func key(_ canvas: GraphicsContext, _ sign: ChartSign, _ at: CGPoint) {
        switch sign {
        case .finding: triangle(canvas, at)
        case .preterm: ring(canvas, at)
        case .beyond: arrow(canvas, at, .top)
        case .between: bar(canvas, CGPoint(x: at.x - dot * 1.5, y: at.y), CGPoint(x: at.x + dot * 1.5, y: at.y))
        }
    }

    private func bar(_ canvas: GraphicsContext, _ from: CGPoint, _ to: CGPoint) {
        canvas.stroke(path([from, to]), with: .color(look.action), lineWidth: 3)
    }

    private func ring(_ canvas: GraphicsContext, _ at: CGPoint) {
        canvas.fill(circle(at, dot), with: .color(look.paper))
        canvas.stroke(circle(at, dot), with: .color(look.action), lineWidth: 2.5)
    }

    private func triangle(_ canvas: GraphicsContext, _ at: CGPoint) {
        let high = dot * 1.3
        let shape = path([
            CGPoint(x: at.x, y: at.y - high), CGPoint(x: at.x + high, y: at.y + high * 0.8), CGPoint(x: at.x - high, y: at.y + high * 0.8),
        ], isClosed: true)
        canvas.fill(shape, with: .color(look.paper))
        canvas.stroke(shape, with: .color(look.action), lineWidth: 2.5)
    }

    /// Points to the side on which the measurement lies beyond the chart.
    private func arrow(_ canvas: GraphicsContext, _ at: CGPoint, _ side: ChartSide) {
        let turned = { (across: CGFloat, along: CGFloat) -> CGPoint in
            switch side {
            case .top: CGPoint(x: at.x + across, y: at.y - along)
            case .bottom: CGPoint(x: at.x - across, y: at.y + along)
            case .left: CGPoint(x: at.x - along, y: at.y - across)
            case .right: CGPoint(x: at.x + along, y: at.y + across)
            }
        }
        canvas.fill(path([turned(0, dot), turned(dot, -dot), turned(-dot, -dot)], isClosed: true), with: .color(look.action))
    }

    /// The place of a label is on the line that its letters stand on.
    func label(_ canvas: GraphicsContext, _ label: ChartLabel) {
        let text = Text(label.text.spoken).font(.system(size: label.size, weight: label.bold ? .bold : .regular)).foregroundStyle(look.ink)
        let drawn = canvas.resolve(text)
        let room = CGSize(width: CGFloat.greatestFiniteMagnitude, height: .greatestFiniteMagnitude)
        let size = drawn.measure(in: room)
        let left: CGFloat = switch label.anchor {
        case .start: 0
        case .middle: size.width / 2
        case .end: size.width
        }
        let corner = CGPoint(x: label.at.x - left, y: label.at.y - drawn.firstBaseline(in: size))
        canvas.draw(drawn, in: CGRect(origin: corner, size: size))
    }

    private func circle(_ at: CGPoint, _ radius: CGFloat) -> Path {
        Path(ellipseIn: CGRect(x: at.x - radius, y: at.y - radius, width: radius * 2, height: radius * 2))
    }

    private func path(_ points: [CGPoint], isClosed: Bool = false) -> Path {
        var path = Path()
        path.addLines(points)
        if isClosed { path.closeSubpath() }
        return path
    }
}

extension ChartPlace {
    fileprivate var point: CGPoint { CGPoint(x: x, y: y) }
}
