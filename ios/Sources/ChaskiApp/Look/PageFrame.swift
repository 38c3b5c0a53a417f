import ChaskiCore
import ChaskiKit
import SwiftUI

/// The frame of every page: a bar with the way back and whom it is about, what is said once across the page, what it shows, and its actions at the bottom.
struct PageFrame<Content: View, Foot: View>: View {
    private let title: Sentence?
    private let context: Sentence?
    private let says: Sentence?
    private let back: (@MainActor () async -> Void)?
    private let menu: (@MainActor () async -> Void)?
    private let content: Content
    private let foot: Foot
    @Environment(AppModel.self) private var app
    @Environment(\.look) private var look

    init(
        _ title: Sentence?, context: Sentence? = nil, says: Sentence? = nil, back: (@MainActor () async -> Void)? = nil,
        menu: (@MainActor () async -> Void)? = nil, @ViewBuilder content: () -> Content, @ViewBuilder foot: () -> Foot
    ) {
        (self.title, self.context, self.says, self.back, self.menu) = (title, context, says, back, menu)
        (self.content, self.foot) = (content(), foot())
    }

    var body: some View {
        VStack(spacing: 0) {
            bar
            if let says {
                Said(says)
                    .font(.body)
                    .foregroundStyle(look.ink)
                    .frame(maxWidth: .infinity, alignment: .leading)
                    .padding(.horizontal, 16)
                    .padding(.vertical, 10)
                    .background(look.paper)
                    .overlay { Rectangle().strokeBorder(look.action, lineWidth: look.edge) }
                    .told(says)
            }
            content.frame(maxWidth: .infinity, maxHeight: .infinity, alignment: .top)
            VStack(spacing: 0) { foot }
                .background { look.paper.ignoresSafeArea(edges: .bottom) }
        }
        .background { look.ground.ignoresSafeArea() }
        .swipesBack(back)
        .accessibilityAction(.escape) { if let back { Task { await back() } } }
    }

    /// It says where one is; what the page is for has the room, so its letters stop growing before the others.
    private var bar: some View {
        HStack(spacing: 0) {
            if let back { symbol("arrow_back", .back, back) }
            VStack(alignment: .leading, spacing: 0) {
                if let title {
                    Said(title).font(.title3.bold()).lineLimit(2)
                }
                if let context, !context.text.isEmpty {
                    Said(context).font(.callout).lineLimit(2)
                }
            }
            .frame(maxWidth: .infinity, alignment: .leading)
            .padding(.leading, back == nil ? 16 : 4)
            .padding(.trailing, 8)
            .accessibilityElement(children: .ignore)
            .accessibilityLabel(Text([title, context].compactMap { $0 }.spoken))
            .accessibilityAddTraits(.isHeader)
            if let menu { symbol("menu", .menu, menu) }
        }
        .padding(.vertical, 4)
        .frame(minHeight: 56)
        .foregroundStyle(look.onAction)
        .dynamicTypeSize(...DynamicTypeSize.accessibility1)
        .background(look.action)
    }

    /// A picture without a word stands only here; a reader is told its word.
    private func symbol(_ picture: String, _ word: Word, _ act: @escaping @MainActor () async -> Void) -> some View {
        Button {
            Task { await act() }
        } label: {
            Picture(picture).frame(width: 56, height: 56)
        }
        .buttonStyle(Boxed(fill: look.action, pressed: Color(look.palette.action, with: look.palette.ink, part: 0.14), corner: 0))
        .accessibilityLabel(Text(app.words[word].spoken))
    }
}

extension PageFrame where Foot == EmptyView {
    init(
        _ title: Sentence?, context: Sentence? = nil, says: Sentence? = nil, back: (@MainActor () async -> Void)? = nil,
        @ViewBuilder content: () -> Content
    ) {
        self.init(title, context: context, says: says, back: back, content: content, foot: { EmptyView() })
    }
}

/// Buttons at the bottom, where a thumb is.
struct Actions<Content: View>: View {
    private let content: Content
    @Environment(\.look) private var look

    init(@ViewBuilder content: () -> Content) { self.content = content() }

    var body: some View {
        VStack(spacing: 8) { content }
            .padding(.horizontal, 16)
            .padding(.vertical, 8)
            .overlay(alignment: .top) { look.line.frame(height: look.edge) }
    }
}
