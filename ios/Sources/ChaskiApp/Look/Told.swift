import ChaskiCore
import SwiftUI

/// What it says is told aloud by a screen reader when it comes and when it changes.
private struct Told: ViewModifier {
    let said: Sentence?
    let atOnce: Bool

    func body(content: Content) -> some View {
        content
            .onAppear { tell() }
            .onChange(of: said) { tell() }
    }

    private func tell() {
        if let said, !said.text.isEmpty { Announcing.say(said.spoken, atOnce: atOnce) }
    }
}

extension View {
    func told(_ said: Sentence?, atOnce: Bool = false) -> some View { modifier(Told(said: said, atOnce: atOnce)) }
}
