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
        let addresses = ThrowWatch.addresses(of: error)
        guard !addresses.isEmpty else { return nil }
        let frames = frames(of: await Symbolizer.places(of: addresses))
        return frames.isEmpty ? nil : ThrowTrace(frames: frames)
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
        // What called the site (the server's loop, or a test) is left out, and the site's own way to its handler.
        let isOfTheSite = { (frame: Frame) in frame.file.hasSuffix("Sources/Web/RunningSite.swift") }
        let entrance = frames.lastIndex(where: isOfTheSite) ?? frames.endIndex
        return frames[..<entrance].filter { !isOfTheSite($0) }
    }

    private static func lines(of file: String) -> [Substring] {
        guard let data = FileManager.default.contents(atPath: file) else { return [] }
        return String(decoding: data, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    }

    private static func trimmed(_ line: Substring) -> String { String(line.drop { $0 == " " || $0 == "\t" }) }
}
