import ChaskiCore
import SwiftUI

/// A chart on a page: its sentence above it, and a touch that shows it alone.
struct ChartCard: View {
    let of: ChartOf
    let chart: Chart?
    let touch: @MainActor () async -> Void
    @Environment(\.look) private var look

    var body: some View {
        Button {
            Task { await touch() }
        } label: {
            VStack(alignment: .leading, spacing: 8) {
                Said(of.says).font(.body).foregroundStyle(look.ink).multilineTextAlignment(.leading)
                ChartView(chart: chart)
            }
            .frame(maxWidth: .infinity, alignment: .leading)
            .padding(.horizontal, 16)
            .padding(.vertical, 8)
        }
        .buttonStyle(Boxed(fill: look.paper, pressed: look.pressedRow, corner: 0))
        .accessibilityLabel(Text(of.says.spoken))
    }
}
