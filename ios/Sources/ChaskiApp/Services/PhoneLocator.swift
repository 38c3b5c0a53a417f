#if canImport(UIKit)
import ChaskiCore
import ChaskiKit
import CoreLocation

/// Where the phone is, asked once of the system: the best that it knows after a while, or nothing. It never blocks anything.
@MainActor
final class PhoneLocator: NSObject, Locator, CLLocationManagerDelegate {
    private lazy var manager = {
        let manager = CLLocationManager()
        manager.delegate = self
        manager.desiredAccuracy = kCLLocationAccuracyBest
        return manager
    }()
    private var best: Fix?
    private var asked: CheckedContinuation<Fix?, Never>?
    private var longest: Task<Void, Never>?

    func find() async -> Fix? {
        // Who asks once more has the one before end.
        enough()
        best = nil
        return await withCheckedContinuation { told in
            asked = told
            begin()
        }
    }

    func enough() {
        manager.stopUpdatingLocation()
        longest?.cancel()
        longest = nil
        asked?.resume(returning: best)
        asked = nil
    }

    /// Asks for the permission the first time; then this is called again.
    private func begin() {
        guard asked != nil else { return }
        switch manager.authorizationStatus {
        case .notDetermined: manager.requestWhenInUseAuthorization()
        case .authorizedAlways, .authorizedWhenInUse:
            manager.startUpdatingLocation()
            longest?.cancel()
            longest = Task {
                try? await Task.sleep(for: .seconds(Int(AppRules.app.fixLongestS)))
                if !Task.isCancelled { enough() }
            }
        default: enough()
        }
    }

    private func found(_ fix: Fix) {
        if fix.accuracyM < best?.accuracyM ?? .infinity { best = fix }
        if fix.accuracyM <= AppRules.app.fixGoodM { enough() }
    }

    // The manager calls on the thread that made it, which is the main one.

    nonisolated func locationManagerDidChangeAuthorization(_ manager: CLLocationManager) {
        MainActor.assumeIsolated { begin() }
    }

    nonisolated func locationManager(_ manager: CLLocationManager, didUpdateLocations locations: [CLLocation]) {
        // One from before she asked is of another place.
        let fixes = locations.filter { $0.horizontalAccuracy >= 0 && $0.timestamp.timeIntervalSinceNow > -10 }.map(Fix.init)
        MainActor.assumeIsolated {
            for fix in fixes { found(fix) }
        }
    }

    nonisolated func locationManager(_ manager: CLLocationManager, didFailWithError error: any Error) {
        // No sky yet is waited for; switched off ends by the permission.
    }
}

extension Fix {
    fileprivate init(_ at: CLLocation) {
        self.init(
            latitude: at.coordinate.latitude, longitude: at.coordinate.longitude, altitudeM: at.verticalAccuracy > 0 ? at.altitude : nil,
            accuracyM: at.horizontalAccuracy
        )
    }
}
#endif
