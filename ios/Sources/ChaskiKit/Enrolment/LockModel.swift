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
    /// What can be done about it is shown, in the place of the PIN.
    public private(set) var isForgotten = false
    public private(set) var isBusy = false
    /// Help is called without a PIN.
    public let calls: [Concept]
    @ObservationIgnored private unowned let app: AppModel
    @ObservationIgnored private var ticking: Task<Void, Never>?

    init(app: AppModel, workers: [LockedWorker], calls: [Concept]) {
        (self.app, self.workers, self.calls) = (app, workers, calls)
        says = app.words[.pinWrite]
        if workers.count == 1 { choose(workers[0]) }
    }

    /// How she is greeted, before she is enrolled as everybody.
    public var hello: Sentence { chosen?.hello ?? app.words[.pinTitle] }

    /// How much of hers is to be delivered.
    public var unsent: Sentence? { chosen?.unsentSays }

    /// Seconds until a PIN is taken again.
    public var waitS: UInt64 { chosen?.waitS ?? 0 }

    /// What a list calls a worker; one who is not enrolled yet has no name.
    public func name(of worker: LockedWorker) -> String { worker.name.isEmpty ? app.words.text(.enrolNoCode) : worker.name }

    public func choose(_ worker: LockedWorker) {
        chosen = worker
        isForgotten = false
        says = app.words[.pinWrite]
        offersForgot = worker.waitS > 0
        wait()
    }

    public func choosesAnother() {
        chosen = nil
        isForgotten = false
    }

    public func addAnother() async { await app.enrolAnother() }

    /// A new code makes a new place for her on this phone; what she has not delivered waits behind the old PIN.
    public func forgot() { isForgotten = true }

    public func keepsTrying() { isForgotten = false }

    /// False where there is no step before.
    func back() -> Bool {
        if isForgotten {
            keepsTrying()
        } else if chosen != nil, workers.count > 1 {
            choosesAnother()
        } else {
            return false
        }
        return true
    }

    public func give(pin: String) async {
        guard let worker = chosen, waitS == 0 else { return }
        await enter { try await self.app.session.unlock(worker.id, pin: pin) }
    }

    /// Where she allowed it her finger or her face lets her in; without one, and without her wish, her PIN does.
    public func readFinger() async {
        guard let worker = chosen, !isBusy else { return }
        let fingers = app.session.platform.fingers
        guard (try? await app.calls.run({ fingers.isThere && fingers.isKept(worker.id) })) == true, chosen?.id == worker.id, app.shows(self) else { return }
        if waitS == 0 { says = app.words[.pinFinger] }
        let secret = await fingers.read(worker.id, says: app.words.text(.pinFinger))
        guard chosen?.id == worker.id, app.shows(self) else { return }
        if waitS == 0 { says = app.words[.pinWrite] }
        if let secret { await enter { try await self.app.session.unlock(worker.id, secret: secret) } }
    }

    private func enter(_ unlock: () async throws -> Void) async {
        guard !isBusy else { return }
        isBusy = true
        defer { isBusy = false }
        do {
            try await unlock()
        } catch {
            // Not that PIN, or its time is not over: the core says which, and how long.
            says = app.sentence(of: error)
            offersForgot = true
            return await look()
        }
        await app.entered()
    }

    /// How long a wait still is.
    public func again() async {
        await look()
        if let chosen { says = chosen.waitSays }
    }

    private func look() async {
        guard let now = try? await app.session.workers() else { return }
        workers = now
        chosen = now.first { $0.id == chosen?.id }
        if ticking == nil, waitS > 0 { tick() }
    }

    private func wait() {
        guard waitS > 0, let chosen else { return }
        says = chosen.waitSays
        tick()
    }

    /// Until it is over, each second says how long. How long, the core decides.
    private func tick() {
        ticking?.cancel()
        ticking = Task { [weak self, weak app] in
            while true {
                try? await Task.sleep(for: .seconds(1))
                guard !Task.isCancelled, let self, let app else { return }
                guard waitS > 0, app.shows(self) else { return ticking = nil }
                await again()
                withExtendedLifetime(app) {}
            }
        }
    }
}
