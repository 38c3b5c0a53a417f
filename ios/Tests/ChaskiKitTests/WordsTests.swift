import ChaskiCore
import Foundation
import Testing
@testable import ChaskiKit

/// What the app's own pages say stands in the language files of the core, and nowhere else.
@Suite
struct WordsTests {
    private static let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../Sources").standardized

    /// Every file of the package, by its place in it, but for the list of words itself.
    private static func files() throws -> [(name: String, text: String)] {
        let all = FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)?.allObjects as? [URL] ?? []
        let swift = all.filter { $0.pathExtension == "swift" && $0.lastPathComponent != "Word.swift" }
        #expect(swift.count > 50, "the sources are not where they are looked for: \(sources.path)")
        return try swift.map { (String($0.path.dropFirst(sources.path.count + 1)), try String(contentsOf: $0, encoding: .utf8)) }
    }

    @Test(arguments: ["es", "en"])
    func everyWordIsSaid(_ language: Lang) {
        let all = wordsIn(language: language, asked: Word.allCases.map { Asked(id: $0.rawValue, args: [Wording.number("n", 2), Wording.text("shown", "2")]) })
        for (word, said) in zip(Word.allCases, all) {
            #expect(!said.text.isEmpty && !said.text.hasPrefix("["), "\(word.rawValue) has no words in \(language): \(said.text)")
        }
    }

    @Test func everyWordIsUsed() throws {
        let text = try WordsTests.files().map(\.text).joined(separator: "\n")
        for word in Word.allCases {
            let use = try Regex("[.]\(word)\\b")
            let isUsed = text.contains(use)
            #expect(isUsed, "nobody says \(word.rawValue)")
        }
    }

    @Test func noSentenceStandsInAView() throws {
        let (literal, interpolation, words) = (try Regex(#""(?:[^"\\]|\\.)*""#), try Regex(#"\\\([^"]*\)"#), try Regex("[A-Za-zÁ-ú]{2}.* .*[A-Za-zÁ-ú]{2}"))
        // What a service throws is technical, and nobody is shown it.
        for (name, text) in try WordsTests.files() where !name.contains("/Services/") {
            for line in text.split(separator: "\n") where !line.drop(while: { $0 == " " }).hasPrefix("//") {
                for found in line.matches(of: literal) {
                    let said = line[found.range].replacing(interpolation, with: "")
                    #expect(!said.contains(words), "\(name) says \(said)")
                }
            }
        }
    }
}
