import Foundation

/// What came of taking something: it, with the ending of its name; nothing, because she came back without; or the phone cannot, or is not allowed to.
enum Taken: Sendable {
    case this(Data, ending: String)
    case nothing
    case cannot
}
