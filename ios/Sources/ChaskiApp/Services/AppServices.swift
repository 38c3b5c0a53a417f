#if canImport(UIKit)
import ChaskiCore
import ChaskiKit
import Foundation
import UIKit

/// What lives as long as the app: the model over what this phone gives, and the deliveries in the background. It is made at launch, before anything is shown.
@MainActor
public final class AppServices {
    public let app: AppModel

    public init() {
        Leftovers.clear()
        app = AppModel(platform: PhonePlatform())
        BackgroundTasks.register(app)
    }
}

extension ChaskiRoot {
    public init(services: AppServices) { self.init(app: services.app) }
}

/// What an iPhone gives the app.
private final class PhonePlatform: Platform {
    let wrap: KeyWrap = KeychainWrap()
    let line: Connectivity = SystemLine()
    let folder = Folder.made()
    let fingers: Fingers = BiometricFingers()
    @MainActor let locator: Locator
    @MainActor let media: Media

    @MainActor
    init() { (locator, media) = (PhoneLocator(), PhoneMedia()) }

    var now: ContinuousClock.Instant { .now }

    @MainActor var model: String { UIDevice.current.model }

    @MainActor var isVoiceOverOn: Bool { UIAccessibility.isVoiceOverRunning }

    /// The system shows the number and asks: the call itself is hers to make.
    @MainActor
    func dial(_ number: String) {
        var url = URLComponents()
        (url.scheme, url.path) = ("tel", number.filter { $0.isNumber || "+*#".contains($0) })
        if let url = url.url { UIApplication.shared.open(url) }
    }

    @MainActor
    func export(name: String, bytes: Data) async -> Bool { await DocumentExport.keep(name: name, bytes: bytes) }

    @MainActor
    func planDelivery(paysForLine: Bool) { BackgroundTasks.plan() }

    @MainActor
    func tick() { Haptics.tick() }

    @MainActor
    func alarm() { Haptics.alarm() }

    @MainActor
    func tell(notices: Sentence?) { Notices.tell(notices) }
}
#endif
