import ChaskiCore
import ChaskiKit
import SwiftUI

/// Any screen that the core describes. It knows none of them: what stands there is data, and what a button does is the core's.
struct ScreenPage: View {
    let model: ScreenModel
    @Environment(AppModel.self) private var app
    @Environment(\.look) private var look
    @Environment(\.dynamicTypeSize) private var letters

    var body: some View {
        PageFrame(model.view?.title, context: model.view?.context, says: model.says, back: back) {
            VStack(spacing: 0) {
                if model.searches { SearchField(model: model) }
                if model.place == Places.delivery { DeliveryStrip() }
                if let trouble = model.trouble { self.trouble(trouble) } else if let view = model.view { content(view) }
            }
        } foot: {
            if let main = model.view?.main {
                Actions {
                    Press(main.text, picture: main.picture, isMain: true) { await model.does(main.does) }.disabled(model.isBusy)
                }
            }
            if model.isRoot { Tabs(place: model.place) }
        }
    }

    private var back: (@MainActor () async -> Void)? {
        guard !model.isRoot else { return nil }
        return { await app.back() }
    }

    @ViewBuilder
    private func content(_ view: ScreenView) -> some View {
        let items = Item.of(view, more: model.more, narrows: model.searches && !letters.isAccessibilitySize)
        if items.contains(where: \.isAsked) { ScreenForm(items: items, model: model) } else { ScreenList(items: items, model: model) }
    }

    /// Nothing could be shown: what is wrong, what to do, and the way to try it again.
    private func trouble(_ says: Sentence) -> some View {
        ScrollView {
            VStack(spacing: 8) {
                Paragraph(app.words[.troubleTitle], font: .title2.bold()).padding(.top, 24)
                Paragraph(says).told(says)
                Paragraph(app.words[.troubleSafe])
                Press(app.words[.retry], picture: "sync") { await model.load() }.padding(.top, 16)
            }
            .padding(.horizontal, 16)
        }
    }
}

/// A screen that only shows: a list that reads on as it is scrolled. She finds it again at the row that led her away.
private struct ScreenList: View {
    let items: [Item]
    let model: ScreenModel
    @Environment(Positions.self) private var positions
    @Environment(AppModel.self) private var app

    var body: some View {
        ScrollViewReader { scroll in
            List {
                ForEach(Array(items.enumerated()), id: \.offset) { at, item in
                    ItemView(item: item, charts: model.charts) { does in
                        positions.leaves(app.session.trail, from: at)
                        await model.does(does)
                    }
                    .drawsChart(of: item, for: model)
                    .listRowInsets(EdgeInsets())
                    .listRowSeparator(.hidden)
                    .listRowBackground(Color.clear)
                    .onAppear { if model.readsOn, at >= items.count - ahead { Task { await model.readOn() } } }
                    .id(at)
                }
            }
            .listStyle(.plain)
            .scrollContentBackground(.hidden)
            .environment(\.defaultMinListRowHeight, 1)
            .onAppear {
                if let at = positions.returns(app.session.trail), at < items.count { scroll.scrollTo(at, anchor: .center) }
            }
        }
    }

    private let ahead = 10
}

/// A screen that asks something: all of it stands in one column.
private struct ScreenForm: View {
    let items: [Item]
    let model: ScreenModel
    /// How often the core gave what was typed back.
    @State private var times = 0

    var body: some View {
        ScrollViewReader { scroll in
            ScrollView {
                VStack(spacing: 0) {
                    ForEach(Array(items.enumerated()), id: \.offset) { at, item in
                        if case .asked(let input) = item {
                            // What the core gave back, perhaps written otherwise, stands in a field that is made anew.
                            InputField(input: input, model: model).id(times).id(input.key)
                        } else {
                            ItemView(item: item, charts: model.charts) { await model.does($0) }.drawsChart(of: item, for: model)
                        }
                    }
                }
                .padding(.bottom, 16)
            }
            .scrollDismissesKeyboard(.interactively)
            .onChange(of: model.view) {
                times += 1
                // What is to be looked at again is in sight.
                if let wrong = model.view?.groups.flatMap(\.inputs).first(where: { $0.wrong != nil }) {
                    withAnimation { scroll.scrollTo(wrong.key, anchor: .top) }
                }
            }
        }
    }
}
