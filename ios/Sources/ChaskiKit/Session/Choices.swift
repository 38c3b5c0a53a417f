import ChaskiCore
import Foundation
import Observation

/// The app's colours: as the system has them, for the sun, for the night.
public enum Colours: String, Codable, CaseIterable, Sendable { case day, sun, night }

/// What people chose for this phone. Nothing personal, and readable before anybody unlocked.
@MainActor @Observable
public final class Choices {
    /// What was not chosen is not there, so that a file of another version is read as well.
    private struct Kept: Codable {
        var language: Lang?
        var colours: Colours?
        var movesOn: Bool?
        var vibrates: Bool?
        var paysForLine: Bool?
        var wasAskedForNotices: Bool?
    }

    private var kept: Kept { didSet { save() } }
    @ObservationIgnored private let file: URL
    @ObservationIgnored private let inOrder = InOrder(label: "choices")

    init(file: URL) {
        self.file = file
        kept = (try? JSONDecoder().decode(Kept.self, from: Data(contentsOf: file))) ?? Kept()
    }

    /// As a tag; nil before one was chosen.
    public var language: Lang? {
        get { kept.language }
        set { kept.language = newValue }
    }

    /// The language that pages are in; before one was chosen it is the core's first, whatever the phone itself speaks.
    public var spoken: Lang { kept.language ?? AppRules.app.languages.first?.tag ?? "es" }

    public var colours: Colours {
        get { kept.colours ?? .day }
        set { kept.colours = newValue }
    }

    /// Whether one touch on an answer goes on to the next question.
    public var movesOn: Bool {
        get { kept.movesOn ?? true }
        set { kept.movesOn = newValue }
    }

    /// Whether a touch on an answer is felt.
    public var vibrates: Bool {
        get { kept.vibrates ?? true }
        set { kept.vibrates = newValue }
    }

    /// Whether what was recorded is delivered by itself also over a line that is paid by what goes over it.
    public var paysForLine: Bool {
        get { kept.paysForLine ?? false }
        set { kept.paysForLine = newValue }
    }

    /// Whether she was asked once if this phone may tell her that there is something for her.
    public var wasAskedForNotices: Bool {
        get { kept.wasAskedForNotices ?? false }
        set { kept.wasAskedForNotices = newValue }
    }

    private func save() {
        let (kept, file) = (kept, file)
        // A full disk costs what was chosen last, and nothing else.
        inOrder.later { try? JSONEncoder().encode(kept).write(to: file, options: .atomic) }
    }
}
