import ChaskiCore
import Foundation
import Observation

/// Allows her finger or her face in the place of her PIN: her PIN, then a finger or face that the phone knows.
@MainActor @Observable
public final class FingerModel {
    /// What is to be done now.
    public private(set) var says: Sentence
    /// Why her PIN is asked again.
    public private(set) var notice: Sentence?
    public private(set) var isBusy = false
    @ObservationIgnored private unowned let app: AppModel

    init(app: AppModel) {
        self.app = app
        says = app.words[.pinOld]
    }

    /// Four digits, whole; then the platform asks for her finger or face. Where none is seen nothing changed, and her PIN is asked again.
    public func give(pin: String) async {
        guard let worker = app.session.worker, !isBusy else { return }
        isBusy = true
        notice = nil
        defer {
            says = app.words[.pinOld]
            isBusy = false
        }
        do {
            var secret = try await app.session.secret(pin: pin)
            defer { secret.resetBytes(in: secret.indices) }
            says = app.words[.pinFinger]
            let isKept = await app.session.platform.fingers.keep(worker, secret: secret, says: app.words.text(.pinFinger))
            if isKept, app.shows(self) { await app.replace(Places.settings) }
        } catch {
            notice = app.sentence(of: error)
        }
    }
}
