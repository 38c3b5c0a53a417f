#if canImport(UIKit)
import ChaskiKit
import Foundation

/// The camera, the documents, the microphone and the loudspeaker of an iPhone.
final class PhoneMedia: Media {
    func take(_ what: MediaKind) async -> Taken {
        switch what {
        case .photo: await Camera.take(.photo)
        case .film: await Camera.take(.film)
        case .file: await DocumentPicker.choose()
        }
    }

    func record() async -> SoundRecording? { await Recording.start() }

    func play(_ sound: Data) { Sound.play(sound) }

    func stopPlaying() { Sound.stop() }
}
#endif
