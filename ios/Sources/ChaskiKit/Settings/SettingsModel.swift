import ChaskiCore
import Foundation
import Observation

/// What she chooses for this phone. Each choice holds at once; what is only the app's own stands in `Choices`.
@MainActor @Observable
public final class SettingsModel {
    public struct Known: Equatable, Sendable {
        /// How much a day may be fetched of pictures and sounds: what can be chosen, how it is said, and what holds.
        public let budgetsMb: [UInt32]
        public let budgetsSaid: [Sentence]
        public var budgetMb: UInt32
        public let worker: String?
        /// Of this phone, for whoever helps from afar.
        public let number: String
        /// Whether her finger lets her in; nil where this phone knows none.
        public var finger: Bool?
    }

    public private(set) var known: Known?
    public private(set) var says: Sentence?
    @ObservationIgnored private unowned let app: AppModel

    init(app: AppModel) {
        self.app = app
        says = app.session.trail.takeSaying()
    }

    /// Each by its own name.
    public var languages: [LanguageName] { AppRules.app.languages }

    func load() async {
        let (fingers, worker, language) = (app.session.platform.fingers, app.session.worker, app.session.choices.spoken)
        do {
            known = try await app.ask { phone in
                let status = try phone.status()
                let budgets = AppRules.app.budgetsMb
                return Known(
                    budgetsMb: budgets,
                    budgetsSaid: budgets.map { Wording.said(language, .settingsMegabytes, [Wording.text("shown", String($0))]) },
                    budgetMb: UInt32(clamping: try phone.contentBudget() / SettingsModel.megabyte),
                    worker: status.worker?.name,
                    number: String(status.device.prefix(SettingsModel.signs)),
                    finger: fingers.isThere ? worker.map(fingers.isKept) : nil
                )
            } ?? known
        } catch {
            says = app.sentence(of: error)
        }
    }

    public func speak(_ language: Lang) async { await app.speak(language) }

    public func set(budgetMb: UInt32) async {
        do {
            guard try await app.ask({ try $0.setContentBudget(bytesADay: UInt64(budgetMb) * SettingsModel.megabyte) }) != nil else { return }
            known?.budgetMb = budgetMb
            says = nil
        } catch {
            says = app.sentence(of: error)
        }
    }

    /// Whether it is delivered by itself also over a line that costs.
    public func pays(_ on: Bool) {
        app.session.choices.paysForLine = on
        app.session.platform.planDelivery(paysForLine: on)
    }

    public func finger(_ on: Bool) async {
        if on { return await app.open(Places.finger) }
        guard let worker = app.session.worker else { return }
        let fingers = app.session.platform.fingers
        _ = try? await app.calls.run { fingers.forget(worker) }
        known?.finger = false
    }

    public func changePin() async { await app.open(Places.pin) }

    public func lock() async { await app.lock() }

    private nonisolated static let megabyte: UInt64 = 1_048_576
    private nonisolated static let signs = 8
}
