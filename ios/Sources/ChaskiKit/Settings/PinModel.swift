import ChaskiCore
import Observation

/// Another PIN: the one of now, then the new one twice.
@MainActor @Observable
public final class PinModel {
    private enum Step { case old, new, again }

    /// What is to be typed now.
    public var says: Sentence {
        switch step {
        case .old: app.words[.pinOld]
        case .new: app.words[.pinChoose]
        case .again: app.words[.pinAgain]
        }
    }

    /// Why it is typed again.
    public private(set) var notice: Sentence?
    public private(set) var isBusy = false
    private var step = Step.old
    @ObservationIgnored private unowned let app: AppModel
    /// Never kept: a PIN stands nowhere.
    @ObservationIgnored private var old = ""
    @ObservationIgnored private var new = ""

    init(app: AppModel) { self.app = app }

    /// Four digits, whole.
    public func give(pin: String) async {
        guard !isBusy else { return }
        switch step {
        case .old:
            old = pin
            go(.new)
        case .new:
            new = pin
            go(.again)
        case .again where pin == new: await change()
        case .again: go(.new, app.words[.pinDiffers])
        }
    }

    private func change() async {
        isBusy = true
        defer { isBusy = false }
        let (from, to) = (old, new)
        (old, new) = ("", "")
        do {
            try await app.session.changePin(from: from, to: to)
            guard app.shows(self) else { return }
            await app.replace(Places.settings, says: app.words[.pinChanged])
        } catch {
            go(.old, app.sentence(of: error))
        }
    }

    private func go(_ next: Step, _ why: Sentence? = nil) {
        step = next
        notice = why
    }
}
