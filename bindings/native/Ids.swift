// The types that stand for ids in the generated Swift (`uniffi.toml` names them). A name cannot be mistaken for a text.

/// The name of a record, for ever: its device, a number, an index.
public struct RecordName: Hashable, Sendable, Codable, CustomStringConvertible {
    public let text: String

    public init(text: String) { self.text = text }

    public var description: String { text }
}

/// What a person was shown of a field, as a save takes it back. Nobody reads it.
public struct Seen: Hashable, Sendable, Codable {
    public let token: String

    public init(token: String) { self.token = token }
}
