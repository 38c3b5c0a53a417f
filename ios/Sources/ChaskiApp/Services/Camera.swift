#if canImport(UIKit)
import ChaskiKit
import Foundation
import UIKit
import UniformTypeIdentifiers

/// The phone's camera, for one photo or one film. Nothing of it comes into the phone's own album.
@MainActor
enum Camera {
    enum What { case photo, film }

    static func take(_ what: What) async -> Taken {
        let kind = (what == .photo ? UTType.image : .movie).identifier
        let isThere = UIImagePickerController.isSourceTypeAvailable(.camera)
        guard isThere, UIImagePickerController.availableMediaTypes(for: .camera)?.contains(kind) == true, await CodeScanner.isAllowed() else { return .cannot }
        return await withCheckedContinuation { taken in
            let picker = UIImagePickerController()
            picker.sourceType = .camera
            picker.mediaTypes = [kind]
            picker.videoQuality = .typeMedium
            let holder = CameraHolder(told: taken)
            picker.delegate = holder
            // The picker holds no delegate.
            objc_setAssociatedObject(picker, &CameraHolder.key, holder, .OBJC_ASSOCIATION_RETAIN)
            if !Presenting.show(picker) { holder.tell(.cannot) }
        }
    }
}

@MainActor
private final class CameraHolder: NSObject, UIImagePickerControllerDelegate, UINavigationControllerDelegate {
    static var key: UInt8 = 0
    private var told: CheckedContinuation<Taken, Never>?

    init(told: CheckedContinuation<Taken, Never>) { self.told = told }

    /// A picker that went without a word is one that was left.
    deinit { told?.resume(returning: .nothing) }

    func tell(_ taken: Taken) {
        told?.resume(returning: taken)
        told = nil
    }

    func imagePickerController(_ picker: UIImagePickerController, didFinishPickingMediaWithInfo info: [UIImagePickerController.InfoKey: Any]) {
        picker.dismiss(animated: true)
        if let film = info[.mediaURL] as? URL {
            defer { try? FileManager.default.removeItem(at: film) }
            guard let data = try? Data(contentsOf: film) else { return tell(.cannot) }
            return tell(.this(data, ending: film.pathExtension.lowercased()))
        }
        guard let data = (info[.originalImage] as? UIImage)?.jpegData(compressionQuality: 0.8) else { return tell(.cannot) }
        tell(.this(data, ending: "jpg"))
    }

    func imagePickerControllerDidCancel(_ picker: UIImagePickerController) {
        picker.dismiss(animated: true)
        tell(.nothing)
    }
}
#endif
