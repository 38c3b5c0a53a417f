#if canImport(UIKit)
import AVFoundation
import Foundation

/// Plays one recording at a time, from memory: no file of it is left anywhere.
@MainActor
enum Sound {
    private static var player: AVAudioPlayer?

    static func play(_ data: Data) {
        stop()
        // It is heard also where the phone is silent: she asked for it.
        try? AVAudioSession.sharedInstance().setCategory(.playback)
        try? AVAudioSession.sharedInstance().setActive(true)
        player = try? AVAudioPlayer(data: data)
        player?.play()
    }

    static func stop() {
        player?.stop()
        player = nil
    }
}
#endif
