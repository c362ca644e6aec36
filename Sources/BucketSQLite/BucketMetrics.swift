import CoreMetrics

/// What an engine counts, by swift-metrics: the names are those that `/metrics` will show. Durations are from first byte sent to
/// outcome known.
struct BucketMetrics: Sendable {
    let questions: Timer
    let commits: Timer
    let writesPerCommit: Recorder
    let conflicts: Counter
    let replays: Counter
    let ambiguous: Counter
    let bytesUploaded: Counter
    let fetches: Timer
    let rangesFetched: Counter
    let bytesFetched: Counter
    let groupsFromCache: Counter

    /// - Parameter database: the key, as a label.
    init(database: String) {
        let labels = [("database", database)]
        questions = Timer(label: "satchel_bucket_question_seconds", dimensions: labels)
        commits = Timer(label: "satchel_bucket_commit_seconds", dimensions: labels)
        writesPerCommit = Recorder(label: "satchel_bucket_commit_writes", dimensions: labels)
        conflicts = Counter(label: "satchel_bucket_conflicts_total", dimensions: labels)
        replays = Counter(label: "satchel_bucket_replayed_writes_total", dimensions: labels)
        ambiguous = Counter(label: "satchel_bucket_lost_answers_total", dimensions: labels)
        bytesUploaded = Counter(label: "satchel_bucket_uploaded_bytes_total", dimensions: labels)
        fetches = Timer(label: "satchel_bucket_page_fetch_seconds", dimensions: labels)
        rangesFetched = Counter(label: "satchel_bucket_page_ranges_fetched_total", dimensions: labels)
        bytesFetched = Counter(label: "satchel_bucket_page_bytes_fetched_total", dimensions: labels)
        groupsFromCache = Counter(label: "satchel_bucket_page_groups_cached_total", dimensions: labels)
    }
}

extension Duration {
    /// For log lines.
    var milliseconds: Int64 { nanoseconds / 1_000_000 }

    /// For a `Timer`.
    var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}
