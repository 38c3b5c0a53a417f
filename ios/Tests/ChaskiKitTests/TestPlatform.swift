import ChaskiCore
import Foundation
@testable import ChaskiKit

/// What a phone gives the app, in the hands of a test.
final class TestPlatform: Platform, @unchecked Sendable {
    let wrap: KeyWrap = Backwards()
    var line: Connectivity { lines }
    let lines = Lines()
    let folder: URL
    @MainActor private(set) var dialled: [String] = []
    @MainActor private(set) var exported: [(String, Data)] = []
    @MainActor private(set) var planned: [Bool] = []

    init(folder: URL) { self.folder = folder }

    func dial(_ number: String) { dialled.append(number) }

    func export(name: String, bytes: Data) async -> Bool {
        exported.append((name, bytes))
        return true
    }

    func planDelivery(paysForLine: Bool) { planned.append(paysForLine) }
}

/// Stands for the keychain: it is not the secret itself that is on the disk.
private final class Backwards: KeyWrap {
    func wrap(bytes: Data) throws -> Data { Data(bytes.reversed()) }

    func unwrap(wrapped: Data) throws -> Data { Data(wrapped.reversed()) }
}

final class Lines: Connectivity, @unchecked Sendable {
    private let lock = NSLock()
    private var now = Line.free

    func line() throws -> Line { lock.withLock { now } }

    func becomes(_ line: Line) { lock.withLock { now = line } }
}
