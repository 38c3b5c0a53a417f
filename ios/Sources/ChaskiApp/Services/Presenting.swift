#if canImport(UIKit)
import UIKit

/// Shows a page of the system above the app's own.
@MainActor
enum Presenting {
    /// False where nothing of the app is seen.
    static func show(_ page: UIViewController) -> Bool {
        let scene = UIApplication.shared.connectedScenes.compactMap { $0 as? UIWindowScene }.first { $0.activationState == .foregroundActive }
        guard var top = scene?.keyWindow?.rootViewController else { return false }
        while let next = top.presentedViewController { top = next }
        top.present(page, animated: true)
        return true
    }
}
#endif
