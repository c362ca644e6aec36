/// What befalls instances, at moments drawn from the seed, in the middle of whatever they do then.
extension Simulation {
    func drawFates() {
        for slot in slots {
            while world.random.chance(300) {
                world.after(world.random.below(200_000)) { self.strike(slot) }
            }
        }
        if world.random.chance(250) {
            world.after(world.random.within(20_000...400_000)) {
                self.slots[0].process?.light(self.world.random.below(20)) { self.cutPower() }
            }
        }
        if world.random.chance(100), scenario == .plain { drawVanishing() }
    }

    func drawVanishing() {
        world.after(world.random.within(20_000...200_000)) { self.vanish() }
    }

    private func strike(_ slot: Slot) {
        let isCrash = world.random.chance(500)
        let isStop = (scenario == .exclusive || scenario == .lifespan) && world.random.chance(400)
        slot.process?.light(world.random.below(25)) {
            if isStop {
                self.stop(slot)
            } else if isCrash {
                self.kill(slot)
                self.world.after(self.world.random.within(1000...300_000)) { self.boot(slot) }
            } else {
                self.freeze(slot)
            }
        }
    }

    /// All instances die at once, for good.
    private func cutPower() {
        world.note("world", "the power is cut")
        isPowerCut = true
        for slot in slots { kill(slot) }
    }

    private func kill(_ slot: Slot) {
        guard let process = slot.process, process.state != .dead else { return }
        world.note(process.name, "dies")
        tally.crashes += 1
        process.kill()
    }

    private func freeze(_ slot: Slot) {
        guard let process = slot.process else { return }
        world.note(process.name, "freezes")
        tally.freezes += 1
        process.freeze()
        world.after(world.random.within(1000...world.random.pick([100_000, 5_000_000, 60_000_000]))) {
            if process.state == .frozen { self.world.note(process.name, "thaws") }
            process.thaw()
        }
    }

    /// Somebody deletes the database, and brings it back a while later. Whoever has seen it must not make a new one (see `Wire`).
    private func vanish() {
        guard slots.allSatisfy({ $0.engine != nil || $0.process?.state == .dead }),
            let object = store.take(Self.key)
        else { return }
        world.note("world", "somebody deletes the database")
        tally.vanishings += 1
        isVanished = true
        world.after(world.random.within(10_000...500_000)) {
            self.isVanished = false
            self.world.note("world", "somebody brings the database back")
            self.store.restore(Self.key, object)
        }
    }
}
