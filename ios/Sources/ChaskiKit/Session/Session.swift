import ChaskiCore
import Foundation
import Observation

/// Who is at work: nobody, or one worker with her phone open. Locked for being left alone, the phone stays open behind the lock, so that what was
/// recorded is delivered; locked by hand it closes.
@MainActor @Observable
public final class Session {
    public let platform: Platform
    public let choices: Choices
    public let trail = Trail()
    public private(set) var phone: Phone?
    public private(set) var worker: String?
    public private(set) var isLocked = true
    /// Whether the open phone is somebody's.
    public var isEnrolled = false
    @ObservationIgnored private var lock: Lock?
    @ObservationIgnored private var walker: String?
    @ObservationIgnored private let calls = InOrder(label: "session")
    @ObservationIgnored private var touched = ContinuousClock.now
    public private(set) var delivery: Delivery!

    public init(platform: Platform) {
        self.platform = platform
        try? FileManager.default.createDirectory(at: platform.folder, withIntermediateDirectories: true)
        choices = Choices(file: platform.folder.appendingPathComponent("choices.json"))
        delivery = Delivery(session: self)
    }

    private func opened() async throws -> Lock {
        if let lock { return lock }
        let (folder, wrap) = (platform.folder.appendingPathComponent("workers").path, platform.wrap)
        let made = try await calls.run { try Lock.open(folder: folder, wrap: wrap) }
        lock = made
        return made
    }

    /// Who works on this phone, as the lock shows them.
    public func workers() async throws -> [LockedWorker] {
        let (lock, language) = (try await opened(), choices.spoken)
        return try await calls.run {
            try lock.setLanguage(tag: language)
            return try lock.workers()
        }
    }

    public func unlock(_ id: String, pin: String) async throws {
        let lock = try await opened()
        await close()
        let line = platform.line
        let phone = try await calls.run { try lock.unlock(id: id, pin: pin, line: line, log: nil) }
        try await isOpen(id, phone, lock)
    }

    /// One more worker, who is to be enrolled.
    public func add(pin: String) async throws {
        let lock = try await opened()
        await close()
        let line = platform.line
        let added = try await calls.run { try lock.add(pin: pin, line: line, log: nil) }
        try await isOpen(added.id, added.phone, lock)
    }

    private func isOpen(_ id: String, _ opened: Phone, _ lock: Lock) async throws {
        let language = choices.spoken
        let (hers, enrolled, places) = try await calls.run {
            try opened.setLanguage(tag: language)
            let folder = URL(fileURLWithPath: try lock.folder(id: id)).appendingPathComponent("place")
            return (folder, try opened.status().worker != nil, Trail.places(in: folder))
        }
        // What another left on her way is nobody else's.
        if id != walker { trail.forget() }
        walker = id
        isEnrolled = enrolled
        trail.read(hers, places: places)
        phone = opened
        worker = id
        isLocked = false
        touch()
        platform.planDelivery(paysForLine: choices.paysForLine)
    }

    /// Pages speak another language, and so does the core from now on.
    public func speak(_ language: Lang) async {
        choices.language = language
        guard let phone else { return }
        _ = try? await calls.run { try phone.setLanguage(tag: language) }
    }

    /// What the lock shows of her is as her phone is now.
    public func remember() async {
        guard let worker, let phone, let lock else { return }
        // On a full disk the lock shows the number of before.
        _ = try? await calls.run { try lock.remember(id: worker, phone: phone) }
    }

    /// Somebody is here.
    public func touch() { touched = .now }

    /// Whether it was left alone for so long that whoever comes now may be somebody else.
    public var isLeftAlone: Bool { ContinuousClock.now - touched > Session.idle }

    /// The screen is locked; what is open goes on behind it.
    public func lockScreen() { isLocked = true }

    /// Waits for a delivery to stop, and closes: the keys are in no memory then.
    public func close() async {
        isLocked = true
        await delivery.stopAndWait()
        await remember()
        phone = nil
        worker = nil
        isEnrolled = false
    }

    private static let idle = Duration.seconds(5 * 60)
}
