/// Handles that nobody uses now. The last one given is taken first: its connection is the likeliest to be alive.
///
/// Sendable without a check by the compiler: a handle is either in here, under the lock of its owner, or in the hands of the one
/// thread that took it.
public struct IdleHandles<Handle: AnyObject>: @unchecked Sendable {
    private var handles: [Handle] = []

    /// None at first.
    public init() {}

    /// One that is free; `nil` where there is none.
    public mutating func take() -> Handle? { handles.popLast() }

    /// Gives a handle back: from now on it is another's.
    public mutating func give(_ handle: Handle) { handles.append(handle) }
}
