import ChaskiCore
import Foundation
import Observation

/// Who she is, and her PIN. It never erases anything: a wrong one costs a wait, which is shown.
@MainActor @Observable
public final class LockModel {
    public private(set) var workers: [LockedWorker]
    public private(set) var chosen: LockedWorker?
    public private(set) var says: Sentence
    /// Once PINs were wrong, what can be done about a forgotten one is offered.
    public private(set) var offersForgot = false
    public private(set) var isBusy = false
    @ObservationIgnored private unowned let app: AppModel

    init(app: AppModel, workers: [LockedWorker]) {
        self.app = app
        self.workers = workers
        chosen = workers.count == 1 ? workers.first : nil
        says = app.words[.pinWrite]
        offersForgot = (chosen?.waitS ?? 0) > 0
    }

    /// Seconds until a PIN is taken again.
    public var waitS: UInt64 { chosen?.waitS ?? 0 }

    public func choose(_ worker: LockedWorker) {
        chosen = worker
        says = app.words[.pinWrite]
    }

    public func choosesAnother() { chosen = nil }

    public func addAnother() async { await app.enrolAnother() }

    public func give(pin: String) async {
        guard let worker = chosen, !isBusy, waitS == 0 else { return }
        isBusy = true
        defer { isBusy = false }
        do {
            try await app.session.unlock(worker.id, pin: pin)
        } catch {
            // Not that PIN, or its time is not over: the core says which, and how long.
            says = app.sentence(of: error)
            offersForgot = true
            return await again()
        }
        await app.entered()
    }

    /// How long a wait still is; asked each second while one runs.
    public func again() async {
        guard let now = try? await app.session.workers() else { return }
        workers = now
        chosen = now.first { $0.id == chosen?.id }
    }
}
