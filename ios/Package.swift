// swift-tools-version: 6.0
import PackageDescription

// On Linux the core is the library that tests/build makes for this machine, on a Mac what ios/build-xcframework makes for phones, simulators and the Mac. Where
// there is no SwiftUI, declarations of what the views use of it stand in its place, so that each view is checked there too.
#if os(Linux)
let core: [Target] = [
    .systemLibrary(name: "ChaskiCoreFFI", path: "Generated/ChaskiCoreFFI"),
    .systemLibrary(name: "ChaskiTypesFFI", path: "Generated/ChaskiTypesFFI"),
]
let links: [LinkerSetting] = [.linkedLibrary("chaski_bindings")]
let standIn: [Target] = [.target(name: "SwiftUI", path: "StandIn/SwiftUI")]
#else
let core: [Target] = [.binaryTarget(name: "ChaskiFFI", path: "Generated/Chaski.xcframework")]
let links: [LinkerSetting] = [.linkedFramework("CoreFoundation"), .linkedFramework("Security")]
let standIn: [Target] = []
#endif

let package = Package(
    name: "Chaski",
    platforms: [.iOS(.v17), .macOS(.v14)],
    products: [.library(name: "ChaskiKit", targets: ["ChaskiKit"]), .library(name: "ChaskiApp", targets: ["ChaskiApp"])],
    targets: core + [
        .target(name: "ChaskiCore", dependencies: core.map { .target(name: $0.name) }, path: "Generated/ChaskiCore", linkerSettings: links),
        .target(name: "ChaskiKit", dependencies: ["ChaskiCore"]),
        .target(name: "ChaskiLook", path: "Generated/ChaskiApp"),
        .target(name: "ChaskiApp", dependencies: ["ChaskiKit", "ChaskiLook"] + standIn.map { .target(name: $0.name) }),
        .testTarget(name: "ChaskiKitTests", dependencies: ["ChaskiKit"]),
    ] + standIn
)
