import Foundation
import SwiftUI
#if canImport(UIKit)
import UIKit
#endif

/// Between the pages and a screen reader, where there is one.
enum Reader {
    /// Another page stands there: it begins to read at its top.
    @MainActor
    static func isElsewhere() {
        #if canImport(UIKit)
        UIAccessibility.post(notification: .screenChanged, argument: nil)
        #endif
    }
}

extension View {
    /// Is told whenever a reader comes to something: whoever swipes from one thing to the next touches the window itself nowhere.
    @ViewBuilder
    func watchesReader(_ moved: @escaping @MainActor () -> Void) -> some View {
        #if canImport(UIKit)
        onReceive(NotificationCenter.default.publisher(for: UIAccessibility.elementFocusedNotification)) { _ in moved() }
        #else
        self
        #endif
    }
}
