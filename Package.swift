// swift-tools-version: 6.2
//
// The drawing of the house. A target uses only targets on floors below it, never beside or above.
//
//   roof    Quickstart        the site of the README, and every command
//   attic   Satchel           puts the house together and opens one door
//   2       Accounts          people: register, sign in, sign out, …
//   1       Web               from a request to a page
//   1       OpenID            signing in at somebody else's: OAuth 2.0 and OpenID Connect
//   1       BucketSQLite      the SQLite file in the bucket: check, commit, replay
//   ground  HTTPServer        sockets, Dispatch, epoll
//   ground  Lambda            the same handler behind AWS's runtime API
//   ground  Database          values, rows, SQL, migrations, repositories
//   ground  DatabaseSQLite    the SQLite driver
//   ground  DatabaseMySQL     the MariaDB and MySQL driver, by the trait MySQL (on by default)
//   ground  DatabasePostgres  the PostgreSQL driver, by the trait PostgreSQL (on by default)
//   ground  HTTPCalls         outgoing HTTP, by libcurl
//   ground  ObjectStore       S3, a folder, memory: one protocol, one set of conditions
//   ground  Mail              messages, and SMTP to send them
//   ground  WebAuthn          passkeys: what authenticators say, checked
//   cellar  HTTP              values and bytes, no I/O
//   cellar  Secrets           password hashes, sealed tokens, signatures, randomness
//   cellar  Curl              what every use of libcurl shares
//   cellar  Blocking          the one bridge between threads and tasks
//   cellar  LTX               the LTX file format: a database's changes as immutable files
//   cellar  C…                system libraries
//   side    SatchelTesting    the test client
//   side    EmbedFiles        puts the templates and the starter into the program, at each build

import PackageDescription

// MARK: Packages

let packages: [Package.Dependency] = [
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    // Without its reader of JSON, which needs all of Foundation and with it 35 MB of ICU's tables.
    .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: []),
]

let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let metrics: Target.Dependency = .product(name: "CoreMetrics", package: "swift-metrics")
let unixSignals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let configuration: Target.Dependency = .product(name: "Configuration", package: "swift-configuration")

// MARK: Floors

let system: [Target] = [
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CCrypt", pkgConfig: "libcrypt", providers: [.apt(["libcrypt-dev"])]),
    .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CLZ4", pkgConfig: "liblz4", providers: [.apt(["liblz4-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CMySQL", pkgConfig: "libmariadb", providers: [.apt(["libmariadb-dev"])]),
    .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .systemLibrary(name: "CLinux"),
]

let cellar: [Target] = [
    .target(name: "Blocking"),
    .target(name: "Curl", dependencies: ["CCurl"]),
    .target(name: "HTTP", dependencies: [httpTypes]),
    .target(name: "LTX", dependencies: ["CLZ4"]),
    .target(name: "Secrets", dependencies: ["CCrypt", "COpenSSL"]),
]

let ground: [Target] = [
    .target(name: "HTTPServer", dependencies: ["HTTP", "CLinux", "COpenSSL", httpTypes, logging]),
    .target(name: "Lambda", dependencies: ["Blocking", "HTTP", "Secrets", httpTypes, logging]),
    .target(name: "Database", dependencies: ["Blocking", logging, metrics]),
    .target(name: "DatabaseSQLite", dependencies: ["Database", "Blocking", "CSQLite", logging]),
    .target(name: "DatabaseMySQL", dependencies: ["Database", "CMySQL", logging]),
    .target(name: "DatabasePostgres", dependencies: ["Database", "CPostgres", logging]),
    .target(name: "HTTPCalls", dependencies: ["Blocking", "CCurl", "Curl"]),
    .target(name: "ObjectStore", dependencies: ["Blocking", "HTTPCalls", "Secrets", logging]),
    .target(name: "Mail", dependencies: ["Blocking", "CCurl", "Curl", "Secrets"]),
    .target(name: "WebAuthn", dependencies: ["Secrets"]),
]

