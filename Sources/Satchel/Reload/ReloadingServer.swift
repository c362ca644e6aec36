import FoundationEssentials
import Glibc
import UnixSignals

/// `serve --reload`: builds the site's package, serves what was built, and does both again when a source has changed. While a build
/// fails, the last one that did not goes on serving. Templates and public files are read anew without a build.
struct ReloadingServer: Sendable {
    /// The folder of the site's `Package.swift`.
    let folder: String
    /// What is built and run: `my-site`.
    let product: String
    /// For `swift build`, beside the product.
    let buildOptions: [String]
    /// For the site's `serve`.
    let serveOptions: [String]

    private static let pause = Duration.milliseconds(100)

    func run() async throws {
        guard FileManager.default.fileExists(atPath: folder + "/Package.swift") else {
            throw StartError("--reload builds the site: start it in the folder of its Package.swift.")
        }
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await serve() }
            group.addTask { for await _ in signals { return } }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    private func serve() async throws {
        // The folder of migrations counts as a file: it is written when one is added to it.
        let watch = try FolderWatch(
            ["Sources", "Plugins"].map { folder + "/" + $0 },
            files: ["Package.swift", ".env", MigrationFolder.name].map { folder + "/" + $0 })
        var site = await build() ? try start() : nil
        while !Task.isCancelled {
            try? await Task.sleep(for: Self.pause)
            if let end = site?.end() {
                Terminal.error.print("The site ended \(end); it starts again when a file has changed.")
                site = nil
            }
            guard try watch.hasChanged() else { continue }
            // An editor writes several files, or one in several steps.
            repeat { try? await Task.sleep(for: Self.pause * 2) } while try watch.hasChanged() && !Task.isCancelled
            guard !Task.isCancelled, await build() else { continue }
            await site?.stop()
            site = try start()
        }
        await site?.stop()
    }

    private func build() async -> Bool {
        let begun = ContinuousClock.now
        Terminal.error.print("Building \(product) …")
        do {
            let swift = try ChildProcess(["swift", "build", "--package-path", folder, "--product", product] + buildOptions)
            let end = await withTaskCancellationHandler {
                await swift.wait()
            } onCancel: {
                kill(swift.id, SIGTERM)
            }
            guard end == .code(0) else {
                if !Task.isCancelled { Terminal.error.print("That did not build; it is tried again when a file has changed.") }
                return false
            }
            Terminal.error.print("Built in \((ContinuousClock.now - begun).inSeconds).")
            return true
        } catch {
            Terminal.error.print(StartError.wording(of: error))
            return false
        }
    }

    private func start() throws -> ChildProcess { try ChildProcess([program, "serve"] + serveOptions) }

    /// This very program's file: `swift build` has put the new one in its place.
    private var program: String { CommandLine.arguments[0] }
}

extension Duration {
    /// `1.2 s`
    fileprivate var inSeconds: String {
        let tenths = Int((self / .milliseconds(100)).rounded())
        return "\(tenths / 10).\(tenths % 10) s"
    }
}
