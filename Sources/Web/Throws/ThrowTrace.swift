import FoundationEssentials

/// The way to where an error was thrown, the innermost first, as far as it has source.
struct ThrowTrace: Sendable {
    struct Frame: Sendable {
        /// `Sources/MySite/Notes.swift`, from the working directory where it lies in there.
        let file: String
        let line: Int
        /// What stands in that line now; `nil` where the file is gone.
        let source: String?
        /// Of the site's own sources, not of a package that it uses.
        let isOwn: Bool

        var place: String { "\(file):\(line)" }
    }

    let frames: [Frame]

    /// The innermost line of the site's own sources.
    var innermostOwn: Frame? { frames.first(where: \.isOwn) }

    /// - Returns: `nil` where nothing is known of the throw: outside of development, say.
    static func of(_ error: any Error) async -> ThrowTrace? {
        var ways: [[Frame]] = []
        for addresses in ThrowWatch.ways(to: error) {
            ways.append(frames(of: await Symbolizer.places(of: addresses)))
            if ways.last?.contains(where: \.isOwn) == true { break }
        }
        return best(of: ways).map { ThrowTrace(frames: $0) }
    }

    /// The first that comes by the site's own sources, or else the first that is known.
    static func best(of ways: [[Frame]]) -> [Frame]? {
        ways.first { $0.contains(where: \.isOwn) } ?? ways.first { !$0.isEmpty }
    }

    private static func frames(of places: [Symbolizer.Place]) -> [Frame] {
        let root = FileManager.default.currentDirectoryPath + "/"
        var files: [String: [Substring]] = [:]
        var frames: [Frame] = []
        for place in places where !place.file.hasSuffix("/Throws/ThrowWatch.swift") {
            let lines = files[place.file] ?? lines(of: place.file)
            files[place.file] = lines
            let isInside = place.file.hasPrefix(root)
            let file = isInside ? String(place.file.dropFirst(root.count)) : place.file
            let frame = Frame(
                file: file, line: place.line,
                source: lines.indices.contains(place.line - 1) ? trimmed(lines[place.line - 1]) : nil,
                isOwn: isInside && !file.hasPrefix(".build/"))
            // Several frames in a row are of one line where a call goes through what the compiler makes.
            if frames.last?.place != frame.place { frames.append(frame) }
        }
        return withoutCallers(frames)
    }

    /// What called the site (the server's loop, or a test) is left out, and the site's own way to its handler.
    static func withoutCallers(_ frames: [Frame]) -> [Frame] {
        let isOfTheSite = { (frame: Frame) in frame.file.hasSuffix("Sources/Web/RunningSite.swift") }
        let isOfTheServer = { (frame: Frame) in frame.file.hasSuffix("Sources/HTTPServer/EventLoop+jobs.swift") }
        let entrance = frames.lastIndex(where: isOfTheSite) ?? frames.endIndex
        let server = frames.firstIndex(where: isOfTheServer) ?? frames.endIndex
        return frames[..<min(entrance, server)].filter { !isOfTheSite($0) }
    }

    private static func lines(of file: String) -> [Substring] {
        guard let data = FileManager.default.contents(atPath: file) else { return [] }
        return String(decoding: data, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    }

    private static func trimmed(_ line: Substring) -> String { String(line.drop { $0 == " " || $0 == "\t" }) }
}
