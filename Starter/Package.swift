// swift-tools-version: 6.2

import PackageDescription

let package = Package(
    name: "my-site",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "my-site", targets: ["MySite"])],
    dependencies: [
        .package(name: "satchel", path: "..")
    ],
    targets: [
        .executableTarget(name: "MySite", dependencies: [.product(name: "Satchel", package: "satchel")]),
        .testTarget(
            name: "MySiteTests", dependencies: ["MySite", .product(name: "SatchelTesting", package: "satchel")]),
    ]
)
