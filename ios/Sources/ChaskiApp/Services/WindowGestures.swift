import SwiftUI
#if canImport(UIKit)
import UIKit
import UIKit.UIGestureRecognizerSubclass

/// Gestures of the whole window, which hinder no button and no list below them: any touch, and the swipe from the left edge that leads back.
private struct WindowGestures: UIViewRepresentable {
    let make: @MainActor (WindowGesturesView) -> UIGestureRecognizer
    let told: @MainActor () -> Void

    func makeUIView(context: Context) -> WindowGesturesView { WindowGesturesView(make: make) }

    func updateUIView(_ view: WindowGesturesView, context: Context) { view.told = told }

    static func dismantleUIView(_ view: WindowGesturesView, coordinator: ()) { view.leave() }
}

private final class WindowGesturesView: UIView, UIGestureRecognizerDelegate {
    var told: @MainActor () -> Void = {}
    private let make: @MainActor (WindowGesturesView) -> UIGestureRecognizer
    private var gesture: UIGestureRecognizer?

    init(make: @escaping @MainActor (WindowGesturesView) -> UIGestureRecognizer) {
        self.make = make
        super.init(frame: .zero)
        isUserInteractionEnabled = false
    }

    @available(*, unavailable)
    required init?(coder: NSCoder) { nil }

    override func didMoveToWindow() {
        super.didMoveToWindow()
        leave()
        guard let window else { return }
        let gesture = make(self)
        gesture.delegate = self
        gesture.cancelsTouchesInView = false
        window.addGestureRecognizer(gesture)
        self.gesture = gesture
    }

    func leave() {
        if let gesture { gesture.view?.removeGestureRecognizer(gesture) }
        gesture = nil
    }

    @objc func happened(_ gesture: UIGestureRecognizer) {
        // A page of the system above the app's own has a way back of its own.
        if gesture.state == .ended, window?.rootViewController?.presentedViewController == nil { told() }
    }

    func gestureRecognizer(_ gesture: UIGestureRecognizer, shouldRecognizeSimultaneouslyWith other: UIGestureRecognizer) -> Bool { true }
}

/// Sees a finger come, and takes nothing of it.
private final class AnyTouch: UIGestureRecognizer {
    var touched: @MainActor () -> Void = {}

    override func touchesBegan(_ touches: Set<UITouch>, with event: UIEvent) {
        touched()
        state = .failed
    }
}

extension View {
    /// Is told of each finger that comes, wherever on the screen.
    func watchesTouches(_ touched: @escaping @MainActor () -> Void) -> some View {
        background(WindowGestures(make: { _ in
            let gesture = AnyTouch()
            gesture.touched = touched
            return gesture
        }, told: {}))
    }

    /// A swipe from the left edge leads back, where there is a way back.
    @ViewBuilder
    func swipesBack(_ back: (@MainActor () async -> Void)?) -> some View {
        if let back {
            background(WindowGestures(make: { view in
                let gesture = UIScreenEdgePanGestureRecognizer(target: view, action: #selector(WindowGesturesView.happened))
                gesture.edges = .left
                return gesture
            }, told: { Task { await back() } }))
        } else {
            self
        }
    }
}
#else

extension View {
    func watchesTouches(_ touched: @escaping @MainActor () -> Void) -> some View { self }

    func swipesBack(_ back: (@MainActor () async -> Void)?) -> some View { self }
}
#endif
