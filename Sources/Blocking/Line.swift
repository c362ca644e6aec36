/// Jobs in the order in which they came.
struct Line {
    private var jobs: [Crew.Job?] = []
    private var head = 0

    var count: Int { jobs.count - head }

    mutating func append(_ job: @escaping Crew.Job) { jobs.append(job) }

    mutating func popFirst() -> Crew.Job? {
        guard head < jobs.count else { return nil }
        let job = jobs[head].take()
        head += 1
        if head == jobs.count {
            jobs.removeAll(keepingCapacity: true)
            head = 0
        } else if head > 64, head * 2 > jobs.count {
            jobs.removeFirst(head)
            head = 0
        }
        return job
    }
}
