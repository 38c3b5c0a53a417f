#if canImport(UIKit)
import AudioToolbox
import UIKit

/// What is felt.
@MainActor
enum Haptics {
    /// An answer was taken.
    static func tick() { UIImpactFeedbackGenerator(style: .light).impactOccurred() }

    /// Danger: twice, long. It is felt also where the system's own haptics are off.
    static func alarm() {
        Task {
            AudioServicesPlaySystemSound(kSystemSoundID_Vibrate)
            try? await Task.sleep(for: .milliseconds(900))
            AudioServicesPlaySystemSound(kSystemSoundID_Vibrate)
        }
    }
}
#endif
