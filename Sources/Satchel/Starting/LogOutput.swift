import Logging

/// Where log lines go: the standard error, as text for people or as JSON for machines.
enum LogOutput {
    static func logger(_ settings: Settings) -> Logger {
        var logger = Logger(label: "satchel") { label in
            switch settings.logFormat {
            case .text: TextLogHandler(label: label, output: .error)
            case .json: JSONLogHandler(label: label, output: .error)
            }
        }
        logger.logLevel = settings.logLevel
        return logger
    }
}
