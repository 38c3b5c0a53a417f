import ChaskiCore
import ChaskiKit
import SwiftUI

/// Who is on this phone could not be read, on a full disk for one: what is safe, what to do, and the way to try it again.
struct TroublePage: View {
    let says: Sentence
    @Environment(AppModel.self) private var app

    var body: some View {
        PageFrame(app.words[.troubleTitle]) {
            ScrollView {
                VStack(spacing: 8) {
                    Paragraph(says).told(says)
                    Paragraph(app.words[.troubleSafe])
                }
                .padding(16)
            }
        } foot: {
            Actions { Press(app.words[.retry], picture: "sync", isMain: true) { await app.route() } }
        }
    }
}
