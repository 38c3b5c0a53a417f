import ChaskiCore
import Observation

/// A draft as its pages have it open: calls are made one after the other, so that no answer overtakes another, and what went wrong is said.
@MainActor @Observable
final class OpenDraft: Holder {
    /// What went wrong with the last call.
    var says: Sentence?
    @ObservationIgnored private unowned let app: AppModel
    @ObservationIgnored private let inOrder = InOrder(label: "filling")
    @ObservationIgnored private var filling: Filling?

    init(app: AppModel) { self.app = app }

    /// Behind what is still asked of it.
    func letGo() async {
        filling = nil
        try? await inOrder.run {}
    }

    /// Opens it, and asks what its page needs. False where that failed.
    @discardableResult
    func open<T: Sendable>(_ draft: String, _ call: @escaping @Sendable (Phone, Filling) throws -> T, then: @MainActor (T) -> Void) async -> Bool {
        guard let phone = app.session.phone else { return false }
        app.session.hold(self)
        return await run({
            let filling = try phone.openDraft(draft: draft)
            return (filling, try call(phone, filling))
        }, then: { [self] filling, got in
            self.filling = filling
            then(got)
        })
    }

    /// False where it failed, or the phone is closed.
    @discardableResult
    func act<T: Sendable>(_ call: @escaping @Sendable (Filling) throws -> T, then: @MainActor (T) -> Void = { _ in }) async -> Bool {
        guard let filling else { return false }
        return await run({ try call(filling) }, then: then)
    }

    /// What is only looked at, in the same order: nothing is said of it. Nil where it failed, or the phone is closed.
    func look<T: Sendable>(_ call: @escaping @Sendable (Filling) throws -> T) async -> T? {
        guard let filling else { return nil }
        return try? await inOrder.run { try call(filling) }
    }

    /// What needs no session of it, in the same order. False where it failed, or the phone is closed.
    func ask<T: Sendable>(_ call: @escaping @Sendable (Phone) throws -> T) async -> Bool {
        guard let phone = app.session.phone else { return false }
        return await run { try call(phone) }
    }

    /// What needs no phone, in the same order. False where it failed.
    func run<T: Sendable>(_ call: @escaping @Sendable () throws -> T, then: @MainActor (T) -> Void = { _ in }) async -> Bool {
        do {
            let got = try await inOrder.run(call)
            says = nil
            then(got)
            return true
        } catch {
            says = app.sentence(of: error)
            return false
        }
    }
}
