// swift-tools-version: 6.0
import PackageDescription

let package = Package(
    name: "Chaski",
    platforms: [.iOS(.v17), .macOS(.v14)],
    products: [.library(name: "ChaskiKit", targets: ["ChaskiKit"])],
    targets: [
        .systemLibrary(name: "ChaskiCoreFFI", path: "Generated/ChaskiCoreFFI"),
        .systemLibrary(name: "ChaskiTypesFFI", path: "Generated/ChaskiTypesFFI"),
        .target(name: "ChaskiCore", dependencies: ["ChaskiCoreFFI", "ChaskiTypesFFI"], path: "Generated/ChaskiCore", linkerSettings: [.linkedLibrary("chaski_bindings")]),
        .target(name: "ChaskiKit", dependencies: ["ChaskiCore"]),
        .testTarget(name: "ChaskiKitTests", dependencies: ["ChaskiKit"]),
    ]
)
