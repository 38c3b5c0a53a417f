import ChaskiCore
import ChaskiKit
import SwiftUI

/// A flat box with an edge, which darkens under a finger.
struct Boxed: ButtonStyle {
    var fill: Color
    var edge: Color?
    var width: CGFloat = 1
    var pressed: Color
    var corner: CGFloat = Look.corner

    func makeBody(configuration: Configuration) -> some View {
        configuration.label
            .background(RoundedRectangle(cornerRadius: corner).fill(configuration.isPressed ? pressed : fill))
            .overlay {
                if let edge { RoundedRectangle(cornerRadius: corner).strokeBorder(edge, lineWidth: width) }
            }
            .contentShape(Rectangle())
    }
}

/// A button with what it says, and a picture beside it. One is the main one of a page; all others have an edge.
struct Press: View {
    private let said: Sentence
    private let picture: String?
    private let isMain: Bool
    private let high: CGFloat
    private let act: @MainActor () async -> Void
    @Environment(\.look) private var look

    init(_ said: Sentence, picture: String? = nil, isMain: Bool = false, high: CGFloat = 56, act: @escaping @MainActor () async -> Void) {
        (self.said, self.picture, self.isMain, self.high, self.act) = (said, picture, isMain, high, act)
    }

    var body: some View {
        Button {
            Task { await act() }
        } label: {
            HStack(spacing: 8) {
                Picture(picture)
                Said(said)
            }
            .font(.title3.bold())
            .foregroundStyle(isMain ? look.onAction : look.action)
            .multilineTextAlignment(.center)
            .padding(.horizontal, 12)
            .padding(.vertical, 8)
            .frame(maxWidth: .infinity, minHeight: high)
        }
        .buttonStyle(Boxed(
            fill: isMain ? look.action : look.paper, edge: look.action, width: max(look.edge, 1),
            pressed: isMain ? Color(look.palette.action, with: look.palette.paper, part: 0.25) : look.pressed
        ))
        .accessibilityLabel(Text(said.spoken))
    }
}

/// What a group of rows has in common.
struct Heading: View {
    private let said: Sentence
    @Environment(\.look) private var look

    init(_ said: Sentence) { self.said = said }

    var body: some View {
        Said(said)
            .font(.body.bold())
            .foregroundStyle(look.ink)
            .frame(maxWidth: .infinity, alignment: .leading)
            .padding(EdgeInsets(top: 16, leading: 16, bottom: 4, trailing: 16))
            .accessibilityAddTraits(.isHeader)
    }
}

/// A sentence of a page.
struct Paragraph: View {
    private let said: Sentence
    private let font: Font
    private let isFaint: Bool
    @Environment(\.look) private var look

    init(_ said: Sentence, font: Font = .body, isFaint: Bool = false) { (self.said, self.font, self.isFaint) = (said, font, isFaint) }

    var body: some View {
        Said(said)
            .font(font)
            .foregroundStyle(isFaint ? look.ink2 : look.ink)
            .frame(maxWidth: .infinity, alignment: .leading)
    }
}

/// What is to be looked at again: picture, edge and sentence. It is said, not shouted.
struct Wrong: View {
    private let said: Sentence
    @Environment(\.look) private var look

    init(_ said: Sentence) { self.said = said }

    var body: some View {
        HStack(spacing: 4) {
            Picture("error", size: 20)
            Said(said).font(.callout)
        }
        .foregroundStyle(look.ink)
        .padding(.horizontal, 8)
        .padding(.vertical, 6)
        .overlay { RoundedRectangle(cornerRadius: Look.corner).strokeBorder(look.line, lineWidth: look.edge) }
        .accessibilityElement(children: .ignore)
        .accessibilityLabel(Text(said.spoken))
        .told(said)
    }
}
