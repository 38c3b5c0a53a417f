import ChaskiCore
import ChaskiKit
import SwiftUI

/// The four tabs that never change.
struct Tabs: View {
    let place: String
    @Environment(AppModel.self) private var app
    @Environment(\.look) private var look

    var body: some View {
        HStack(alignment: .top, spacing: 0) {
            tab(.tabToday, "today", Places.today, isChosen: place == Places.today)
            tab(.tabFamilies, "group", Places.families, isChosen: Places.isFamilies(place))
            tab(.tabNotices, "inbox", Places.notices, isChosen: place == Places.notices, count: app.notices)
            tab(.tabPhone, "mobile", Places.delivery, isChosen: place == Places.delivery)
        }
        .dynamicTypeSize(...DynamicTypeSize.xxLarge)
        .overlay(alignment: .top) { look.line.frame(height: look.edge) }
    }

    private func tab(_ word: Word, _ picture: String, _ goes: String, isChosen: Bool, count: UInt64 = 0) -> some View {
        let word = app.words[word]
        // How many things need her.
        let said = count == 0 ? word : Sentence(text: "\(word.text) \(count)", language: word.language)
        return Button {
            if place != goes { Task { await app.begin(goes) } }
        } label: {
            VStack(spacing: 2) {
                Picture(picture)
                Said(said).font(isChosen ? .footnote.bold() : .footnote).lineLimit(2).multilineTextAlignment(.center)
            }
            .foregroundStyle(isChosen ? look.onAction : look.ink)
            .padding(.top, 6)
            .padding(.bottom, 4)
            .frame(maxWidth: .infinity, minHeight: 56)
        }
        .buttonStyle(Boxed(fill: isChosen ? look.action : look.paper, pressed: look.pressedRow, corner: 0))
        .accessibilityLabel(Text(said.spoken))
        // Its letters do not grow for want of room; held, it is shown large.
        .accessibilityShowsLargeContentViewer { Text(said.spoken) }
        .accessibilityAddTraits(isChosen ? .isSelected : [])
    }
}
