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

    public private(set) var state = State.quiet
    /// How many ended well.
    public private(set) var done = 0
    @ObservationIgnored private unowned let session: Session
    @ObservationIgnored private var running: Task<Bool, Never>?
    @ObservationIgnored private var wasStopped = false
    @ObservationIgnored private var isQuiet = true
    @ObservationIgnored private let calls = InOrder(label: "delivery")

    init(session: Session) { self.session = session }

    /// Over which line it goes by itself: one that costs nothing, unless she chose otherwise.
    public var byItself: SyncOn { session.choices.paysForLine ? .anyLine : .freeLine }

    /// Something was saved, or the app was opened: what can go goes.
    public func afterASave() { Task { await start(byItself, quiet: true) } }

    /// Whether it went well. A quiet one says nothing; while one runs no other begins, and whoever asks aloud hears of the one that runs.
    @discardableResult
    public func start(_ on: SyncOn, quiet: Bool = false) async -> Bool {
        if let running {
            if !quiet { isQuiet = false; state = .running(nil) }
            return await running.value
        }
        guard let phone = session.phone else { return false }
        (wasStopped, isQuiet) = (false, quiet)
        if !quiet { state = .running(nil) }
        let (language, calls) = (session.choices.spoken, calls)
        let progress = Progress(language: language) { [weak self] says in
            Task { @MainActor in self?.progressed(says) }
        }
        let task = Task { @MainActor in
            let over: State
            do {
                let outcome = try await calls.run { try phone.sync(on: on, listener: progress) }
                over = try await calls.run { Delivery.said(outcome, language) }
            } catch let ChaskiError.Failed(_, text, remedy, _) {
                over = wasStopped ? await stopped(language) : .over(Sentence(text: "\(text) \(remedy)", language: language), wentWell: false, askToPay: false)
            } catch {
                over = await stopped(language)
            }
            running = nil
            state = isQuiet ? .quiet : over
            guard case .over(_, wentWell: true, _) = over else { return false }
            done += 1
            return true
        }
        running = task
        return await task.value
    }

    private func progressed(_ says: Sentence) {
        if !isQuiet, running != nil { state = .running(says) }
    }

    private func stopped(_ language: Lang) async -> State {
        let says = try? await calls.run { Wording.said(language, .syncStopped, []) }
        return .over(says ?? Sentence(text: "", language: language), wentWell: false, askToPay: false)
    }

    private nonisolated static func said(_ outcome: SyncOutcome, _ language: Lang) -> State {
        switch outcome {
        case .done: .over(Wording.said(language, .syncDone, []), wentWell: true, askToPay: false)
        case .noLine: .over(Wording.said(language, .noLine, []), wentWell: false, askToPay: false)
        case .onlyMeteredLine: .over(Wording.said(language, .syncMetered, []), wentWell: false, askToPay: true)
        }
    }

    /// Between two pieces of what it carries; what arrived stays.
    public func stop() {
        wasStopped = true
        session.phone?.cancel()
    }

    func stopAndWait() async {
        guard let running else { return }
        // More than once: one that is just beginning does not hear the first.
        let asking = Task { @MainActor in
            while !Task.isCancelled {
                stop()
                try? await Task.sleep(for: .milliseconds(200))
            }
        }
        _ = await running.value
        asking.cancel()
    }
}

/// Kilobytes of what is to be sent, as the core counts them; told a few times a second at most.
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
        guard progress.toSendBytes > 0, ContinuousClock.now - last > .milliseconds(250) else { return }
        last = .now
        let kilo = { (bytes: UInt64) in String((bytes + 1023) / 1024) }
        told(Wording.said(language, .delivering, [
            Wording.text("done", kilo(progress.sentBytes)), Wording.text("total", kilo(progress.toSendBytes) + "\u{a0}kB"),
        ]))
    }
}
