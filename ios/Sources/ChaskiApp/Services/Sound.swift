import Foundation
#if canImport(AVFoundation)
import AVFoundation
#endif

/// Plays one recording at a time, from memory: no file of it is left anywhere.
@MainActor
enum Sound {
    #if canImport(AVFoundation)
    private static var player: AVAudioPlayer?

    static func play(_ data: Data) {
        stop()
        #if canImport(UIKit)
        // It is heard also where the phone is silent: she asked for it.
        try? AVAudioSession.sharedInstance().setCategory(.playback)
        try? AVAudioSession.sharedInstance().setActive(true)
        #endif
        player = try? AVAudioPlayer(data: data)
        player?.play()
    }

    static func stop() {
        player?.stop()
        player = nil
    }
    #else
    static func play(_ data: Data) {}

    static func stop() {}
    #endif
}
