/// A descriptor that an event loop watches. Everything is called on the loop.
protocol EventSource: AnyObject {
    /// What epoll said (`EPOLLIN` …).
    func ready(_ events: UInt32)
    /// The deadline, in the loop's milliseconds; `nil` for none. Changed by the source, followed by `loop.watchDeadline`.
    var deadline: Int? { get }
    /// The tick that the source stands at in the loop's wheel.
    var wheelTick: Int? { get set }
    /// The deadline has passed.
    func deadlinePassed()
}
