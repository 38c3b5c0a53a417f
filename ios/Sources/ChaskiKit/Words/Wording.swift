import ChaskiCore

/// The words of the app's own pages in one language, asked of the core once: a page reads them without a call.
public struct Wording: Sendable {
    public let language: Lang
    /// Short names of the months, the first of them January.
    public let months: [String]
    private let said: [Word: Sentence]

    /// Away from the main actor: it calls the core.
    public init(language: Lang) {
        self.language = language
        let words = Word.allCases.filter { !Word.withPlaces.contains($0) }
        let all = wordsIn(language: language, asked: words.map { Asked(id: $0.rawValue, args: []) })
        said = Dictionary(uniqueKeysWithValues: zip(words, all.map { Sentence(text: $0.text, language: $0.language) }))
        months = wordsIn(language: language, asked: (1...12).map { Asked(id: "month-short", args: [Wording.number("n", $0)]) }).map(\.text)
    }

    /// A word with places has none here: it is asked for with what stands in them.
    public subscript(word: Word) -> Sentence { said[word] ?? Sentence(text: "", language: language) }

    public func text(_ word: Word) -> String { self[word].text }

    /// One with something in its places. Away from the main actor: it calls the core.
    public static func said(_ language: Lang, _ word: Word, _ places: [WordArg]) -> Sentence {
        let words = wordsIn(language: language, asked: [Asked(id: word.rawValue, args: places)])
        return Sentence(text: words.first?.text ?? "", language: words.first?.language ?? language)
    }

    /// One that chooses by a count, with the count as it is shown.
    public static func counted(_ language: Lang, _ word: Word, _ count: UInt64) -> Sentence {
        said(language, word, [number("n", Int64(clamping: count)), text("shown", String(count))])
    }

    public static func text(_ name: String, _ value: String) -> WordArg { WordArg(name: name, value: .text(text: value)) }

    public static func number(_ name: String, _ value: Int64) -> WordArg { WordArg(name: name, value: .number(number: value)) }
}
