import ChaskiCore
import Foundation

/// What the phone under the app gives it. Tests give another.
public protocol Platform: Sendable {
    /// Wraps keys by this phone's hardware.
    var wrap: KeyWrap { get }
    /// Which line there is.
    var line: Connectivity { get }
    /// Where stores are kept; no backup of the system reads it.
    var folder: URL { get }
    var fingers: Fingers { get }
    @MainActor var locator: Locator { get }
    @MainActor var media: Media { get }
    /// Goes on while the phone sleeps, and is turned back by nobody.
    var now: ContinuousClock.Instant { get }
    /// What kind of phone it is, for whoever looks after phones.
    @MainActor var model: String { get }
    /// Somebody hears what stands on the screen: nothing moves on by itself then.
    @MainActor var isVoiceOverOn: Bool { get }
    /// Hands a number to the telephone.
    @MainActor func dial(_ number: String)
    /// Hands a sealed file to the phone's documents, which ask her where. False where it was not kept.
    @MainActor func export(name: String, bytes: Data) async -> Bool
    /// Asks the system to wake the app for a delivery.
    @MainActor func planDelivery(paysForLine: Bool)
    /// An answer was taken; felt, not seen.
    @MainActor func tick()
    /// Danger: it is felt whatever was chosen for answers.
    @MainActor func alarm()
    /// The one notification: that there is something for her to do. It names nobody. With nil the one that was told goes.
    @MainActor func tell(notices: Sentence?)
}
