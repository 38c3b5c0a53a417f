import ChaskiCore
import ChaskiKit
import SwiftUI

/// Another PIN: the one of now, then the new one twice.
struct PinPage: View {
    let model: PinModel
    @Environment(AppModel.self) private var app

    var body: some View {
        PageFrame(app.words[.settingsPin], says: model.notice, back: { await app.back() }) {
            AskedPin(says: model.says, isOpen: !model.isBusy) { await model.give(pin: $0) }
        }
    }
}

/// Allows her finger or her face in the place of her PIN: her PIN, then a finger or face that the phone knows.
struct FingerPage: View {
    let model: FingerModel
    @Environment(AppModel.self) private var app

    var body: some View {
        PageFrame(app.words[.settingsFinger], says: model.notice, back: { await app.back() }) {
            AskedPin(says: model.says, isOpen: !model.isBusy) { await model.give(pin: $0) }
        }
    }
}

/// What is to be typed, and the keys for it.
private struct AskedPin: View {
    let says: Sentence
    let isOpen: Bool
    let whole: @MainActor (String) async -> Void

    var body: some View {
        ScrollView {
            VStack(spacing: 8) {
                Paragraph(says, font: .title2.bold()).told(says)
                PinPad(isOpen: isOpen, whole: whole)
            }
            .padding(16)
        }
    }
}
