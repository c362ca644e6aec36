import Foundation
import Satchel

/// A reading as programs get it. A type of its own: a column that is added is not in the API before somebody says so.
struct ReadingContent: Codable {
    var id: Int
    var sensor: String
    var celsius: Double
    var takenAt: Date

    init(_ reading: Reading) {
        (id, sensor, celsius, takenAt) = (reading.id ?? 0, reading.sensor, reading.celsius, reading.takenAt)
    }
}

/// What a program sends. Without a time it is read now.
struct NewReading: Decodable {
    var sensor: String
    var celsius: Double
    var takenAt: Date?

    /// Throws 422 with everything that is wrong, field by field.
    func checked() throws -> NewReading {
        var errors: [HTTPError.FieldError] = []
        if !(1...50).contains(sensor.count) { errors.append(.init("sensor", "A sensor's name has 1 to 50 characters.")) }
        if !(-273.15...1000).contains(celsius) { errors.append(.init("celsius", "It is between -273.15 and 1000.")) }
        guard errors.isEmpty else { throw HTTPError(errors: errors) }
        return self
    }
}
