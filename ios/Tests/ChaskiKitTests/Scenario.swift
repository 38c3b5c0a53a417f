import Foundation

/// A line of a story: where it stands, its words with what stands between «» and all figures left out, and these.
struct Step: Sendable {
    let file: String
    let number: Int
    let words: String
    let given: [String]
    let inside: [Step]

    /// The lines that stand as far in as the first, each with those further in below it.
    static func of(_ file: URL) throws -> [Step] {
        let all = try String(contentsOf: file, encoding: .utf8).components(separatedBy: "\n").enumerated().map { ($0.offset + 1, $0.element) }
        let lines = all.filter { !$0.1.allSatisfy(\.isWhitespace) && !$0.1.drop { $0 == " " }.hasPrefix("#") }
        return try of(file.path, lines[...], depth: 0)
    }

    private static func of(_ file: String, _ lines: ArraySlice<(Int, String)>, depth: Int) throws -> [Step] {
        var steps: [Step] = []
        var at = lines.startIndex
        while at < lines.endIndex {
            let (number, line) = lines[at]
            guard line.prefix(while: { $0 == " " }).count == depth else {
                throw Wrong(file: file, line: number, says: "this stands neither below the line before nor beside it")
            }
            let end = lines[(at + 1)...].firstIndex { !$0.1.hasPrefix(String(repeating: " ", count: depth + 1)) } ?? lines.endIndex
            let (words, given) = parted(String(line.dropFirst(depth)))
            steps.append(Step(file: file, number: number, words: words, given: given, inside: try of(file, lines[(at + 1)..<end], depth: depth + indent)))
            at = end
        }
        return steps
    }

    private static func parted(_ line: String) -> (words: String, given: [String]) {
        var given: [String] = []
        var words = ""
        var rest = Substring(line)
        while let next = rest.firstMatch(of: /«([^»]*)»|\b(\d+)\b/) {
            given.append(String(next.1 ?? next.2 ?? ""))
            words += rest[..<next.range.lowerBound] + (next.1 == nil ? "N" : "«»")
            rest = rest[next.range.upperBound...]
        }
        return ((words + rest).replacing(/«»( «»)+/, with: "«»"), given)
    }

    private static let indent = 2
}

/// Something is not as a story says, or it says something that nobody knows.
struct Wrong: Error {
    var file = ""
    var line = 0
    let says: String
}

/// A story of tests/phones, which the app of every platform goes through; its README says what each step means.
struct Scenario {
    let steps: [Step]
    /// By their words without the first.
    let blocks: [String: Step]
    /// What is done where something is asked, by the name of the answers.
    let answers: [String: [Step]]

    init(_ name: String) throws {
        let all = try Step.of(Scenario.folder.appendingPathComponent("\(name).scenario")) + Step.of(Scenario.folder.appendingPathComponent("shared.blocks"))
        steps = all.filter { !$0.words.hasPrefix(Scenario.block) && $0.words != Scenario.answers }
        let blocks = all.filter { $0.words.hasPrefix(Scenario.block) }
        self.blocks = Dictionary(uniqueKeysWithValues: blocks.map { (String($0.words.dropFirst(Scenario.block.count)), $0) })
        answers = Dictionary(uniqueKeysWithValues: all.filter { $0.words == Scenario.answers }.map { ($0.given[0], $0.inside) })
    }

    private static let block = "to "
    private static let answers = "answers «»"

    static let project = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../..").standardizedFileURL
    private static let folder = project.appendingPathComponent("tests/phones")

    /// The names of all: what is in the folder is gone through.
    static let names: [String] = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
        .filter { $0.hasSuffix(".scenario") }.map { String($0.dropLast(".scenario".count)) }.sorted()

    /// The steps that the README lists.
    static func known() throws -> Set<String> {
        let text = try String(contentsOf: folder.appendingPathComponent("README.md"), encoding: .utf8)
        return Set(text.components(separatedBy: "\n").compactMap { $0.prefixMatch(of: /- `([^`]*)`/).map { String($0.1) } })
    }
}

/// A day as stories say it, seen from another.
struct Day {
    let year, month, day: Int

    static func today() -> Day { Day(Date()) }

    private init(_ date: Date) {
        let parts = Day.calendar.dateComponents([.year, .month, .day], from: date)
        (year, month, day) = (parts.year ?? 0, parts.month ?? 0, parts.day ?? 0)
    }

    init(_ says: String, from today: Day) throws {
        var parts = DateComponents(year: today.year, month: today.month, day: today.day)
        if let found = says.wholeMatch(of: /in (\d+) days/), let days = Int(found.1) {
            parts.day = today.day + days
        } else if let found = says.wholeMatch(of: /(\d+) months ago, on the (\d+)th/), let months = Int(found.1), let day = Int(found.2) {
            (parts.month, parts.day) = (today.month - months, day)
        } else {
            throw Wrong(says: "«\(says)» is no day")
        }
        // Months and days beyond the ends of a year or a month are those of the next or the one before.
        guard let date = Day.calendar.date(from: parts) else { throw Wrong(says: "«\(says)» is no day") }
        self.init(date)
    }

    var text: String { String(format: "%04d-%02d-%02d", year, month, day) }

    private static let calendar = Calendar(identifier: .gregorian)
}
