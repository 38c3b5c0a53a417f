import Foundation
#if canImport(Accessibility)
import Accessibility
import SwiftUI
#endif

/// What changed on the screen is told by a screen reader. Without one it says nothing.
enum Announcing {
    static func say(_ said: AttributedString, atOnce: Bool = false) {
        #if canImport(Accessibility)
        var told = said
        // What is danger interrupts what was being read.
        told.accessibilitySpeechAnnouncementPriority = atOnce ? .high : .default
        AccessibilityNotification.Announcement(told).post()
        #endif
    }
}
