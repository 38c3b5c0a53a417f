#if canImport(UIKit)
import BackgroundTasks
import ChaskiCore
import ChaskiKit
import Foundation

/// Deliveries when the system says that it is a good time: short ones now and then, and longer ones where the phone lies still. What they do, and that a slice
/// is short, the kit says; the names stand in `Info.plist` too.
@MainActor
enum BackgroundTasks {
    /// At launch, before the app is in front: the system may have opened it for this alone.
    static func register(_ app: AppModel) {
        for name in [short, long] {
            BGTaskScheduler.shared.register(forTaskWithIdentifier: name, using: .main) { task in
                // It was asked for on the main queue, and stays there.
                nonisolated(unsafe) let task = task
                MainActor.assumeIsolated { run(task, app.session) }
            }
        }
    }

    private static func run(_ task: BGTask, _ session: Session) {
        let running = Task {
            let wentWell = await BackgroundDelivery.run(session)
            // It planned the next one; what did not come is asked for sooner. Where no phone is open there is nothing to ask for: unlocking plans it.
            if !wentWell, session.phone != nil { plan(after: AppRules.app.syncBackOffS) }
            task.setTaskCompleted(success: wentWell)
        }
        // It comes on a thread of the system.
        task.expirationHandler = { @Sendable in running.cancel() }
    }

    /// The same name planned again takes the place of the one before. Which line it goes over the core decides when it is there.
    static func plan(after seconds: UInt32 = AppRules.app.syncEveryS) {
        let earliest = Date(timeIntervalSinceNow: Double(seconds))
        let refresh = BGAppRefreshTaskRequest(identifier: short)
        refresh.earliestBeginDate = earliest
        let processing = BGProcessingTaskRequest(identifier: long)
        processing.earliestBeginDate = earliest
        processing.requiresNetworkConnectivity = true
        // Where she switched that off for the app she delivers by hand.
        for request in [refresh, processing] { try? BGTaskScheduler.shared.submit(request) }
    }

    private static let short = "org.chaski.app.delivery"
    private static let long = "org.chaski.app.delivery.long"
}
#endif
