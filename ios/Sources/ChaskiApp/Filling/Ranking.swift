import ChaskiCore
import ChaskiKit
import SwiftUI

/// An order by touches: the first that is touched is the first. Touched again, one leaves it.
struct Ranking: View {
    private let options: [Option]
    private let readOnly: Bool
    private let changed: @MainActor (String) -> Void
    /// As far as it goes; half an order is no answer.
    @State private var order: String
    @Environment(AppModel.self) private var app
    @Environment(\.look) private var look

    init(options: [Option], value: String, readOnly: Bool, changed: @escaping @MainActor (String) -> Void) {
        (self.options, self.readOnly, self.changed) = (options, readOnly, changed)
        _order = State(initialValue: value)
    }

    var body: some View {
        VStack(spacing: 8) {
            Paragraph(app.words[.fillOrder], font: .callout, isFaint: true)
            ForEach(options, id: \.code, content: button)
        }
        .disabled(readOnly)
    }

    private func button(_ option: Option) -> some View {
        let place = order.split(separator: " ").firstIndex(of: Substring(option.code))
        let said = place.map { Sentence(text: "\($0 + 1) · \(option.text.text)", language: option.text.language) } ?? option.text
        return Button {
            order = rankTouched(order: order, name: option.code)
            changed(rankValue(order: order, of: UInt32(options.count)))
        } label: {
            Said(said)
                .font(.title3)
                .foregroundStyle(place == nil ? look.ink : look.onAction)
                .multilineTextAlignment(.leading)
                .padding(.horizontal, 12)
                .padding(.vertical, 8)
                .frame(maxWidth: .infinity, minHeight: 64, alignment: .leading)
        }
        .buttonStyle(Boxed.option(look, isChosen: place != nil))
        .accessibilityLabel(Text(said.spoken))
        .accessibilityAddTraits(place == nil ? [] : .isSelected)
    }
}
