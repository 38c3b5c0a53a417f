import ChaskiCore
import Foundation
import Testing
@testable import ChaskiKit

/// The stories of tests/phones, over the models that views show, the real core and a real server. Each has a district and phones of its own.
@MainActor @Suite(.serialized)
struct StoryTests {
    @Test(arguments: Scenario.names)
    func story(_ name: String) async throws {
        do {
            let story = try await Story(name)
            try await story.run(story.scenario.steps, [:])
        } catch let wrong as Wrong {
            let file = URL(fileURLWithPath: wrong.file)
            let place = SourceLocation(fileID: "phones/\(file.lastPathComponent)", filePath: file.path, line: max(wrong.line, 1), column: 1)
            Issue.record("\(wrong.says)", sourceLocation: place)
        }
    }

    @Test func everyStepThatIsKnownIsListed() async throws {
        #expect(!Scenario.names.isEmpty)
        let story = try await Story(Scenario.names[0])
        #expect(try Scenario.known() == Set(story.steps.keys).union([Story.times]))
    }
}

/// One story as it goes on.
@MainActor
private final class Story {
    typealias Act = @MainActor ([String]) async throws -> Void

    static let times = "N times"
    private static let worker = "Nelly Huamán"
    private static let pin = "2468"
    private static let mostQuestions = 60

    let scenario: Scenario
    private let server: TestServer
    private let dropping: DroppingLine
    private let walker: Walker
    /// Taken once, so that no midnight comes between two of its steps.
    private let today = Day.today()
    /// What places name: the household and the girl of a family that was made without a screen.
    private var named: [String: String] = [:]
    private var supervisor: Supervisor?
    private var page = ""
    private var other: Phone?
    /// What each step means, by its words: the README says it to whoever writes one.
    private(set) var steps: [String: Act] = [:]

    init(_ name: String) async throws {
        scenario = try Scenario(name)
        server = try TestServer()
        try server.ask("worker", "add", Self.worker)
        dropping = try DroppingLine(to: server.port)
        walker = await Walker(platform: TestPlatform(folder: server.folder.appendingPathComponent("phone")))
        steps = whatThereIs.merging(whatSheDoes) { $1 }.merging(whatIsSeen) { $1 }.merging(whatOthersDo) { $1 }
    }

    func run(_ steps: [Step], _ places: [String: String]) async throws {
        for step in steps {
            do {
                try await run(step, step.given.map { try filled($0, named.merging(places) { $1 }) })
            } catch let wrong as Wrong where !wrong.file.isEmpty {
                throw wrong
            } catch let wrong as Wrong {
                throw Wrong(file: step.file, line: step.number, says: wrong.says)
            } catch {
                throw Wrong(file: step.file, line: step.number, says: "\(error)")
            }
        }
    }

    private func run(_ step: Step, _ given: [String]) async throws {
        if step.words == Self.times {
            for _ in 0..<(try number(given[0])) { try await run(step.inside, [:]) }
        } else if let block = scenario.blocks[step.words] {
            try await run(block.inside, Dictionary(zip(block.given, given), uniquingKeysWith: { $1 }))
        } else if let act = steps[step.words] {
            try await act(given)
        } else {
            throw Wrong(says: "«\(step.words)» is no step")
        }
    }

    private func filled(_ given: String, _ places: [String: String]) throws -> String {
        try given.replacing(/\{(\w+)\}/) { found in
            guard let called = places[String(found.1)] else { throw Wrong(says: "nothing is called \(found.0)") }
            return called
        }
    }

    private func number(_ text: String) throws -> Int {
        guard let number = Int(text) else { throw Wrong(says: "«\(text)» is no number") }
        return number
    }

    private func holds(_ isSo: Bool, _ says: @autoclosure () -> String) throws {
        if !isSo { throw Wrong(says: says()) }
    }

    private func there<T>(_ one: T?, _ what: String) throws -> T {
        guard let one else { throw Wrong(says: "there is no \(what)") }
        return one
    }

