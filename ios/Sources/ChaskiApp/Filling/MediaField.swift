import ChaskiCore
import ChaskiKit
import SwiftUI

/// A picture, sound, film, file or code: one big button each. The file stays in the worker's own folder; the answer is its name.
struct MediaField: View {
    enum Kind { case photo, sound, film, file, code }

    let kind: Kind
    let question: Question
    let value: String
    let model: FillingModel
    let changed: @MainActor (String) -> Void
    @State private var recording: SoundRecording?
    @State private var isScanning = false
    @State private var isMissing = false
    @Environment(AppModel.self) private var app

    var body: some View {
        VStack(alignment: .leading, spacing: 8) {
            if let says { Paragraph(says).told(says) }
            if isScanning {
                CodeScanner(found: found, broken: { (isScanning, isMissing) = (false, true) }).frame(height: 240)
            } else if let recording {
                Press(app.words[.syncStop], picture: "stop_circle", high: 96) { await over(recording) }
            } else if !question.readonly {
                Press(app.words[value.isEmpty ? word : .again], picture: picture, high: 96) { await begin() }
                if !value.isEmpty { Press(app.words[.erase], picture: "close") { changed("") } }
            }
        }
        // Whoever leaves while it is recorded has what was said so far.
        .onDisappear { if let recording { Task { await over(recording) } } }
    }

    private var word: Word {
        switch kind {
        case .photo: .fillPhoto
        case .sound: .fillAudio
        case .film: .fillVideo
        case .file: .fillFile
        case .code: .fillBarcode
        }
    }

    private var picture: String {
        switch kind {
        case .photo: "photo_camera"
        case .sound: "mic"
        case .film: "play_arrow"
        case .file: "download"
        case .code: "qr_code_scanner"
        }
    }

    private var says: Sentence? {
        if isMissing { return app.words[.fillNoApp] }
        if value.isEmpty { return nil }
        return kind == .code ? Sentence(text: value, language: app.session.choices.spoken) : app.words[.fillKept]
    }

    private func begin() async {
        isMissing = false
        switch kind {
        case .photo, .film, .file: isMissing = await !model.take(question)
        case .sound:
            recording = await app.session.platform.media.record()
            isMissing = recording == nil
        case .code:
            isScanning = await CodeScanner.isAllowed()
            isMissing = !isScanning
        }
    }

    private func over(_ recording: SoundRecording) async {
        self.recording = nil
        isMissing = await !model.keep(recording.stop(), for: question.path)
    }

    private func found(_ code: String) {
        isScanning = false
        changed(code)
    }
}
