#if canImport(LocalAuthentication)
import ChaskiKit
import Foundation
import LocalAuthentication
import Security

/// Lets a worker in by her finger or her face. What the core gave for it lies in the keychain of this phone, which gives it out only for a finger or face
/// that it knew when it was kept: who is taught to the phone later does not open it, and she allows it anew with her PIN.
final class BiometricFingers: Fingers {
    var isThere: Bool { LAContext().canEvaluatePolicy(.deviceOwnerAuthenticationWithBiometrics, error: nil) }

    func isKept(_ id: String) -> Bool {
        let context = LAContext()
        // Only whether it is there: nobody is asked for a finger.
        context.interactionNotAllowed = true
        let query = item(id).merging([kSecUseAuthenticationContext: context, kSecReturnAttributes: true]) { $1 }
        let status = SecItemCopyMatching(query as CFDictionary, nil)
        return status == errSecSuccess || status == errSecInteractionNotAllowed
    }

    func keep(_ id: String, secret: Data, says: String) async -> Bool {
        guard await seen(says) else { return false }
        return await away { [self] in
            guard let access = SecAccessControlCreateWithFlags(nil, kSecAttrAccessibleWhenPasscodeSetThisDeviceOnly, .biometryCurrentSet, nil) else {
                return false
            }
            let kept = item(id).merging([kSecAttrAccessControl: access, kSecValueData: secret]) { $1 }
            let status = SecItemAdd(kept as CFDictionary, nil)
            guard status == errSecDuplicateItem else { return status == errSecSuccess }
            // What was kept before gives way, and only then.
            forget(id)
            return SecItemAdd(kept as CFDictionary, nil) == errSecSuccess
        }
    }

    func read(_ id: String, says: String) async -> Data? {
        await away { [self] in
            let context = BiometricFingers.context()
            context.localizedReason = says
            let query = item(id).merging([kSecUseAuthenticationContext: context, kSecReturnData: true]) { $1 }
            var found: CFTypeRef?
            guard SecItemCopyMatching(query as CFDictionary, &found) == errSecSuccess else { return nil }
            return found as? Data
        }
    }

    func forget(_ id: String) { SecItemDelete(item(id) as CFDictionary) }

    private func seen(_ says: String) async -> Bool {
        (try? await BiometricFingers.context().evaluatePolicy(.deviceOwnerAuthenticationWithBiometrics, localizedReason: says)) ?? false
    }

    /// In the place of a finger stands her PIN of the app, and not the phone's own.
    private static func context() -> LAContext {
        let context = LAContext()
        context.localizedFallbackTitle = ""
        return context
    }

    /// The keychain waits for her, and no thread of the app's own does.
    private func away<T: Sendable>(_ act: @escaping @Sendable () -> T) async -> T {
        await withCheckedContinuation { told in DispatchQueue.global(qos: .userInitiated).async { told.resume(returning: act()) } }
    }

    private func item(_ id: String) -> [CFString: Any] {
        [kSecClass: kSecClassGenericPassword, kSecAttrService: "org.chaski.app.finger", kSecAttrAccount: id, kSecUseDataProtectionKeychain: true]
    }
}
#endif
