import Foundation

/// A supervisor at her pages, in a real browser: `tests/browser/support/supervise.js` is her hands.
struct Supervisor {
    let url: String
    let login: String
    let password: String

    /// Returns the visit to this house, with a comment on what a field says; gives what its page says then.
    func returns(_ house: String, field: String, value: String, comment: String) throws -> String { try does("return", house, field, value, comment) }

    /// What the page of the visit to this house says.
    func reads(_ house: String) throws -> String { try does("read", house) }

    private func does(_ words: String...) throws -> String {
        let browser = Process()
        browser.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        // Where these tests run in a folder of their own, what leads out of it: the browser is outside.
        let outside = (ProcessInfo.processInfo.environment["CHASKI_OUTSIDE"] ?? "").split(separator: " ").map(String.init)
        let script = Scenario.project.appendingPathComponent("tests/browser/support/supervise.js").path
        browser.arguments = outside + ["node", script, url, login] + words
        var environment = ProcessInfo.processInfo.environment
        environment["CHASKI_PASSWORD"] = password
        // What these tests were linked with is nothing to it.
        environment["LD_LIBRARY_PATH"] = nil
        browser.environment = environment
        let out = Pipe()
        (browser.standardOutput, browser.standardError) = (out, out)
        try browser.run()
        let said = String(decoding: out.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        browser.waitUntilExit()
        guard browser.terminationStatus == 0 else { throw Wrong(says: "the supervisor: \(words):\n\(said)") }
        return said
    }
}
