import ChaskiKit
import SwiftUI

/// The field above the families: what is found is there as she types. What is typed here may be a name: the keyboard offers none.
struct SearchField: View {
    @Bindable var model: ScreenModel
    @FocusState private var isFocused: Bool
    @Environment(AppModel.self) private var app
    @Environment(\.look) private var look

    var body: some View {
        HStack(spacing: 8) {
            HStack(spacing: 8) {
                Picture("search").foregroundStyle(look.ink2)
                TextField(text: $model.searched) { Text(app.words[.search].spoken).foregroundStyle(look.ink2) }
                    .font(.title3)
                    .foregroundStyle(look.ink)
                    .autocorrectionDisabled()
                    .submitLabel(.search)
                    .focused($isFocused)
                    .accessibilityLabel(Text(app.words[.search].spoken))
            }
            .padding(.horizontal, 12)
            .frame(minHeight: 56)
            .background(RoundedRectangle(cornerRadius: Look.corner).fill(look.paper))
            .overlay { RoundedRectangle(cornerRadius: Look.corner).strokeBorder(isFocused ? look.ink : look.line, lineWidth: isFocused ? 3 : look.edge) }
            if !model.searched.isEmpty {
                Button {
                    model.searched = ""
                } label: {
                    Picture("close").foregroundStyle(look.ink).frame(width: 56, height: 56)
                }
                .buttonStyle(Boxed(fill: look.ground, pressed: look.pressedRow))
                .accessibilityLabel(Text(app.words[.searchClear].spoken))
            }
        }
        .dynamicTypeSize(...DynamicTypeSize.accessibility2)
        .padding(.horizontal, 16)
        .padding(.vertical, 8)
    }
}
