#if canImport(UIKit)
import AVFoundation
import ChaskiKit
import Foundation

/// A sound that is recorded: AAC, as the recordings of the forms are. Its file is gone once it was taken over.
@MainActor
final class Recording: SoundRecording {
    private let recorder: AVAudioRecorder

    private init(_ recorder: AVAudioRecorder) { self.recorder = recorder }

    /// Nil where there is no microphone, or she does not allow it.
    static func start() async -> Recording? {
        guard await AVAudioApplication.requestRecordPermission() else { return nil }
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("recording.m4a")
        let settings: [String: Any] = [
            AVFormatIDKey: Int(kAudioFormatMPEG4AAC), AVSampleRateKey: 22_050, AVNumberOfChannelsKey: 1, AVEncoderBitRateKey: 24_000,
        ]
        do {
            try AVAudioSession.sharedInstance().setCategory(.record)
            try AVAudioSession.sharedInstance().setActive(true)
            let recorder = try AVAudioRecorder(url: file, settings: settings)
            return recorder.record() ? Recording(recorder) : nil
        } catch {
            return nil
        }
    }

    func stop() -> Taken {
        recorder.stop()
        defer { recorder.deleteRecording() }
        try? AVAudioSession.sharedInstance().setActive(false, options: .notifyOthersOnDeactivation)
        guard let data = try? Data(contentsOf: recorder.url) else { return .cannot }
        return data.isEmpty ? .nothing : .this(data, ending: "m4a")
    }
}
#endif
