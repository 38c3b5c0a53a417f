import ChaskiCore
import Foundation
import Observation

/// Something that keeps the open phone open; it lets go when the phone closes.
@MainActor
protocol Holder: AnyObject {
    func letGo() async
}

/// Who is at work: nobody, or one worker with her phone open. Locked for being left alone, the phone stays open behind the lock, so that what was
/// recorded is delivered; locked by hand it closes.
@MainActor @Observable
public final class Session {
    private struct Held { weak var holder: (any Holder)? }

    public let platform: Platform
    public let choices: Choices
    public let trail = Trail()
    public private(set) var phone: Phone?
    public private(set) var worker: String?
    public private(set) var isLocked = true
    /// Whether the open phone is somebody's.
    public var isEnrolled = false
    /// Where what belongs to the worker is kept.
    @ObservationIgnored private(set) var folder: URL?
    @ObservationIgnored private var lock: Lock?
    @ObservationIgnored private var walker: String?
    @ObservationIgnored private var held: [Held] = []
    @ObservationIgnored private let calls = InOrder(label: "session")
    @ObservationIgnored private var touched: ContinuousClock.Instant
    public private(set) var delivery: Delivery!

    public init(platform: Platform) {
        self.platform = platform
        touched = platform.now
        try? FileManager.default.createDirectory(at: platform.folder, withIntermediateDirectories: true)
        choices = Choices(file: platform.folder.appendingPathComponent("choices.json"))
        delivery = Delivery(session: self)
    }

    /// A call of the lock, away from the main actor; what it says of errors is in the language of the pages.
    private func ask<T: Sendable>(_ call: @escaping @Sendable (Lock) throws -> T) async throws -> T {
        let (made, folder, wrap) = (lock, platform.folder.appendingPathComponent("workers").path, platform.wrap)
        let language = choices.spoken
        let (lock, got) = try await calls.run {
            let lock = try made ?? Lock.open(folder: folder, wrap: wrap)
            try lock.setLanguage(tag: language)
            return (lock, Result { try call(lock) })
        }
        self.lock = lock
        return try got.get()
    }

    /// Who works on this phone, as the lock shows them.
    public func workers() async throws -> [LockedWorker] { try await ask { try $0.workers() } }

    /// A phone that is still open behind the lock is closed before: there is one at a time.
    public func unlock(_ id: String, pin: String) async throws {
        await close()
        let line = platform.line
        try await isOpen(id) { try $0.unlock(id: id, pin: pin, line: line, log: nil) }
    }

    /// By what her finger or face opened.
    public func unlock(_ id: String, secret: Data) async throws {
        await close()
        let line = platform.line
        try await isOpen(id) { try $0.unlockWith(id: id, secret: secret, line: line, log: nil) }
    }

    /// One more worker, who is to be enrolled.
    public func add(pin: String) async throws {
        await close()
        let line = platform.line
        let added = try await ask { try $0.add(pin: pin, line: line, log: nil) }
        try await isOpen(added.id) { _ in added.phone }
    }

    private func isOpen(_ id: String, _ open: @escaping @Sendable (Lock) throws -> Phone) async throws {
        let language = choices.spoken
        let (opened, hers, enrolled) = try await ask { lock in
            let phone = try open(lock)
            try phone.setLanguage(tag: language)
            return (phone, URL(fileURLWithPath: try lock.folder(id: id)), try phone.status().worker != nil)
        }
        // What another left on her way is nobody else's.
        if id != walker { trail.forget() }
        walker = id
        await trail.read(hers.appendingPathComponent("place"))
        (phone, worker, folder, isEnrolled, isLocked) = (opened, id, hers, enrolled, false)
        touch()
        platform.planDelivery(paysForLine: choices.paysForLine)
    }

    /// Her PIN is another from now on.
    func changePin(from old: String, to new: String) async throws {
        guard let worker else { return }
        try await ask { try $0.changePin(id: worker, old: old, new: new) }
    }

    /// What lets her in without her PIN, to be kept where only her finger or face reaches it.
    func secret(pin: String) async throws -> Data {
        guard let worker else { return Data() }
        return try await ask { try $0.biometricSecret(id: worker, pin: pin) }
    }

    /// Pages speak another language, and so does the core from now on.
    public func speak(_ language: Lang) async {
        choices.language = language
        guard let phone else { return }
        _ = try? await calls.run { try phone.setLanguage(tag: language) }
    }

    /// What the lock shows of her is as her phone is now.
    public func remember() async {
        guard let worker, let phone else { return }
        // On a full disk the lock shows the number of before.
        try? await ask { try $0.remember(id: worker, phone: phone) }
    }

    /// Somebody is here.
    public func touch() { touched = platform.now }

    /// Whether it was left alone for so long that whoever comes now may be somebody else.
    public var isLeftAlone: Bool { platform.now - touched > .seconds(Int(AppRules.app.idleS)) }

    /// The screen is locked; what is open goes on behind it.
    public func lockScreen() { isLocked = true }

    /// Is told when the phone closes.
    func hold(_ holder: any Holder) {
        held.removeAll { $0.holder == nil }
        held.append(Held(holder: holder))
    }

    /// Waits for a delivery to stop, and closes: the keys are in no memory then.
    public func close() async {
        isLocked = true
        await delivery.stopAndWait()
        await remember()
        for one in held { await one.holder?.letGo() }
        held = []
        weak var closing = phone
        (phone, worker, folder, isEnrolled) = (nil, nil, nil, false)
        // Whoever still asks it something has it open, and nobody opens it anew before.
        let end = ContinuousClock.now + Session.longest
        while closing != nil, ContinuousClock.now < end { try? await Task.sleep(for: .milliseconds(10)) }
    }

    private static let longest = Duration.seconds(25)
}
