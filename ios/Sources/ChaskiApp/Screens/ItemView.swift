import ChaskiCore
import ChaskiKit
import SwiftUI

/// One of the things that stand on a screen. What is asked is not among them: a form has its fields.
struct ItemView: View {
    let item: Item
    /// Charts that are laid out, by their keys.
    var charts: [String: Chart] = [:]
    let does: @MainActor (Does) async -> Void

    var body: some View {
        switch item {
        case .fallsBack(let says): Paragraph(says, font: .callout, isFaint: true).padding(.horizontal, 16).padding(.vertical, 8)
        case .band(let row): BandView(row: row, act: act(row.does))
        case .heading(let says): Heading(says)
        case .says(let says): Paragraph(says).padding(.horizontal, 16).padding(.vertical, 8)
        case .chart(let of): ChartCard(of: of, chart: charts[ScreenModel.key(of: of)]) { await does(.chart(person: of.person, indicator: of.indicator)) }
        case .line(let row): RowView(row: row, act: act(row.does))
        case .extra(let button):
            Press(button.text, picture: button.picture) { await does(button.does) }.padding(.horizontal, 16).padding(.vertical, 8)
        case .extras(let buttons): extras(buttons)
        case .asked: EmptyView()
        }
    }

    private func act(_ of: Does?) -> (@MainActor () async -> Void)? {
        guard let of else { return nil }
        return { await does(of) }
    }

    /// Several beside each other, as far as there is room: what narrows a long list stands above it.
    private func extras(_ buttons: [ChaskiCore.Button]) -> some View {
        Flow(gap: 8) {
            ForEach(buttons, id: \.text) { Narrowing(button: $0, does: does) }
        }
        .frame(maxWidth: .infinity, alignment: .leading)
        .padding(EdgeInsets(top: 4, leading: 16, bottom: 12, trailing: 16))
    }
}

private struct Narrowing: View {
    let button: ChaskiCore.Button
    let does: @MainActor (Does) async -> Void
    @Environment(\.look) private var look

    var body: some View {
        Button {
            Task { await does(button.does) }
        } label: {
            Said(button.text)
                .font(.callout.bold())
                .foregroundStyle(look.action)
                .padding(.horizontal, 12)
                .frame(minHeight: 56)
        }
        .buttonStyle(Boxed(fill: look.paper, edge: look.action, width: max(look.edge, 1), pressed: look.pressed))
        .accessibilityLabel(Text(button.text.spoken))
    }
}
