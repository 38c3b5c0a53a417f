import ChaskiCore
import ChaskiKit
import SwiftUI

/// By how much letters are larger than they are without a choice, as the core takes it for a chart.
extension DynamicTypeSize {
    var factor: Double {
        switch self {
        case .xSmall, .small, .medium, .large: 1
        case .xLarge: 1.12
        case .xxLarge: 1.24
        case .xxxLarge: 1.35
        default: 1.65
        }
    }
}

/// Asks for the chart of an item once the page's room is known, and anew where it is another.
private struct DrawsChart: ViewModifier {
    let item: Item
    let model: ScreenModel
    @Environment(\.look) private var look
    @Environment(\.dynamicTypeSize) private var letters

    func body(content: Content) -> some View {
        if case .chart(let of) = item {
            content.task(id: Asked(page: look.page, letters: letters, says: of.says)) {
                guard look.page.width > 0 else { return }
                await model.draw(of, width: look.page.width, height: look.page.height, letters: letters.factor)
            }
        } else {
            content
        }
    }
}

private struct Asked: Equatable {
    let page: CGSize
    let letters: DynamicTypeSize
    /// Other measurements say something else.
    let says: Sentence
}

extension View {
    func drawsChart(of item: Item, for model: ScreenModel) -> some View { modifier(DrawsChart(item: item, model: model)) }
}
