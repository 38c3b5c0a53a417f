#if canImport(UIKit)
import Foundation

/// Where stores are kept.
enum Folder {
    /// No backup takes it: what families said is on this phone and, once delivered, on the district's server, and a copy on another phone could not be
    /// opened. Its files are closed until the phone was unlocked once after it was switched on, and open from then on: a delivery in the background, while the
    /// phone lies locked, reads and writes them. What is in them is sealed by the core besides.
    static func made() -> URL {
        let support = FileManager.default.urls(for: .applicationSupportDirectory, in: .userDomainMask)[0]
        var folder = support.appendingPathComponent("chaski", isDirectory: true)
        let protection: [FileAttributeKey: Any] = [.protectionKey: FileProtectionType.completeUntilFirstUserAuthentication]
        // What cannot be made now, on a full disk for one, the core says when it opens its stores.
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true, attributes: protection)
        try? FileManager.default.setAttributes(protection, ofItemAtPath: folder.path)
        var values = URLResourceValues()
        values.isExcludedFromBackup = true
        try? folder.setResourceValues(values)
        return folder
    }
}
#endif