    private var phone: Phone { get throws { try there(walker.app.session.phone, "phone that is open") } }
    private var another: Phone { get throws { try there(other, "other phone") } }

    private var whatThereIs: [String: Act] {
        [
            "publish «»": { [self] in try server.ask("form", "publish", Scenario.project.appendingPathComponent($0[0]).path) },
            "a supervisor «»": { [self] in
                let made = Supervisor(url: server.url, login: "marta", password: "una clave larga de prueba")
                try server.supervisor($0[0], login: made.login, password: made.password)
                supervisor = made
            },
            "a family «» with a girl «», born «»": { [self] in try family($0[0], girl: $0[1], born: Day($0[2], from: today)) },
            "another phone, of «»": { [self] in
                try server.ask("worker", "add", $0[0])
                let made = try Phone.open(folder: server.folder.appendingPathComponent("other").path, keys: KeysInMemory(), line: nil, log: nil)
                try made.setLanguage(tag: "es")
                _ = try made.enrol(code: server.invite($0[0]), label: "otro", listener: nil)
                other = made
            },
            "no line": { [self] _ in walker.platform.lines.becomes(.none) },
            "a free line": { [self] _ in walker.platform.lines.becomes(.free) },
            "cut a connection after N bytes sent": { [self] in dropping.cut(afterSent: try number($0[0])) },
            "cut a connection after N bytes received": { [self] in dropping.cut(afterReceived: try number($0[0])) },
        ]
    }

    private var whatSheDoes: [String: Act] {
        [
            "open the app": { [self] _ in await walker.app.route() },
            "type the code": { [self] _ in try walker.type(code: server.invite(Self.worker, url: dropping.url)) },
            "type the code «»": { [self] in try walker.type(code: $0[0]) },
            "give the PIN": { [self] _ in try await walker.give(pin: Self.pin) },
            "go to «»": { [self] in await walker.open($0[0]) },
            "touch «»": { [self] in try await walker.touch($0[0]) },
            "touch «» N times": { [self] in for _ in 0..<(try number($0[1])) { try await walker.touch($0[0]) } },
            "keys «»": { [self] in try walker.keys($0[0]) },
            "type «» into «»": { [self] in try walker.type($0[0], into: $0[1]) },
            "give the day «»": { [self] in
                try walker.give(Day($0[0], from: today))
                await walker.pause()
            },
            "pause": { [self] _ in await walker.pause() },
            "answer «» to the end": { [self] in try await answer($0, until: nil) },
            "answer «» until «»": { [self] in try await answer(Array($0.dropLast()), until: $0.last) },
            "back": { [self] _ in await walker.back() },
            "the process ends at once": { [self] _ in await walker.endAtOnce() },
        ]
    }

    private var whatIsSeen: [String: Act] {
        [
            "see «»": { [self] in for words in $0 { try walker.see(words) } },
            "see not «»": { [self] in for words in $0 { try walker.seeNot(words) } },
            "see a checklist": { [self] _ in try holds(walker.isFilling, "no checklist is open; the screen says:\n\(walker.said)") },
            "look «»": { _ in },
            "look «», and in the largest letters": { _ in },
            "«» was dialled": { [self] in
                let dialled = walker.platform.dialled
                try holds(dialled.last == $0[0], "these were dialled: \(dialled)")
            },
            "N connections were cut": { [self] in try holds(dropping.drops == number($0[0]), "\(dropping.drops) were cut") },
            "the phone has checklists of version «»": { [self] in
                let versions = try phone.forms().map { $0.version }
                try holds(versions == $0, "they are \(versions)")
            },
            "the visits to «» were answered on versions «»": { [self] given in
                let visits = try phone.visits(household: RecordName(text: given[0]), after: nil, limit: 10).items
                let versions = try visits.flatMap { try phone.visit(visit: $0.visit).answers.map { $0.formVersion ?? "" } }.sorted()
                try holds(versions == Array(given.dropFirst()), "they are \(versions)")
            },
        ]
    }