let first: [Target] = [
    .target(name: "OpenID", dependencies: ["HTTP", "HTTPCalls", "Secrets"]),
    .target(
        name: "Web",
        dependencies: ["Blocking", "CLinux", "CZlib", "Database", "HTTP", "Secrets", httpTypes, logging]),
    .target(
        name: "BucketSQLite",
        dependencies: [
            "Blocking", "CSQLite", "Database", "DatabaseSQLite", "LTX", "ObjectStore", "Secrets", logging, metrics,
        ]),
]

let second: [Target] = [
    .target(
        name: "Accounts",
        dependencies: [
            "Blocking", "Database", "HTTP", "HTTPCalls", "Mail", "OpenID", "Secrets", "Web", "WebAuthn", httpTypes, logging,
            metrics,
        ])
]

let attic: [Target] = [
    .target(
        name: "Satchel",
        dependencies: [
            "Accounts", "Blocking", "BucketSQLite", "CLinux", "COpenSSL", "Database", "DatabaseSQLite", "HTTP", "HTTPServer",
            "Lambda", "Mail", "ObjectStore", "OpenID", "Secrets", "Web", argumentParser, configuration, httpTypes, logging,
            metrics, unixSignals,
            .target(name: "DatabasePostgres", condition: .when(traits: ["PostgreSQL"])),
            .target(name: "DatabaseMySQL", condition: .when(traits: ["MySQL"])),
        ],
        plugins: ["EmbedFiles"])
]

/// Sites of our own that the end-to-end tests run.
let testSites: [Target] = [
    .executableTarget(name: "ListeningSite", dependencies: ["Satchel"], path: "Tests/ListeningSite")
]

let roof: [Target] = [
    .executableTarget(name: "Quickstart", dependencies: ["Satchel"])
]

/// Puts the templates, and the files of `satchel new`, into the program.
let embedding: [Target] = [
    .executableTarget(name: "EmbedFilesTool"),
    .plugin(name: "EmbedFiles", capability: .buildTool(), dependencies: ["EmbedFilesTool"]),
]

let side: [Target] = [
    .target(
        name: "SatchelTesting",
        dependencies: [
            "Blocking", "BucketSQLite", "Database", "DatabaseSQLite", "HTTP", "HTTPServer", "ObjectStore", "Satchel",
            "Secrets", httpTypes, logging,
        ])
]

