import ChaskiCore
import Foundation
import Observation

/// Delivers and fetches, one at a time, whoever asks: a button, the app's opening, a saved visit, the system's scheduler.
@MainActor @Observable
public final class Delivery {
    /// How one stands, as it is shown.
    public enum State: Equatable, Sendable {
        case quiet
        /// It runs; how far, in words, once that is known.
        case running(Sentence?)
        /// It ended: what is safe, what is missing.
        case over(Sentence, wentWell: Bool, askToPay: Bool)
    }

    private struct Over {
        let says: Sentence
        var wentWell = false
        var askToPay = false
    }

    public private(set) var state = State.quiet
    /// How many ended well.
    public private(set) var done = 0
    /// Is told of each that ended, whether it went well, whoever began it.
    @ObservationIgnored var whenDone: (@MainActor (Bool) async -> Void)?
    @ObservationIgnored private unowned let session: Session
    @ObservationIgnored private var running: Task<Bool, Never>?
    var isRunning: Bool { running != nil }
    @ObservationIgnored private var stopping = Flag()
    /// Over which line she asked for one by hand while one ran by itself.
    @ObservationIgnored private var aloud: SyncOn?
    @ObservationIgnored private var isQuiet = true
    @ObservationIgnored private let calls = InOrder(label: "delivery")

    init(session: Session) { self.session = session }

    /// Over which line it goes by itself: one that costs nothing, unless she chose otherwise.
    public var byItself: SyncOn { session.choices.paysForLine ? .anyLine : .freeLine }

    /// Something was saved, or the app was opened: what can go goes.
    public func afterASave() { Task { await start(byItself, quiet: true) } }

    /// Whether it went well. A quiet one says nothing, unless somebody asks while it runs: she sees how it goes on, and where it did not bring everything, as
    /// over a line that costs, hers is begun.
    @discardableResult
    public func start(_ on: SyncOn, quiet: Bool = false) async -> Bool {
        guard let phone = session.phone else { return false }
        if let running {
            if !quiet {
                (aloud, isQuiet) = (on, false)
                state = .running(nil)
            }
            return await running.value
        }
        (aloud, isQuiet, stopping) = (nil, quiet, Flag())
        if !quiet { state = .running(nil) }
        // The session is there until it ended.
        let task = Task { @MainActor [session] in
            var over = await deliver(phone, on, session)
            if quiet, !over.wentWell, !stopping.isRaised, let hers = aloud { over = await deliver(phone, hers, session) }
            running = nil
            state = isQuiet ? .quiet : .over(over.says, wentWell: over.wentWell, askToPay: over.askToPay)
            if over.wentWell { done += 1 }
            await whenDone?(over.wentWell)
            return over.wentWell
        }
        running = task
        return await task.value
    }

    private func deliver(_ phone: Phone, _ on: SyncOn, _ session: Session) async -> Over {
        let (language, stopping) = (session.choices.spoken, stopping)
        let progress = Progress(language: language) { [weak self] says in
            Task { @MainActor in self?.progressed(says) }
        }
        do {
            return try await calls.run {
                // One that was stopped before it began would otherwise not hear of it.
                if stopping.isRaised { return Delivery.stopped(language) }
                let outcome = try phone.sync(on: on, listener: progress)
                return Over(says: syncSays(language: language, outcome: outcome), wentWell: outcome.isDone, askToPay: outcome == .onlyMeteredLine)
            }
        } catch let ChaskiError.Failed(_, text, remedy, _) where !stopping.isRaised {
            return Over(says: Sentence(text: "\(text) \(remedy)", language: language))
        } catch {
            return Delivery.stopped(language)
        }
    }

    private func progressed(_ says: Sentence) {
        if !isQuiet, running != nil { state = .running(says) }
    }

    private nonisolated static func stopped(_ language: Lang) -> Over { Over(says: Wording.said(language, .syncStopped, [])) }

    /// Between two pieces of what it carries; what arrived stays.
    public func stop() {
        stopping.raise()
        session.phone?.cancel()
    }

    /// Until it ended, or does not hear.
    func stopAndWait() async {
        let end = ContinuousClock.now + Delivery.longest
        // More than once: one that is just beginning does not hear the first.
        while running != nil, ContinuousClock.now < end {
            stop()
            try? await Task.sleep(for: .milliseconds(50))
        }
    }

    private static let longest = Duration.seconds(25)
}

extension SyncOutcome {
    fileprivate var isDone: Bool {
        if case .done = self { return true }
        return false
    }
}

/// Raised once, by anybody.
private final class Flag: @unchecked Sendable {
    private let lock = NSLock()
    private var raised = false

    var isRaised: Bool { lock.withLock { raised } }

    func raise() { lock.withLock { raised = true } }
}

/// How far it is, in the core's words; told a few times a second at most.
private final class Progress: SyncListener, @unchecked Sendable {
    private let language: Lang
    private let told: @Sendable (Sentence) -> Void
    private var last = ContinuousClock.now - .seconds(1)

    init(language: Lang, told: @escaping @Sendable (Sentence) -> Void) {
        self.language = language
        self.told = told
    }

    /// The core calls it from the thread that delivers, one call after the other.
    func progressed(progress: SyncProgress) throws {
        guard ContinuousClock.now - last > .milliseconds(250), let says = syncProgressSays(language: language, progress: progress) else { return }
        last = .now
        told(says)
    }
}
