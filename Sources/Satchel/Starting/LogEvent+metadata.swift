import Logging

extension LogEvent {
    /// What the logger has, then what the provider gives, then what is said here: the last wins. An error is told as swift-log's own
    /// handler does.
    func allMetadata(_ own: Logger.Metadata, _ provider: Logger.MetadataProvider?) -> Logger.Metadata {
        var all = metadata ?? [:]
        if let provided = provider?.get(), !provided.isEmpty { all.merge(provided) { said, _ in said } }
        if !own.isEmpty { all.merge(own) { said, _ in said } }
        if let error {
            all["error.message"] = "\(error)"
            all["error.type"] = "\(String(reflecting: type(of: error)))"
        }
        return all
    }
}
