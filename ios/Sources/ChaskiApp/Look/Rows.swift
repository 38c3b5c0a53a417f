import ChaskiCore
import SwiftUI

/// One row of a list: picture, title, lines, states. It is one stop for a screen reader.
struct RowView: View {
    let row: Row
    var act: (@MainActor () async -> Void)?
    @Environment(\.look) private var look

    var body: some View {
        if let act {
            Button {
                Task { await act() }
            } label: {
                content(leadsOn: true)
            }
            .buttonStyle(Boxed(fill: look.paper, pressed: look.pressedRow, corner: 0))
            .accessibilityLabel(Text(spoken))
        } else {
            content(leadsOn: false)
                .background(look.paper)
                .accessibilityElement(children: .ignore)
                .accessibilityLabel(Text(spoken))
        }
    }

    private var spoken: AttributedString { ([row.title] + row.lines + row.marks.map(\.text)).spoken }

    private func content(leadsOn: Bool) -> some View {
        HStack(spacing: 12) {
            Picture(row.picture, size: 48)
            VStack(alignment: .leading, spacing: 2) {
                Said(row.title).font(.body.weight(.medium)).foregroundStyle(look.ink)
                // What a state says is said once.
                ForEach(row.lines.filter { line in !row.marks.contains { $0.text == line } }, id: \.self) {
                    Said($0).font(.callout).foregroundStyle(look.ink2)
                }
                if !row.marks.isEmpty {
                    Flow { ForEach(row.marks, id: \.self) { Chip(mark: $0, isSaid: $0.text == row.title) } }.padding(.top, 4)
                }
            }
            .frame(maxWidth: .infinity, alignment: .leading)
            if leadsOn { Picture("chevron_right").foregroundStyle(look.ink2) }
        }
        .foregroundStyle(look.ink)
        .multilineTextAlignment(.leading)
        .padding(EdgeInsets(top: 8, leading: 16, bottom: 8, trailing: 8))
        .frame(maxWidth: .infinity, minHeight: row.picture == nil && row.marks.isEmpty ? 56 : 84)
        // A thin line under it parts it from the next.
        .overlay(alignment: .bottom) { look.line.frame(height: look.edge) }
    }
}

/// A band under the bar: what is to be looked at first, across the whole width, in the colours of its state.
struct BandView: View {
    let row: Row
    var act: (@MainActor () async -> Void)?
    @Environment(\.look) private var look

    var body: some View {
        let of = row.marks.first.map { MarkLook($0.state, look) }
        if let act {
            Button {
                Task { await act() }
            } label: {
                content(of, leadsOn: true)
            }
            .buttonStyle(Boxed(fill: of?.fill ?? look.paper, pressed: of?.pressed ?? look.pressedRow, corner: 0))
            .accessibilityLabel(Text(texts.spoken))
        } else {
            content(of, leadsOn: false)
                .background(of?.fill ?? look.paper)
                .accessibilityElement(children: .ignore)
                .accessibilityLabel(Text(texts.spoken))
        }
    }

    private var texts: [Sentence] { [row.title] + row.lines + row.marks.map(\.text).filter { $0 != row.title } }

    private func content(_ of: MarkLook?, leadsOn: Bool) -> some View {
        HStack(spacing: 12) {
            Picture(of?.picture ?? row.picture, size: 28)
            VStack(alignment: .leading, spacing: 0) {
                ForEach(texts, id: \.self) { Said($0) }
            }
            .font(.body)
            .frame(maxWidth: .infinity, alignment: .leading)
            if leadsOn { Picture("chevron_right") }
        }
        .foregroundStyle(of?.ink ?? look.ink)
        .multilineTextAlignment(.leading)
        .padding(EdgeInsets(top: 6, leading: 16, bottom: 6, trailing: 8))
        .frame(maxWidth: .infinity, minHeight: 56)
        .overlay {
            if let of, let edge = of.edge { Rectangle().strokeBorder(edge, style: of.stroke(look)) }
        }
    }
}
