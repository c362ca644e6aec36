/// One thing that a client asks of the database. Its number is unique in its world.
struct Operation: Sendable, Hashable {
    enum Work: Sendable, Hashable {
        /// Adds its number to the log, as all that change something do.
        case append
        /// Reads a counter and writes it back increased.
        case count(Int)
        /// Takes a name that others want too.
        case register(String)
        /// Moves money between two accounts and writes one line for each.
        case transfer(from: Int, to: Int)
        /// Puts the only blob in the place of the one before it: pages come and go.
        case bulk(Int)
        /// Changes much, then fails by itself.
        case fail
        /// A write transaction that changes nothing: the migrations, when there is nothing to migrate.
        case look
        case read
        /// A read for a request that arrived a while (in microseconds) before.
        case readSinceArrival(pause: World.Time)
    }

    var number: Int
    var work: Work

    var changes: Bool {
        switch work {
        case .append, .count, .register, .transfer, .bulk: true
        case .fail, .look, .read, .readSinceArrival: false
        }
    }

    init(number: Int, drawing random: inout SplitMix) {
        self.number = number
        switch random.below(100) {
        case ..<18: work = .append
        case ..<32: work = .count(random.below(2))
        case ..<46: work = .register(random.pick(["ada", "grace", "edsger", "barbara"]))
        case ..<58: work = .transfer(from: random.below(3), to: random.below(3))
        case ..<65: work = .bulk(random.within(200...6000))
        case ..<69: work = .fail
        case ..<74: work = .look
        case ..<92: work = .read
        default: work = .readSinceArrival(pause: random.within(1000...40_000))
        }
    }

    init(number: Int, _ work: Work) {
        self.number = number
        self.work = work
    }
}
