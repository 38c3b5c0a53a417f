import ChaskiCore
import Foundation
@testable import ChaskiKit

/// What a phone gives the app, in the hands of a test.
final class TestPlatform: Platform, @unchecked Sendable {
    let wrap: KeyWrap = Backwards()
    var line: Connectivity { lines }
    let lines = Lines()
    let folder: URL
    var fingers: Fingers { hands }
    let hands = TestFingers()
    @MainActor var locator: Locator { sky }
    @MainActor lazy var sky = TestLocator()
    @MainActor var media: Media { taking }
    @MainActor lazy var taking = TestMedia()
    var now: ContinuousClock.Instant { .now + lock.withLock { later } }
    private let lock = NSLock()
    private var later = Duration.zero
    @MainActor var model: String { "iPad" }
    @MainActor var isVoiceOverOn = false
    @MainActor private(set) var dialled: [String] = []
    @MainActor private(set) var exported: [(String, Data)] = []
    @MainActor private(set) var planned: [Bool] = []
    @MainActor private(set) var ticks = 0
    @MainActor private(set) var alarms = 0
    /// The notification that is there.
    @MainActor private(set) var told: Sentence?

    init(folder: URL) { self.folder = folder }

    /// So much time passes.
    func passes(_ time: Duration) { lock.withLock { later += time } }

    func dial(_ number: String) { dialled.append(number) }

    func export(name: String, bytes: Data) async -> Bool {
        exported.append((name, bytes))
        return true
    }

    func planDelivery(paysForLine: Bool) { planned.append(paysForLine) }

    func tick() { ticks += 1 }

    func alarm() { alarms += 1 }

    func tell(notices: Sentence?) { told = notices }
}

/// Stands for the keychain: it is not the secret itself that is on the disk.
private final class Backwards: KeyWrap {
    func wrap(bytes: Data) throws -> Data { Data(bytes.reversed()) }

    func unwrap(wrapped: Data) throws -> Data { Data(wrapped.reversed()) }
}

/// The line, as the test says. Whoever asks for it waits while it is held.
final class Lines: Connectivity, @unchecked Sendable {
    private let lock = NSCondition()
    private var now = Line.free
    private var isHeld = false
    private var count = 0

    /// How often it was asked for.
    var asked: Int { lock.withLock { count } }

    func line() throws -> Line {
        lock.withLock {
            count += 1
            while isHeld { lock.wait() }
            return now
        }
    }

    func becomes(_ line: Line) { lock.withLock { now = line } }

    func hold() { lock.withLock { isHeld = true } }

    func release() {
        lock.withLock {
            isHeld = false
            lock.broadcast()
        }
    }
}

/// A reader of fingers: whether there is one, and whether a finger is laid on it, the test says.
final class TestFingers: Fingers, @unchecked Sendable {
    private let lock = NSLock()
    private var there = false
    private var laid = true
    private var kept: [String: Data] = [:]

    var isThere: Bool { lock.withLock { there } }

    func becomes(there: Bool, laid: Bool = true) { lock.withLock { (self.there, self.laid) = (there, laid) } }

    func isKept(_ id: String) -> Bool { lock.withLock { kept[id] != nil } }

    func keep(_ id: String, secret: Data, says: String) async -> Bool {
        lock.withLock {
            if laid { kept[id] = secret }
            return laid
        }
    }

    func read(_ id: String, says: String) async -> Data? { lock.withLock { laid ? kept[id] : nil } }

    func forget(_ id: String) { lock.withLock { kept[id] = nil } }
}

/// Where the phone is, as the test says.
@MainActor
final class TestLocator: Locator {
    var fix: Fix?

    func find() async -> Fix? { fix }

    func enough() {}
}

/// What a phone takes, as the test says.
@MainActor
final class TestMedia: Media {
    var taken = Taken.nothing
    private(set) var played: [Data] = []

    func take(_ what: MediaKind) async -> Taken { taken }

    func record() async -> SoundRecording? { nil }

    func play(_ sound: Data) { played.append(sound) }

    func stopPlaying() {}
}
