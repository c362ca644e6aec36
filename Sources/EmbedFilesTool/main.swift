// EmbedFilesTool: writes files into a Swift file, for the plugin EmbedFiles.  EmbedFilesTool OUTPUT ROOT FILE…

import Foundation

let arguments = CommandLine.arguments.dropFirst().map { $0 }
guard arguments.count >= 2 else { fatalError("EmbedFilesTool OUTPUT ROOT FILE…") }
let root = arguments[1].hasSuffix("/") ? arguments[1] : arguments[1] + "/"

/// A text as a Swift literal.
func literal(_ text: String) -> String {
    var literal = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"", "\\": literal += "\\" + String(scalar)
        case "\n": literal += "\\n"
        case _ where scalar.value < 32: literal += "\\u{\(String(scalar.value, radix: 16))}"
        default: literal.unicodeScalars.append(scalar)
        }
    }
    return literal + "\""
}

var lines = [
    "// Made by the plugin EmbedFiles at each build.", "", "/// Files of the project, by their path in it.",
    "enum EmbeddedFiles {",
    "    static let all: [String: String] = [",
]
for file in arguments.dropFirst(2) {
    let text = try String(contentsOfFile: file, encoding: .utf8)
    lines.append("        \(literal(String(file.dropFirst(root.count)))): \(literal(text)),")
}
lines += ["    ]", "}", ""]
try lines.joined(separator: "\n").write(toFile: arguments[0], atomically: true, encoding: .utf8)
