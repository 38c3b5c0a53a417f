#if canImport(Network)
import ChaskiCore
import Foundation
import Network

/// The phone's line as the system tells it. The core asks from threads of its own.
final class SystemLine: Connectivity, @unchecked Sendable {
    private let monitor = NWPathMonitor()
    private let condition = NSCondition()
    private var now: Line?

    init() {
        monitor.pathUpdateHandler = { [weak self] path in self?.becomes(SystemLine.line(of: path)) }
        monitor.start(queue: DispatchQueue(label: "org.chaski.line"))
    }

    deinit { monitor.cancel() }

    /// In the first moments of the app the system has not told yet: it is waited for.
    func line() throws -> Line {
        condition.lock()
        defer { condition.unlock() }
        let end = Date(timeIntervalSinceNow: 1)
        while now == nil, condition.wait(until: end) {}
        return now ?? .none
    }

    private func becomes(_ line: Line) {
        condition.lock()
        now = line
        condition.broadcast()
        condition.unlock()
    }

    /// One that costs, or that she told the system to spare.
    private static func line(of path: NWPath) -> Line {
        guard path.status == .satisfied else { return .none }
        return path.isExpensive || path.isConstrained ? .metered : .free
    }
}
#endif
