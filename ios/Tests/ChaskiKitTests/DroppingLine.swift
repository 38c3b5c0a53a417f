import Foundation
#if canImport(Glibc)
import Glibc
let stream = Int32(SOCK_STREAM.rawValue)
#else
let stream = SOCK_STREAM
#endif

/// The port of this machine that only it can reach.
func here(_ port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    return address
}

/// A socket that is connected to it; nil where nobody answers.
func connected(to port: Int) -> Int32? {
    let made = socket(AF_INET, stream, 0)
    var address = here(port)
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let answers = withUnsafePointer(to: &address) { $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(made, $0, size) } } == 0
    if !answers { close(made) }
    return answers ? made : nil
}

/// A line between phone and server on which a connection may be cut in the middle of a word; both ends see it drop.
final class DroppingLine: @unchecked Sendable {
    private struct Cut { var sent = Int.max, received = Int.max }

    private let lock = NSLock()
    private let door: Int32
    private let server: Int
    private var cuts: [Cut] = []
    private var dropped = 0
    let port: Int

    init(to server: Int) throws {
        // Where one end is gone, writing to it fails, and ends nothing else.
        signal(SIGPIPE, SIG_IGN)
        self.server = server
        let made = socket(AF_INET, stream, 0)
        (door, port) = (made, try DroppingLine.opened(made))
        Thread.detachNewThread { [weak self] in
            while true {
                let phone = accept(made, nil, nil)
                guard phone >= 0, let line = self else { break }
                line.carry(phone)
            }
            close(made)
        }
    }

    /// Who waits at the door hears that it is closed.
    deinit { shutdown(door, Int32(SHUT_RDWR)) }

    var url: String { "https://localhost:\(port)" }

    /// How many connections were cut.
    var drops: Int { lock.withLock { dropped } }

    /// The next connection for which nothing was said yet is cut after so many bytes; those after it go through.
    func cut(afterSent sent: Int = .max, afterReceived received: Int = .max) { lock.withLock { cuts.append(Cut(sent: sent, received: received)) } }

    private func carry(_ phone: Int32) {
        guard let server = connected(to: server) else { close(phone); return }
        let cut = lock.withLock { cuts.isEmpty ? Cut() : cuts.removeFirst() }
        let ends = DispatchGroup()
        for (from, into, most) in [(phone, server, cut.sent), (server, phone, cut.received)] {
            ends.enter()
            Thread.detachNewThread { [self] in
                pass(from, into, most)
                for end in [phone, server] { shutdown(end, Int32(SHUT_RDWR)) }
                ends.leave()
            }
        }
        ends.notify(queue: .global()) { for end in [phone, server] { close(end) } }
    }

    private func pass(_ from: Int32, _ into: Int32, _ most: Int) {
        var room = [UInt8](repeating: 0, count: 4096)
        var left = most
        while true {
            let read = recv(from, &room, room.count, 0)
            guard read > 0 else { return }
            var sent = 0
            while sent < min(read, left) {
                let more = room[sent...].withUnsafeBytes { send(into, $0.baseAddress, min(read, left) - sent, 0) }
                guard more > 0 else { return }
                sent += more
            }
            left -= read
            if left <= 0 {
                lock.withLock { dropped += 1 }
                return
            }
        }
    }

    private static func opened(_ door: Int32) throws -> Int {
        var address = here(0)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isOpen = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(door, $0, size) == 0 && listen(door, 50) == 0 && getsockname(door, $0, &size) == 0 }
        }
        guard isOpen else { throw Wrong(says: "no port of this machine is free") }
        return Int(in_port_t(bigEndian: address.sin_port))
    }
}
