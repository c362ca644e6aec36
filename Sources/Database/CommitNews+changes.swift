extension CommitNews {
    /// Tells when there may be something new about a topic: at once, after each commit of this process that spoke of it, whenever
    /// somebody else's commit was seen, and every so often. Reasons that come while nobody waits are one.
    ///
    ///     for await _ in engine.news.changes(of: "records") { … look for new records … }
    ///
    /// A transaction speaks of a topic by ``Transaction/announce(_:)``.
    ///
    /// - Parameter interval: for commits of other instances, which nobody here may have seen.
    public func changes(of topic: String, lookingEvery interval: Duration = .seconds(5)) -> AsyncStream<Void> {
        AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
            let listening = listen { notice in
                if notice == .elsewhere || notice == .here(topic: topic) { continuation.yield() }
            }
            let looking = Task {
                while !Task.isCancelled {
                    continuation.yield()
                    try await Task.sleep(for: interval)
                }
            }
            continuation.onTermination = { [weak self] _ in
                looking.cancel()
                self?.stop(listening)
            }
        }
    }
}

extension Transaction {
    /// Tells who listens on this engine (``CommitNews/changes(of:lookingEvery:)``) that there is something new about a topic, once
    /// this transaction is durable.
    public func announce(_ topic: String) {
        let news = news
        afterCommit { news.tell(.here(topic: topic)) }
    }
}
