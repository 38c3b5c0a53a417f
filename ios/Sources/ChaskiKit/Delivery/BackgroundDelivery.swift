import ChaskiCore
import Foundation

/// Delivers when the system says that it is a good time. It takes a slice at most; what is left is for the next time. It has a key only while a phone is
/// open, also behind the lock. Where none is, because she locked it or the process is new, it does nothing: unlocking delivers, and plans it.
@MainActor
public enum BackgroundDelivery {
    private struct Told { let says: Sentence? }

    /// Whether it went well. The system may take its time back by cancelling the task.
    public static func run(_ session: Session) async -> Bool {
        guard session.phone != nil else { return false }
        let delivery = session.delivery!
        let slice = Task {
            try await Task.sleep(for: .seconds(Int(AppRules.app.syncSliceS)))
            delivery.stop()
        }
        defer { slice.cancel() }
        let wentWell = await withTaskCancellationHandler {
            await delivery.start(delivery.byItself, quiet: true)
        } onCancel: {
            Task { await delivery.stop() }
        }
        // What did not come is asked for again.
        session.platform.planDelivery(paysForLine: session.choices.paysForLine)
        if wentWell { await tell(session) }
        return wentWell
    }

    /// That there is something for her to do; where there is nothing, what was told before goes.
    private static func tell(_ session: Session) async {
        guard let phone = session.phone else { return }
        let language = session.choices.spoken
        let told = try? await InOrder(label: "notices").run {
            let count = try phone.noticesCount()
            return Told(says: count > 0 ? Wording.counted(language, .noticesCount, count) : nil)
        }
        if let told { session.platform.tell(notices: told.says) }
    }
}
