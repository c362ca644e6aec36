/// A browser and its system in plain words, from what it says of itself (`User-Agent`). Only to help people recognize their own
/// devices: it can say what it likes.
struct Device: Sendable, Hashable, CustomStringConvertible {
    let description: String

    init(userAgent: String) {
        guard !userAgent.isEmpty else {
            description = "An unknown device"
            return
        }
        let browser = Self.first(of: Self.browsers, in: userAgent)
        let system = Self.first(of: Self.systems, in: userAgent)
        switch (browser, system) {
        case (let browser?, let system?): description = "\(browser) on \(system)"
        case (let browser?, nil): description = browser
        case (nil, let system?): description = "A browser on \(system)"
        // A program: its own first word, as `curl/8.5.0`.
        case (nil, nil): description = String(userAgent.prefix { $0 != " " && $0 != "/" }.prefix(40))
        }
    }

    /// In the order in which they are looked for: most browsers also claim to be Safari, and Chrome.
    private static let browsers = [
        ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Vivaldi/", "Vivaldi"),
        ("FxiOS/", "Firefox"), ("Firefox/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
    ]
    private static let systems = [
        ("iPhone", "an iPhone"), ("iPad", "an iPad"), ("Android", "Android"), ("CrOS", "a Chromebook"), ("Windows", "Windows"),
        ("Mac OS X", "a Mac"), ("Linux", "Linux"),
    ]

    private static func first(of signs: [(sign: String, name: String)], in text: String) -> String? {
        signs.first { text.contains($0.sign) }?.name
    }
}
