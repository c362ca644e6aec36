// swift-tools-version: 6.2
//
// The programs that `make bench` measures beside each other, each answering the same few bytes. A package of its own, so that
// Satchel itself depends on none of its peers.

import PackageDescription

let package = Package(
    name: "satchel-benchmarks",
    platforms: [.macOS(.v15)],
    products: [.library(name: "AllocationCounter", type: .dynamic, targets: ["AllocationCounter"])],
    dependencies: [
        .package(name: "satchel", path: ".."),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    ],
    targets: [
        .executableTarget(
            name: "PlainServer",
            dependencies: [.product(name: "HTTPServer", package: "satchel"), .product(name: "Logging", package: "swift-log")]),
        .executableTarget(name: "PlainSite", dependencies: [.product(name: "Satchel", package: "satchel")]),
        .executableTarget(
            name: "PlainHummingbird",
            dependencies: [
                .product(name: "Hummingbird", package: "hummingbird"), .product(name: "Logging", package: "swift-log"),
            ]),
        .executableTarget(name: "BucketSite", dependencies: [.product(name: "Satchel", package: "satchel")]),
        .executableTarget(name: "SoakSite", dependencies: [.product(name: "Satchel", package: "satchel")]),
        .executableTarget(
            name: "RepositoryBench",
            dependencies: [
                "BareMySQL", "BarePostgres", .product(name: "Database", package: "satchel"),
                .product(name: "GRDB", package: "GRDB.swift"), .product(name: "Logging", package: "swift-log"),
            ]),
        .systemLibrary(name: "BareMySQL", pkgConfig: "libmariadb", providers: [.apt(["libmariadb-dev"])]),
        .systemLibrary(name: "BarePostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .executableTarget(name: "PlainEpoll"),
        .executableTarget(name: "EmptyFunction"),
        .target(name: "AllocationCounter", publicHeadersPath: "."),
    ]
)
