import Testing

@testable import HTTPServer

@Suite struct TimerWheelTests {
    @Test("A descriptor comes out at its tick, not before and not twice")
    func fires() {
        var wheel = TimerWheel(now: 1000)
        #expect(wheel.timeout(now: 1000) == -1)
        let tick = wheel.schedule(7, at: 1200)
        #expect(tick == 25)
        #expect(wheel.timeout(now: 1000) == 250)
        #expect(wheel.takeDue(24).isEmpty)
        let due = wheel.takeDue(30)
        #expect(due.map(\.tick) == [25] && due.map(\.descriptors) == [[7]])
        #expect(wheel.takeDue(40).isEmpty)
        #expect(wheel.timeout(now: 2000) == -1)
    }

    @Test("What lies behind the wheel's end is put at its end")
    func far() {
        var wheel = TimerWheel(now: 0)
        let tick = wheel.schedule(1, at: 10_000_000)
        #expect(tick == 1023)
        #expect(wheel.takeDue(1022).isEmpty)
        #expect(wheel.takeDue(1023).map(\.descriptors) == [[1]])
    }

    @Test("A past deadline comes with the next tick")
    func past() {
        var wheel = TimerWheel(now: 1000)
        #expect(wheel.schedule(1, at: 0) == 21)
        #expect(wheel.schedule(2, at: 1040) == 21)
        #expect(wheel.takeDue(21).map(\.descriptors) == [[1, 2]])
    }
}
