import SwiftUI
#if canImport(UIKit)
import AVFoundation
import UIKit

/// What the camera sees, until a code is in it: the squares that supervisors print, and what is printed on boxes. What it says is checked by whoever asked.
struct CodeScanner: UIViewRepresentable {
    let found: @MainActor (String) -> Void
    let broken: @MainActor () -> Void

    /// Asks for the camera the first time.
    static func isAllowed() async -> Bool {
        guard AVCaptureDevice.default(for: .video) != nil else { return false }
        return await AVCaptureDevice.requestAccess(for: .video)
    }

    func makeUIView(context: Context) -> ScannerView { ScannerView(found: found, broken: broken) }

    func updateUIView(_ view: ScannerView, context: Context) {}

    static func dismantleUIView(_ view: ScannerView, coordinator: ()) { view.stop() }
}

final class ScannerView: UIView, AVCaptureMetadataOutputObjectsDelegate {
    private let eye = Eye()
    private let found: @MainActor (String) -> Void
    private var isOver = false

    override class var layerClass: AnyClass { AVCaptureVideoPreviewLayer.self }

    init(found: @escaping @MainActor (String) -> Void, broken: @escaping @MainActor () -> Void) {
        self.found = found
        super.init(frame: .zero)
        guard let preview = layer as? AVCaptureVideoPreviewLayer, eye.opens(told: self) else {
            // Not within the making of the view that shows it.
            Task { broken() }
            return
        }
        preview.session = eye.session
        preview.videoGravity = .resizeAspectFill
        isAccessibilityElement = false
        eye.look()
    }

    @available(*, unavailable)
    required init?(coder: NSCoder) { nil }

    func stop() { eye.close() }

    nonisolated func metadataOutput(_ output: AVCaptureMetadataOutput, didOutput objects: [AVMetadataObject], from connection: AVCaptureConnection) {
        guard let code = objects.lazy.compactMap({ ($0 as? AVMetadataMachineReadableCodeObject)?.stringValue }).first else { return }
        // It was asked for on the main queue.
        MainActor.assumeIsolated {
            guard !isOver else { return }
            isOver = true
            stop()
            found(code)
        }
    }
}

/// The camera itself. It opens and closes on a queue of its own, for both wait for the phone.
private final class Eye: @unchecked Sendable {
    let session = AVCaptureSession()
    private let queue = DispatchQueue(label: "org.chaski.scanner")

    /// False where there is no camera.
    func opens(told: AVCaptureMetadataOutputObjectsDelegate) -> Bool {
        let output = AVCaptureMetadataOutput()
        guard let camera = AVCaptureDevice.default(for: .video), let input = try? AVCaptureDeviceInput(device: camera),
              session.canAddInput(input), session.canAddOutput(output) else { return false }
        session.addInput(input)
        session.addOutput(output)
        output.setMetadataObjectsDelegate(told, queue: .main)
        let known: [AVMetadataObject.ObjectType] = [.qr, .ean13, .ean8, .code128, .code39, .dataMatrix]
        output.metadataObjectTypes = known.filter(output.availableMetadataObjectTypes.contains)
        return true
    }

    func look() { queue.async { self.session.startRunning() } }

    func close() { queue.async { self.session.stopRunning() } }
}
#else

/// Without a camera there is nothing to be seen.
struct CodeScanner: View {
    let found: @MainActor (String) -> Void
    let broken: @MainActor () -> Void

    static func isAllowed() async -> Bool { false }

    var body: some View { Color.clear.onAppear { broken() } }
}
#endif
