import ChaskiCore
import Foundation
import SwiftUI

extension Sentence {
    /// For a reader: the words with the language that they are read in.
    var spoken: AttributedString {
        var said = AttributedString(text)
        said.languageIdentifier = language
        return said
    }
}

extension [Sentence] {
    /// All of it in one stop; what is said twice is said once.
    var spoken: AttributedString {
        var (all, said) = (AttributedString(), Set<String>())
        for one in self where !one.text.isEmpty && said.insert(one.text).inserted {
            if !all.characters.isEmpty { all += AttributedString(", ") }
            all += one.spoken
        }
        return all
    }
}

/// A sentence as it is shown: one in another language than the pages' has that language in a small frame before it, and is read in its own.
struct Said: View {
    private let sentence: Sentence
    @Environment(\.look) private var look
    @Environment(\.pageLanguage) private var language

    init(_ sentence: Sentence) { self.sentence = sentence }

    var body: some View {
        if sentence.language == language || sentence.text.isEmpty {
            Text(sentence.spoken)
        } else {
            HStack(alignment: .firstTextBaseline, spacing: 6) {
                Text(verbatim: sentence.language.uppercased())
                    .font(.footnote)
                    .padding(.horizontal, 3)
                    .overlay { Rectangle().strokeBorder(lineWidth: look.edge) }
                    .accessibilityHidden(true)
                Text(sentence.spoken)
            }
        }
    }
}

private struct PageLanguageKey: EnvironmentKey {
    static let defaultValue = "es"
}

extension EnvironmentValues {
    /// The language that pages are in.
    var pageLanguage: Lang {
        get { self[PageLanguageKey.self] }
        set { self[PageLanguageKey.self] = newValue }
    }
}
