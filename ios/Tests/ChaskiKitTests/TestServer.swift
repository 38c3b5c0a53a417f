import Foundation

/// A district of its own, served by the real `chaski-server` at a port that nobody else has; its keys are kept apart from the user's own.
final class TestServer {
    struct Failed: Error, CustomStringConvertible { let description: String }

    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("district-\(UUID().uuidString)")
    let port: Int
    var url: String { "https://localhost:\(port)" }
    private let command: String
    private var serving: Process?

    init(area: String = "Norte") throws {
        guard let command = ProcessInfo.processInfo.environment["CHASKI_SERVER"] else {
            throw Failed(description: "CHASKI_SERVER names the command chaski-server")
        }
        self.command = command
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        port = TestServer.freePort()
        try ask("init", "--district", "Distrito de prueba", "--country", "pe")
        try ask("area", "add", area)
        let made = process(["serve", "--listen", "127.0.0.1:\(port)", "--name", "localhost", "--log", folder.appendingPathComponent("log").path])
        made.standardOutput = FileHandle.nullDevice
        made.standardError = FileHandle.nullDevice
        try made.run()
        serving = made
        let end = Date().addingTimeInterval(60)
        while !TestServer.answers(port) {
            guard made.isRunning, Date() < end else { throw Failed(description: "the server does not start") }
            usleep(50_000)
        }
    }

    deinit {
        serving?.terminate()
        try? FileManager.default.removeItem(at: folder)
    }

    /// Somebody who signs in to the supervisors' pages.
    func supervisor(_ name: String, login: String, password: String, area: String = "Norte") throws {
        try ask("supervisor", "add", name, "--login", login, "--area", area, "--may-enrol", "--password-stdin", typed: password)
    }

    /// The code that enrols a phone of this worker. The phone reaches the server at `url`.
    func invite(_ worker: String, area: String = "Norte", url: String? = nil) throws -> String {
        let said = try ask("invite", "--url", url ?? self.url, "--worker", worker, "--area", area, "--role", "visitor", "--json")
        let told = try JSONSerialization.jsonObject(with: Data(said.utf8)) as? [String: Any]
        guard let code = told?["invitation"] as? String else { throw Failed(description: said) }
        return code
    }

    /// What the command says to these words; an error where it fails.
    @discardableResult
    func ask(_ words: String..., typed: String? = nil) throws -> String {
        let asked = process(words)
        let (into, out, errors) = (Pipe(), Pipe(), Pipe())
        asked.standardInput = into
        asked.standardOutput = out
        asked.standardError = errors
        try asked.run()
        if let typed { try into.fileHandleForWriting.write(contentsOf: Data("\(typed)\n".utf8)) }
        try into.fileHandleForWriting.close()
        let said = out.fileHandleForReading.readDataToEndOfFile()
        let wrong = errors.fileHandleForReading.readDataToEndOfFile()
        asked.waitUntilExit()
        guard asked.terminationStatus == 0 else {
            throw Failed(description: "chaski-server \(words.joined(separator: " ")): \(String(decoding: wrong, as: UTF8.self))")
        }
        return String(decoding: said, as: UTF8.self)
    }

    private func process(_ words: [String]) -> Process {
        let made = Process()
        made.executableURL = URL(fileURLWithPath: command)
        made.arguments = words + ["--data", folder.appendingPathComponent("data").path]
        var environment = ProcessInfo.processInfo.environment
        environment["CHASKI_KEYS"] = folder.appendingPathComponent("keys").path
        made.environment = environment
        return made
    }

    private static func freePort() -> Int {
        // Below those that the system gives to whoever only connects, so that none of them takes it while no server is there.
        while true {
            let port = Int.random(in: 15_000..<32_000)
            if !answers(port) { return port }
        }
    }

    private static func answers(_ port: Int) -> Bool {
        guard let line = connected(to: port) else { return false }
        close(line)
        return true
    }
}
