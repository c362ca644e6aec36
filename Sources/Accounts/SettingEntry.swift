import Web

/// One name that settings are read under: what it allows, and where its value goes.
struct SettingEntry: Sendable {
    let name: String
    /// What may be written, in words, for the error.
    let allowed: String
    /// Takes the text over; false where it is not allowed.
    let apply: @Sendable (inout AccountSettings, String) -> Bool

    init(name: String, allowed: String, apply: @escaping @Sendable (inout AccountSettings, String) -> Bool) {
        self.name = name
        self.allowed = allowed
        self.apply = apply
    }

    typealias Place<Value> = any WritableKeyPath<AccountSettings, Value> & Sendable

    static func flag(_ name: String, _ place: Place<Bool>) -> SettingEntry {
        SettingEntry(name: name, allowed: "1, 0, true, false, yes, no, on, off") { settings, text in
            guard let value = Self.flag(text) else { return false }
            settings[keyPath: place] = value
            return true
        }
    }

    static func number(_ name: String, _ range: ClosedRange<Int>, _ place: Place<Int>) -> SettingEntry {
        SettingEntry(name: name, allowed: "\(range.lowerBound) to \(range.upperBound)") { settings, text in
            guard let value = Int(text), range.contains(value) else { return false }
            settings[keyPath: place] = value
            return true
        }
    }

    /// The path of a route: no parameters, no query.
    static func path(_ name: String, _ place: Place<String>) -> SettingEntry {
        SettingEntry(name: name, allowed: "a path such as /user/sign-in") { settings, text in
            guard isLocalRedirectTarget(text), text.utf8.allSatisfy({ !":*?#%".utf8.contains($0) }) else { return false }
            settings[keyPath: place] = text
            return true
        }
    }

    /// Where a redirect leads; empty, as in Flask-User, is the home page.
    static func destination(_ name: String, _ place: Place<String>) -> SettingEntry {
        SettingEntry(name: name, allowed: "a path of this site such as /members") { settings, text in
            let target = text.isEmpty ? "/" : text
            guard isLocalRedirectTarget(target) else { return false }
            settings[keyPath: place] = target
            return true
        }
    }

    static func template(_ name: String, _ place: Place<String>) -> SettingEntry {
        SettingEntry(name: name, allowed: "a template's name such as user/sign-in") { settings, text in
            let parts = text.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.allSatisfy({ !$0.isEmpty && $0.first != "." }) else { return false }
            settings[keyPath: place] = text
            return true
        }
    }

    static func text(_ name: String, _ place: Place<String?>) -> SettingEntry {
        SettingEntry(name: name, allowed: "any text") { settings, text in
            settings[keyPath: place] = text
            return true
        }
    }

    /// As people write it, Python's `True` included.
    private static func flag(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "1", "true", "yes", "on": true
        case "0", "false", "no", "off": false
        default: nil
        }
    }
}
