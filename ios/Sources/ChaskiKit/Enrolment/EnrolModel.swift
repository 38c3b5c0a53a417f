import ChaskiCore
import Foundation
import Observation

/// Binding a phone to a worker, once: language, code, PIN twice, her families, her name. Back is one step back.
@MainActor @Observable
public final class EnrolModel {
    public enum Step: Sendable { case language, scan, type, choosePin, repeatPin, arriving, who, other }

    public private(set) var step = Step.language
    /// The supervisor's code as it was scanned or typed.
    public var code = ""
    public private(set) var says: Sentence?
    public private(set) var name = ""
    public private(set) var areas = ""
    public private(set) var isBusy = false
    @ObservationIgnored private unowned let app: AppModel
    /// Never kept: a PIN stands nowhere.
    @ObservationIgnored private var pin = ""
    @ObservationIgnored private let calls = InOrder(label: "enrol")

    init(app: AppModel) {
        self.app = app
        // With her phone open already only her code is missing.
        if lacksOnlyCode { step = .scan }
    }

    private var lacksOnlyCode: Bool { app.session.phone != nil && !app.session.isLocked && !app.session.isEnrolled }

    /// Each by its own name.
    public var languages: [LanguageName] { AppRules.app.languages }

    public func choose(_ language: Lang) async {
        await app.speak(language)
        go(.scan)
    }

    public func typeInstead() { go(.type) }

    public func scanInstead() { go(.scan) }

    /// The code as it is being typed: a long one stands in fours.
    public func typed(_ text: String) {
        code = groupedCode(typed: text)
        says = nil
    }

    /// A code was scanned or typed: the core says whether it is one.
    public func give() async {
        guard !isBusy, step == .scan || step == .type else { return }
        isBusy = true
        defer { isBusy = false }
        let code = code
        do {
            _ = try await calls.run { try readInvitation(code: code) }
        } catch {
            go(.type)
            says = app.words[.enrolWrong]
            return
        }
        if lacksOnlyCode { await enrol() } else { go(.choosePin) }
    }

    /// Four digits, whole.
    public func give(pin typed: String) async {
        guard !isBusy else { return }
        switch step {
        case .choosePin:
            pin = typed
            go(.repeatPin)
        case .repeatPin where typed == pin: await make()
        case .repeatPin:
            go(.choosePin)
            says = app.words[.pinDiffers]
        default: break
        }
    }

    /// Where that fails, on a full disk for one, she types it once more.
    private func make() async {
        isBusy = true
        defer { isBusy = false }
        do {
            try await app.session.add(pin: pin)
        } catch {
            says = app.sentence(of: error)
            return
        }
        await enrol()
    }

    private func enrol() async {
        pin = ""
        go(.arriving)
        let (code, label) = (code, app.session.platform.model)
        do {
            guard let enrolled = try await app.ask({ try $0.enrol(code: code, label: label, listener: nil) }) else { return go(.type) }
            await app.session.remember()
            name = enrolled.status.worker?.name ?? ""
            areas = enrolled.status.areas.compactMap(\.name).joined(separator: ", ")
            go(.who)
        } catch {
            go(.type)
            says = app.sentence(of: error)
        }
    }

    /// It is she.
    public func isMe() async {
        app.session.isEnrolled = true
        await app.entered()
    }

    /// The code was another's.
    public func isNotMe() { go(.other) }

    public func typeAnother() {
        code = ""
        go(.type)
    }

    /// False where there is no step before.
    public func back() -> Bool {
        switch step {
        case .language, .who: return false
        // What arrives is waited for.
        case .arriving: return true
        case .scan:
            if lacksOnlyCode { return false }
            go(.language)
        case .type: go(.scan)
        case .choosePin: go(.type)
        case .repeatPin: go(.choosePin)
        case .other: go(.who)
        }
        return true
    }

    private func go(_ next: Step) {
        says = nil
        step = next
    }
}
