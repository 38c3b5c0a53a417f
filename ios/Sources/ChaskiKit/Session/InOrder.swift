import Dispatch

/// Away from the main actor, one thing after the other: the core's calls wait for the disk.
public struct InOrder: Sendable {
    private let queue: DispatchQueue

    public init(label: String) { queue = DispatchQueue(label: "org.chaski.\(label)", qos: .userInitiated) }

    public func run<T: Sendable>(_ call: @escaping @Sendable () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { told in queue.async { told.resume(with: Result { try call() }) } }
    }

    /// Nobody waits for it.
    public func later(_ call: @escaping @Sendable () -> Void) { queue.async(execute: call) }
}
