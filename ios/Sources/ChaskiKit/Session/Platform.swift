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
    /// Hands a number to the telephone.
    @MainActor func dial(_ number: String)
    /// Hands a sealed file to the phone's documents, which ask her where. False where it was not kept.
    @MainActor func export(name: String, bytes: Data) async -> Bool
    /// Asks the system to wake the app for a delivery.
    @MainActor func planDelivery(paysForLine: Bool)
}
