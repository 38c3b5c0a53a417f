import Foundation

/// What a photo, a film, a sound or a file lay in while it was taken. It goes as soon as it was taken over; but an app that was ended in the middle leaves it,
/// and it is not sealed.
enum Leftovers {
    /// At launch, when nothing is being taken.
    static func clear() {
        let files = FileManager.default
        let left = try? files.contentsOfDirectory(at: files.temporaryDirectory, includingPropertiesForKeys: nil)
        left?.forEach { try? files.removeItem(at: $0) }
    }
}
