import Web

/// A browser and its system in plain words, from what it says of itself (`User-Agent`). Only to help people recognize their own
/// devices: it can say what it likes.
struct Device: Sendable, Hashable, CustomStringConvertible {
    /// For the audit log, which is written in English.
    let description: String
    /// For people.
    let text: Text

    init(userAgent: String) {
        let browser = Self.first(of: Self.browsers, in: userAgent)
        let system = Self.systems.first { userAgent.contains($0.sign) }
        switch (browser, system) {
        case _ where userAgent.isEmpty: self.init("An unknown device", Text("device.unknown"))
        case (let browser?, let system?):
            self.init(
                "\(browser) on \(system.name)",
                Text("device.browser-on-system", ["browser": .text(browser), "system": .nested(Text(system.key))]))
        case (let browser?, nil): self.init(browser, Text(verbatim: browser))
        case (nil, let system?):
            self.init("A browser on \(system.name)", Text("device.some-browser", ["system": .nested(Text(system.key))]))
        // A program: its own first word, as `curl/8.5.0`.
        case (nil, nil):
            let word = String(userAgent.prefix { $0 != " " && $0 != "/" }.prefix(40))
            self.init(word, Text(verbatim: word))
        }
    }

    private init(_ description: String, _ text: Text) { (self.description, self.text) = (description, text) }

    /// In the order in which they are looked for: most browsers also claim to be Safari, and Chrome.
    private static let browsers = [
        ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Vivaldi/", "Vivaldi"),
        ("FxiOS/", "Firefox"), ("Firefox/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
    ]
    private static let systems: [(sign: String, name: String, key: String)] = [
        ("iPhone", "an iPhone", "device.iphone"), ("iPad", "an iPad", "device.ipad"), ("Android", "Android", "device.android"),
        ("CrOS", "a Chromebook", "device.chromebook"), ("Windows", "Windows", "device.windows"),
        ("Mac OS X", "a Mac", "device.mac"), ("Linux", "Linux", "device.linux"),
    ]

    private static func first(of signs: [(sign: String, name: String)], in text: String) -> String? {
        signs.first { text.contains($0.sign) }?.name
    }
}
