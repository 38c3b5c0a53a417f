#if canImport(UIKit)
import ChaskiKit
import Foundation
import UIKit
import UniformTypeIdentifiers

/// A file of the phone's own documents, as an answer.
@MainActor
enum DocumentPicker {
    static func choose() async -> Taken {
        let picked = await DocumentsHolder.ask { UIDocumentPickerViewController(forOpeningContentTypes: [.data], asCopy: true) }
        guard let file = picked else { return .nothing }
        // The copy is the app's own, and goes.
        defer { try? FileManager.default.removeItem(at: file) }
        guard let data = try? Data(contentsOf: file) else { return .cannot }
        return .this(data, ending: file.pathExtension.isEmpty ? "bin" : file.pathExtension.lowercased())
    }
}

/// A sealed file goes to the phone's own documents, which ask her where: on this phone, on a stick, to a computer.
@MainActor
enum DocumentExport {
    /// False where it was not kept.
    static func keep(name: String, bytes: Data) async -> Bool {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        let file = folder.appendingPathComponent(name)
        defer { try? FileManager.default.removeItem(at: folder) }
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try bytes.write(to: file, options: .atomic)
        } catch {
            return false
        }
        return await DocumentsHolder.ask { UIDocumentPickerViewController(forExporting: [file], asCopy: true) } != nil
    }
}

@MainActor
private final class DocumentsHolder: NSObject, UIDocumentPickerDelegate {
    private static var key: UInt8 = 0
    private var told: CheckedContinuation<URL?, Never>?

    private init(told: CheckedContinuation<URL?, Never>) { self.told = told }

    /// A picker that went without a word is one that was left.
    deinit { told?.resume(returning: nil) }

    static func ask(_ make: () -> UIDocumentPickerViewController) async -> URL? {
        let picker = make()
        return await withCheckedContinuation { picked in
            let holder = DocumentsHolder(told: picked)
            picker.delegate = holder
            // The picker holds no delegate.
            objc_setAssociatedObject(picker, &key, holder, .OBJC_ASSOCIATION_RETAIN)
            if !Presenting.show(picker) { holder.tell(nil) }
        }
    }

    private func tell(_ file: URL?) {
        told?.resume(returning: file)
        told = nil
    }

    func documentPicker(_ controller: UIDocumentPickerViewController, didPickDocumentsAt urls: [URL]) { tell(urls.first) }

    func documentPickerWasCancelled(_ controller: UIDocumentPickerViewController) { tell(nil) }
}
#endif