let tests: [Target] = [
    // The real servers of Tests/Services, for any test target.
    .target(name: "TestServices", dependencies: ["HTTPCalls"], path: "Tests/TestServices"),
    // What tests of any floor use: a log that is read, chance that can be had again.
    .target(name: "TestSupport", dependencies: [logging], path: "Tests/TestSupport"),
    // An empty database of each kind, for any test target.
    .target(
        name: "TestDatabases",
        dependencies: [
            "BucketSQLite", "Database", "DatabaseMySQL", "DatabasePostgres", "DatabaseSQLite", "ObjectStore", "TestServices",
            logging,
        ],
        path: "Tests/TestDatabases"),
    // A site with models, for the end-to-end tests of migrations.
    .executableTarget(name: "ModelSite", dependencies: ["Satchel"], path: "Tests/ModelSite"),
    .testTarget(name: "BlockingTests", dependencies: ["Blocking"]),
    .testTarget(name: "HTTPTests", dependencies: ["HTTP", httpTypes]),
    .testTarget(name: "SecretsTests", dependencies: ["Secrets"]),
    .testTarget(name: "LTXTests", dependencies: ["LTX", "TestSupport"], resources: [.copy("Vectors")]),
    .testTarget(
        name: "HTTPServerTests",
        dependencies: ["HTTPServer", "HTTP", "Blocking", "CLinux", "COpenSSL", httpTypes, logging]),
    .testTarget(
        name: "LambdaTests", dependencies: ["Lambda", "HTTP", "HTTPServer", httpTypes, logging], resources: [.copy("Fixtures")]),
    .testTarget(
        name: "DatabaseTests", dependencies: ["Database", "DatabaseSQLite", "CSQLite", "TestSupport", logging]),
    .testTarget(
        name: "DatabaseServerTests",
        dependencies: [
            "BucketSQLite", "Database", "DatabaseMySQL", "DatabasePostgres", "DatabaseSQLite", "ObjectStore", "TestDatabases",
            "TestServices", "TestSupport", logging,
        ]),
    .testTarget(
        name: "ObjectStoreTests", dependencies: ["HTTPCalls", "ObjectStore", "Secrets", "TestServices", logging],
        resources: [.copy("Vectors")]),
    .testTarget(name: "OpenIDTests", dependencies: ["HTTPCalls", "OpenID", "Secrets", "TestServices"]),
    .testTarget(name: "MailTests", dependencies: ["Mail", "TestServices"]),
    .testTarget(name: "WebAuthnTests", dependencies: ["Secrets", "WebAuthn"]),
    .testTarget(
        name: "BucketSQLiteTests",
        dependencies: ["BucketSQLite", "Database", "DatabaseSQLite", "LTX", "ObjectStore", "CSQLite", logging]),
    .testTarget(
        name: "SimulationTests",
        dependencies: ["BucketSQLite", "Database", "LTX", "ObjectStore", logging]),
    .testTarget(
        name: "WebTests", dependencies: ["Web", "CZlib", "HTTP", "Database", "Secrets", "TestSupport", httpTypes, logging]),
    .testTarget(
        name: "AccountsTests",
        dependencies: [
            "Accounts", "Blocking", "COpenSSL", "Database", "DatabaseSQLite", "HTTP", "Mail", "OpenID", "SatchelTesting",
            "Secrets", "TestDatabases", "TestServices", "TestSupport", "Web", "WebAuthn", httpTypes, logging,
        ],
        resources: [.copy("Fixtures")]),
    .testTarget(
        name: "SatchelTests",
        dependencies: [
            "BucketSQLite", "Database", "DatabaseSQLite", "HTTP", "HTTPServer", "Lambda", "Satchel", "SatchelTesting",
            "TestServices", "Web", argumentParser, httpTypes, logging, metrics,
        ]),
]

// MARK: Examples

/// A site of `Examples`, and its test.
func example(_ folder: String, _ module: String, testing: [Target.Dependency] = []) -> [Target] {
    [
        .executableTarget(name: module, dependencies: ["Satchel"], path: "Examples/\(folder)/Sources"),
        .testTarget(
            name: module + "Tests", dependencies: [.target(name: module), "SatchelTesting"] + testing,
            path: "Examples/\(folder)/Tests"),
    ]
}

let examples: [Target] =
    example("Notes", "NotesExample") + example("Readings", "ReadingsExample", testing: [httpTypes])
    + example("Portal", "PortalExample") + example("Reminders", "RemindersExample")
    + example("Guestbook", "GuestbookExample", testing: ["TestServices"])

// MARK: One set of settings for every target

/// In CI (`CI` or `STRICT` in the environment) a warning is an error.
let isStrict = Context.environment["CI"] != nil || Context.environment["STRICT"] != nil

let allTargets = cellar + ground + first + second + attic + roof + embedding + side + testSites + tests + examples

for target in allTargets where target.type != .plugin {
    target.swiftSettings = [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
    ]
    if isStrict { target.swiftSettings?.append(.treatAllWarnings(as: .error)) }
}

let package = Package(
    name: "satchel",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "Satchel", targets: ["Satchel"]),
        .library(name: "HTTPServer", targets: ["HTTP", "HTTPServer"]),
        .library(name: "Database", targets: ["Database", "DatabaseSQLite", "DatabasePostgres", "DatabaseMySQL"]),
        .library(name: "SatchelTesting", targets: ["SatchelTesting"]),
        .executable(name: "satchel", targets: ["Quickstart"]),
    ],
    traits: [
        .trait(name: "PostgreSQL", description: "PostgreSQL as the database, by libpq"),
        .trait(name: "MySQL", description: "MariaDB and MySQL as the database, by libmariadb"),
        .default(enabledTraits: ["PostgreSQL", "MySQL"]),
    ],
    dependencies: packages,
    targets: system + allTargets
)
