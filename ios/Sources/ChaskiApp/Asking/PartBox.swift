import ChaskiCore
import SwiftUI

/// A part of a day or of a time: its name, and what was typed for it. The one that the keys are for has a thick edge.
struct PartBox: View {
    let name: Sentence
    let text: String
    let isAt: Bool
    let readOnly: Bool
    let touch: @MainActor () -> Void
    @Environment(\.look) private var look
    @ScaledMetric(relativeTo: .title) private var letter: CGFloat = 24

    var body: some View {
        VStack(alignment: .leading, spacing: 2) {
            Said(name).font(.callout).foregroundStyle(look.ink2).lineLimit(1).minimumScaleFactor(0.6).accessibilityHidden(true)
            Button(action: touch) {
                Text(verbatim: text)
                    .font(.system(size: min(letter, 34), weight: .bold))
                    .foregroundStyle(look.ink)
                    .lineLimit(1)
                    .minimumScaleFactor(0.6)
                    .frame(maxWidth: .infinity, minHeight: 56)
            }
            .buttonStyle(Boxed(fill: look.paper, edge: isAt ? look.action : look.line, width: isAt ? 3 : look.edge, pressed: look.pressed))
            .disabled(readOnly)
            .accessibilityLabel(Text(name.spoken))
            .accessibilityValue(Text(verbatim: text))
            .accessibilityAddTraits(isAt ? .isSelected : [])
        }
    }
}
