import ChaskiCore
#if canImport(UserNotifications)
import UserNotifications
#endif

/// The one notification: that there is something for her to do. It names nobody, lights no screen, and where she hides previews the system shows only that it
/// is there.
enum Notices {
    /// Whether she wants to be told. The system asks once.
    static func ask() async {
        #if canImport(UserNotifications)
        _ = try? await UNUserNotificationCenter.current().requestAuthorization(options: [.alert])
        #endif
    }

    /// With nil the one that was told goes: she is here, and sees it herself.
    static func tell(_ notices: Sentence?) {
        #if canImport(UserNotifications)
        let center = UNUserNotificationCenter.current()
        guard let notices else {
            center.removePendingNotificationRequests(withIdentifiers: [one])
            return center.removeDeliveredNotifications(withIdentifiers: [one])
        }
        let content = UNMutableNotificationContent()
        content.body = notices.text
        content.interruptionLevel = .passive
        // Where she did not allow it nothing is shown.
        center.add(UNNotificationRequest(identifier: one, content: content, trigger: nil))
        #endif
    }

    private static let one = "notices"
}
