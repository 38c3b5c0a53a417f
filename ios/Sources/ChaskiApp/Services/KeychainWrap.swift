#if canImport(Security)
import ChaskiCore
import CryptoKit
import Foundation
import Security

/// Wraps the core's keys by a key of this phone alone: one of the Secure Enclave, which never leaves it; on what has none a random one in the keychain.
///
/// Either is there from the first time that the phone was unlocked after it was switched on, also while it lies locked: a delivery in the background opens
/// nothing by it, but writes what it fetched under keys that it wraps. A stricter key would end each delivery with the screen. It is in no backup and goes to
/// no other phone; her PIN, or her finger, is asked by the core besides.
final class KeychainWrap: KeyWrap, @unchecked Sendable {
    private enum By: UInt8 { case enclave = 1, keychain = 2 }

    private struct Trouble: Error { let why: String }

    private let lock = NSLock()

    func wrap(bytes: Data) throws -> Data {
        try told {
            // An enclave that is there may still have no room.
            if SecureEnclave.isAvailable, let key = try enclaveKey() ?? makeEnclaveKey() {
                guard let shown = SecKeyCopyPublicKey(key) else { throw Trouble(why: "no public key") }
                return Data([By.enclave.rawValue]) + (try called { SecKeyCreateEncryptedData(shown, KeychainWrap.way, bytes as CFData, $0) })
            }
            let sealed = try AES.GCM.seal(bytes, using: try keychainKey() ?? makeKeychainKey())
            guard let whole = sealed.combined else { throw Trouble(why: "no seal") }
            return Data([By.keychain.rawValue]) + whole
        }
    }

    func unwrap(wrapped: Data) throws -> Data {
        try told {
            let sealed = Data(wrapped.dropFirst())
            switch wrapped.first.flatMap(By.init) {
            case .enclave:
                guard let key = try enclaveKey() else { throw Trouble(why: "the key of this phone is not there") }
                return try called { SecKeyCreateDecryptedData(key, KeychainWrap.way, sealed as CFData, $0) }
            case .keychain:
                guard let key = try keychainKey() else { throw Trouble(why: "the key of this phone is not there") }
                return try AES.GCM.open(AES.GCM.SealedBox(combined: sealed), using: key)
            case nil: throw Trouble(why: "not wrapped by this phone")
            }
        }
    }

    /// One at a time, so that a key is made once. What the keychain says of its keys is nobody's value.
    private func told(_ act: () throws -> Data) throws -> Data {
        lock.lock()
        defer { lock.unlock() }
        do {
            return try act()
        } catch let trouble as Trouble {
            throw PlatformError.Failed(why: trouble.why)
        } catch {
            throw PlatformError.Failed(why: "\(type(of: error))")
        }
    }

    private func called(_ act: (UnsafeMutablePointer<Unmanaged<CFError>?>) -> CFData?) throws -> Data {
        var error: Unmanaged<CFError>?
        if let got = act(&error) { return got as Data }
        throw Trouble(why: "key \(error.map { CFErrorGetCode($0.takeRetainedValue()) } ?? 0)")
    }

    /// Nil where there is none; what else the keychain says is no reason to make another.
    private func copied(_ query: [CFString: Any]) throws -> CFTypeRef? {
        var found: CFTypeRef?
        let status = SecItemCopyMatching(query as CFDictionary, &found)
        if status == errSecItemNotFound { return nil }
        guard status == errSecSuccess else { throw Trouble(why: "keychain \(status)") }
        return found
    }

    private func enclaveKey() throws -> SecKey? {
        try copied([
            kSecClass: kSecClassKey, kSecAttrKeyClass: kSecAttrKeyClassPrivate, kSecAttrApplicationTag: KeychainWrap.tag, kSecReturnRef: true,
            kSecUseDataProtectionKeychain: true,
        ]).map { $0 as! SecKey }
    }

    private func makeEnclaveKey() -> SecKey? {
        guard let access = SecAccessControlCreateWithFlags(nil, kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly, .privateKeyUsage, nil) else { return nil }
        let kept: [CFString: Any] = [kSecAttrIsPermanent: true, kSecAttrApplicationTag: KeychainWrap.tag, kSecAttrAccessControl: access]
        return SecKeyCreateRandomKey([
            kSecAttrKeyType: kSecAttrKeyTypeECSECPrimeRandom, kSecAttrKeySizeInBits: 256, kSecAttrTokenID: kSecAttrTokenIDSecureEnclave,
            kSecPrivateKeyAttrs: kept, kSecUseDataProtectionKeychain: true,
        ] as CFDictionary, nil)
    }

    private var item: [CFString: Any] {
        [kSecClass: kSecClassGenericPassword, kSecAttrService: KeychainWrap.service, kSecAttrAccount: "key", kSecUseDataProtectionKeychain: true]
    }

    private func keychainKey() throws -> SymmetricKey? {
        guard let data = try copied(item.merging([kSecReturnData: true]) { $1 }) as? Data else { return nil }
        return SymmetricKey(data: data)
    }

    private func makeKeychainKey() throws -> SymmetricKey {
        let key = SymmetricKey(size: .bits256)
        let kept = item.merging([
            kSecValueData: key.withUnsafeBytes { Data($0) }, kSecAttrAccessible: kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly,
        ]) { $1 }
        let status = SecItemAdd(kept as CFDictionary, nil)
        guard status == errSecSuccess else { throw Trouble(why: "keychain \(status)") }
        return key
    }

    private static var way: SecKeyAlgorithm { .eciesEncryptionCofactorVariableIVX963SHA256AESGCM }
    private static let service = "org.chaski.app.wrap"
    private static let tag = Data(service.utf8)
}
#endif
