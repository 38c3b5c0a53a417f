import ChaskiCore
import ChaskiKit
import SwiftUI

/// How a delivery goes on, above the page of deliveries; everything else goes on meanwhile.
struct DeliveryStrip: View {
    @Environment(AppModel.self) private var app
    @Environment(\.look) private var look

    var body: some View {
        switch app.session.delivery.state {
        case .quiet: EmptyView()
        case .running(let says):
            strip(says ?? app.words[.syncRunning]) {
                Press(app.words[.syncStop], picture: "stop_circle") { app.session.delivery.stop() }
            }
        case .over(let says, wentWell: _, askToPay: let askToPay):
            strip(says) {
                if askToPay {
                    Press(app.words[.syncAnyway], picture: "sync") { await app.session.delivery.start(.anyLine) }
                }
            }
        }
    }

    private func strip<Below: View>(_ says: Sentence, @ViewBuilder below: () -> Below) -> some View {
        VStack(spacing: 8) {
            Paragraph(says).told(says)
            below()
        }
        .padding(.horizontal, 16)
        .padding(.vertical, 10)
        .background(look.paper)
        .overlay { Rectangle().strokeBorder(look.action, lineWidth: look.edge) }
    }
}
