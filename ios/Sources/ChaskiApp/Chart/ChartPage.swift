import ChaskiCore
import ChaskiKit
import SwiftUI

/// One growth chart alone: the last year or all of it, point by point by two big buttons, or the same as a table.
struct ChartPage: View {
    let model: ChartModel
    @Environment(AppModel.self) private var app
    @Environment(\.look) private var look
    @Environment(\.dynamicTypeSize) private var letters

    var body: some View {
        PageFrame(model.title, says: model.trouble, back: { await app.back() }) {
            ScrollView {
                VStack(spacing: 8) {
                    if let says = model.says { Paragraph(says).told(says).padding(.vertical, 8) }
                    if let chart = model.chart {
                        if model.asTable { ChartTableView(table: chart.table) } else { picture(chart) }
                        Press(app.words[model.all ? .chartYear : .chartAll]) { await model.turnAll() }.padding(.top, 8)
                        Press(app.words[model.asTable ? .chartPicture : .chartTable]) { model.turnTable() }
                    }
                }
                .padding(.horizontal, 16)
                .padding(.bottom, 16)
            }
        } foot: {
            // At the bottom, so that the chart is seen while she goes from point to point; with large letters the chart has the room.
            if model.chart != nil, !model.asTable, !letters.isAccessibilitySize {
                Actions { HStack(spacing: 8) { steps } }
            }
        }
        .task(id: Room(page: look.page, letters: letters)) {
            guard look.page.width > 0 else { return }
            await model.fit(width: look.page.width, height: look.page.height, letters: letters.factor)
        }
    }

    @ViewBuilder
    private func picture(_ chart: Chart) -> some View {
        ChartView(chart: chart, chosen: model.chosen)
        if letters.isAccessibilitySize { steps }
    }

    @ViewBuilder
    private var steps: some View {
        Press(app.words[.chartBefore]) { model.before() }
        Press(app.words[.chartAfter]) { model.after() }
    }
}

private struct Room: Equatable {
    let page: CGSize
    let letters: DynamicTypeSize
}

/// Each row in its own words, which is what a reader is given too.
private struct ChartTableView: View {
    let table: ChartTable
    @Environment(\.look) private var look

    var body: some View {
        LazyVStack(alignment: .leading, spacing: 0) {
            ForEach(Array(table.rows.enumerated()), id: \.offset) { _, row in
                VStack(alignment: .leading, spacing: 4) {
                    HStack(alignment: .firstTextBaseline, spacing: 8) {
                        ForEach(Array(row.cells.enumerated()), id: \.offset) { _, cell in
                            Said(cell).frame(maxWidth: .infinity, alignment: .leading)
                        }
                    }
                    .font(.callout)
                    .foregroundStyle(look.ink)
                    .frame(minHeight: 48)
                    ForEach(row.notes, id: \.self) { Paragraph($0, font: .callout, isFaint: true) }
                }
                .overlay(alignment: .bottom) { look.line.frame(height: look.edge) }
                .accessibilityElement(children: .ignore)
                .accessibilityLabel(Text(([row.says] + row.notes).spoken))
            }
        }
    }
}
