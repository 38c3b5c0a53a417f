import ChaskiApp
import SwiftUI

/// The app: everything else is in the package, where it is built and tested without a phone.
@main
struct ChaskiMain: App {
    private let services = AppServices()

    var body: some Scene {
        WindowGroup { ChaskiRoot(services: services) }
    }
}
