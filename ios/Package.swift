// swift-tools-version: 6.0
import PackageDescription

// Where there is no SwiftUI, declarations of what the views use of it stand in its place, so that each view is checked there too.
#if os(Linux)
let standIn: [Target] = [.target(name: "SwiftUI", path: "StandIn/SwiftUI")]
#else
let standIn: [Target] = []
#endif

let package = Package(
    name: "Chaski",
    platforms: [.iOS(.v17), .macOS(.v14)],
    products: [.library(name: "ChaskiKit", targets: ["ChaskiKit"]), .library(name: "ChaskiApp", targets: ["ChaskiApp"])],
    targets: [
        .systemLibrary(name: "ChaskiCoreFFI", path: "Generated/ChaskiCoreFFI"),
        .systemLibrary(name: "ChaskiTypesFFI", path: "Generated/ChaskiTypesFFI"),
        .target(name: "ChaskiCore", dependencies: ["ChaskiCoreFFI", "ChaskiTypesFFI"], path: "Generated/ChaskiCore", linkerSettings: [.linkedLibrary("chaski_bindings")]),
        .target(name: "ChaskiKit", dependencies: ["ChaskiCore"]),
        .target(name: "ChaskiLook", path: "Generated/ChaskiApp"),
        .target(name: "ChaskiApp", dependencies: ["ChaskiKit", "ChaskiLook"] + standIn.map { .target(name: $0.name) }),
        .testTarget(name: "ChaskiKitTests", dependencies: ["ChaskiKit"]),
    ] + standIn
)
