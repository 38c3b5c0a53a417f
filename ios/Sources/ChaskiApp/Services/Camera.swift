import Foundation
#if canImport(UIKit)
import UIKit
import UniformTypeIdentifiers
#endif

/// The phone's camera, for one photo or one film. Nothing of it comes into the phone's own album.
@MainActor
enum Camera {
    enum What { case photo, film }

    static func take(_ what: What) async -> Taken {
        #if canImport(UIKit)
        guard UIImagePickerController.isSourceTypeAvailable(.camera), await CodeScanner.isAllowed() else { return .cannot }
        return await withCheckedContinuation { taken in
            let picker = UIImagePickerController()
            picker.sourceType = .camera
            picker.mediaTypes = [what == .photo ? UTType.image.identifier : UTType.movie.identifier]
            picker.videoQuality = .typeMedium
            let holder = CameraHolder { taken.resume(returning: $0) }
            picker.delegate = holder
            // It is asked of by its picker alone, which holds no delegate.
            objc_setAssociatedObject(picker, &CameraHolder.key, holder, .OBJC_ASSOCIATION_RETAIN)
            if !Presenting.show(picker) { holder.tell(.cannot) }
        }
        #else
        return .cannot
        #endif
    }
}

#if canImport(UIKit)
@MainActor
private final class CameraHolder: NSObject, UIImagePickerControllerDelegate, UINavigationControllerDelegate {
    static var key: UInt8 = 0
    private var told: ((Taken) -> Void)?

    init(told: @escaping (Taken) -> Void) { self.told = told }

    func tell(_ taken: Taken) {
        told?(taken)
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
