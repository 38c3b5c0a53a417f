import Foundation
#if canImport(Glibc)
import Glibc
#endif

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

    /// The code that enrols a phone of this worker.
    func invite(_ worker: String, area: String = "Norte") throws -> String {
        let said = try ask("invite", "--url", url, "--worker", worker, "--area", area, "--role", "visitor", "--json")
        let told = try JSONSerialization.jsonObject(with: Data(said.utf8)) as? [String: Any]
        guard let code = told?["invitation"] as? String else { throw Failed(description: said) }
        return code
    }

    /// What the command says to these words; an error where it fails.
    @discardableResult
    func ask(_ words: String...) throws -> String {
        let asked = process(words)
        let (out, errors) = (Pipe(), Pipe())
        asked.standardOutput = out
        asked.standardError = errors
        try asked.run()
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
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0 }
        }
    }
}