    private var whatOthersDo: [String: Act] {
        [
            "the supervisor returns the visit to «»: «», where it says «», with «»": { [self] in
                page = try there(supervisor, "supervisor").returns($0[0], field: $0[1], value: $0[2], comment: $0[3])
            },
            "the supervisor reads the visit to «»": { [self] in page = try there(supervisor, "supervisor").reads($0[0]) },
            "her page says «»": { [self] in for words in $0 { try holds(page.contains(words), "it says:\n\(page)") } },
            "her page says in one line «»": { [self] given in try holds(page.split(separator: "\n").contains { Story.says($0, inOrder: given) }, "it says:\n\(page)") },
            "the district's measurements say «»": { [self] in
                let said = try server.ask("export", "measurements", "--csv")
                for words in $0 { try holds(said.contains(words), said) }
            },
            "the other phone delivers": { [self] _ in _ = try another.sync(on: .anyLine, listener: nil) },
            // The same screen, and the same button.
            "the other phone saves «» with «» as «»": { [self] in
                let seen = try another.screen(place: $0[0]).seen
                let outcome = try another.submit(place: $0[0], act: "save", seen: seen, inputs: [$0[1]: $0[2]])
                guard case .goes = outcome else { throw Wrong(says: "\(outcome)") }
            },
            "the notices of the other phone are N": { [self] in
                let count = try another.noticesCount()
                try holds(count == UInt64(number($0[0])), "they are \(count)")
            },
            "the other phone shows «» on «»": { [self] in
                let said = try another.screen(place: $0[1]).groups.flatMap(\.rows).flatMap { $0.lines.map(\.text) }
                try holds(said.contains($0[0]), "it shows:\n\(said)")
            },
        ]
    }

    private static func says(_ line: Substring, inOrder words: [String]) -> Bool {
        var rest = line
        for one in words {
            guard let found = rest.firstRange(of: one) else { return false }
            rest = rest[found.upperBound...]
        }
        return true
    }

    private func family(_ house: String, girl: String, born: Day) throws {
        let area = try there(phone.status().areas.first, "area").area
        let household = NewHousehold(
            area: area, knownAs: house, reference: "casa 14", telephone: "900000111", populatedCentre: nil, altitudeM: nil, altitudeSource: nil,
            lat: nil, lon: nil, accuracyM: nil, noPlace: nil, language: nil
        )
        let person = NewPerson(
            kind: "child", givenNames: girl, familyNames: "Mamani Quispe", sex: "female", birthDate: born.text, localId: nil, identifiers: [],
            birthWeightG: nil, gestationalWeeks: nil, insurance: nil, facility: nil, programmes: nil
        )
        let saved = try phone.addFamily(household: household, persons: [person])
        named = ["house": saved.household.record.text, "girl": saved.persons[0].record.text]
    }

    /// Goes on with the checklist until this is asked, or to its end: what no answers are for is answered *No*, or not at all.
    private func answer(_ names: [String], until: String?) async throws {
        let answers = try names.flatMap { try there(scenario.answers[$0], "block of answers «\($0)»") }
        for _ in 0..<Self.mostQuestions {
            guard walker.isFilling, until.map(walker.sees) != true else { return }
            let before = walker.path
            if let known = answers.first(where: { walker.sees($0.given[0]) }) {
                try await run(known.inside, [:])
            } else if walker.mayTouch("No") {
                try await walker.touch("No")
            }
            await walker.pause()
            if walker.isFilling, walker.path == before { try await walker.touch("Siguiente") }
            if walker.isFilling, walker.path == before { throw Wrong(says: "this is not answered by the story:\n\(walker.said)") }
        }
    }
}

/// Keys in the memory of a test.
private final class KeysInMemory: KeyStore, @unchecked Sendable {
    private let lock = NSLock()
    private var kept: Data?

    func load() throws -> Data? { lock.withLock { kept } }

    func keep(secrets: Data) throws { lock.withLock { kept = secrets } }
}
