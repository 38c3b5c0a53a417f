import Foundation

/// What came of taking something: it, with the ending of its name; nothing, because she came back without; or the phone cannot, or is not allowed to.
public enum Taken: Sendable {
    case this(Data, ending: String)
    case nothing
    case cannot
}

/// What a phone takes, and what it plays.
@MainActor
public protocol Media: AnyObject {
    /// By the camera, or of the phone's own documents; the page waits for it.
    func take(_ what: MediaKind) async -> Taken
    /// Begins to record; nil where there is no microphone, or she does not allow it.
    func record() async -> SoundRecording?
    /// One at a time.
    func play(_ sound: Data)
    func stopPlaying()
}

public enum MediaKind: Sendable { case photo, film, file }

/// A sound that is being recorded.
@MainActor
public protocol SoundRecording: AnyObject {
    func stop() -> Taken
}
