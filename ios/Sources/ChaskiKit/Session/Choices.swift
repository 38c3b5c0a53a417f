import ChaskiCore
import Foundation
import Observation

/// What people chose for this phone. Nothing personal, and readable before anybody unlocked.
@MainActor @Observable
public final class Choices {
    struct Kept: Codable, Equatable {
        var language: String?
        var movesOn = true
        var paysForLine = false
    }

    private var kept: Kept
    @ObservationIgnored private let file: URL
    @ObservationIgnored private let inOrder = InOrder(label: "choices")

    init(file: URL) {
        self.file = file
        kept = (try? JSONDecoder().decode(Kept.self, from: Data(contentsOf: file))) ?? Kept()
    }

    /// As a tag; nil before one was chosen.
    public var language: Lang? {
        get { kept.language }
        set { kept.language = newValue; save() }
    }

    /// The language that pages are in; before one was chosen it is Spanish, whatever the phone itself speaks.
    public var spoken: Lang { kept.language ?? Choices.languages[0] }

    /// Whether one touch on an answer goes on to the next question.
    public var movesOn: Bool {
        get { kept.movesOn }
        set { kept.movesOn = newValue; save() }
    }

    /// Whether what was recorded is delivered by itself also over a line that is paid by what goes over it.
    public var paysForLine: Bool {
        get { kept.paysForLine }
        set { kept.paysForLine = newValue; save() }
    }

    private func save() {
        let (kept, file) = (kept, file)
        inOrder.later { try? JSONEncoder().encode(kept).write(to: file, options: .atomic) }
    }

    /// Of workers; the first stands where none was chosen. English is for those who build.
    public static let languages: [Lang] = ["es", "quz", "en"]
}
