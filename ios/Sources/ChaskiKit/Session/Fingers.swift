import Foundation

/// Lets a worker in by her finger or her face: what the core gave for it lies where only they open it. Her PIN always works as well. Tests give another.
public protocol Fingers: Sendable {
    /// Whether this phone knows a finger or a face. Away from the main actor, as all that is no `async`: the keychain is asked.
    var isThere: Bool { get }
    func isKept(_ id: String) -> Bool
    /// Keeps what lets her in, once a finger or face was seen. False where none was, or it could not be kept: nothing changed then.
    func keep(_ id: String, secret: Data, says: String) async -> Bool
    /// What was kept, once a finger or face was seen; nil where none was, or it is no more.
    func read(_ id: String, says: String) async -> Data?
    func forget(_ id: String)
}
