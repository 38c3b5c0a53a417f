import SwiftUI

// The core has a button, a group and a chart of its own; in views these words are SwiftUI's.
typealias Button = SwiftUI.Button
typealias Group = SwiftUI.Group
