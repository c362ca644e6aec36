// Puts the project's own templates, and the files that `satchel new` begins a site with, into the program: they are the real files of
// these folders at each build, so that they can't rot.

import Foundation
import PackagePlugin

@main
struct EmbedFiles: BuildToolPlugin {
    private static let folders = ["Templates", "Public", "Starter"]
    /// What is text; an `.ico` is not.
    private static let kinds: Set = ["mustache", "txt", "css", "js", "svg", "swift", "md", ""]

    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let root = context.package.directoryURL
        let files = Self.folders.flatMap { Self.files(below: root.appending(path: $0)) } + [root.appending(path: "Package.swift")]
        let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedFiles.swift")
        return [
            .buildCommand(
                displayName: "Embedding \(files.count) files",
                executable: try context.tool(named: "EmbedFilesTool").url,
                arguments: [output.path(percentEncoded: false), root.path(percentEncoded: false)]
                    + files.map { $0.path(percentEncoded: false) }, inputFiles: files, outputFiles: [output])
        ]
    }

    private static func files(below folder: URL) -> [URL] {
        let found = FileManager.default.enumerator(atPath: folder.path(percentEncoded: false))?.compactMap { $0 as? String } ?? []
        // What a build or a run of the starter itself leaves behind stays out.
        let own = found.filter { !$0.contains(".build") && !$0.hasPrefix(".") && !$0.contains("/.") }
        return own.sorted().map { folder.appending(path: $0) }.filter { url in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: url.path(percentEncoded: false), isDirectory: &isFolder)
                && !isFolder.boolValue
                && kinds.contains(url.pathExtension)
        }
    }
}
