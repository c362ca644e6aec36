import Foundation
import Satchel

extension App {
    /// `/api/readings`: a person's own readings, for the programs that have their token.
    mutating func addReadings(readers: Guard<User>, writers: Guard<User>) {
        group("/api/readings") { readings in
            readings.get("/", requiring: readers) { context, user in
                JSON(try await ReadingPage.of(user, in: context))
            }

            readings.get("/:id", requiring: readers) { context, user in
                let id = try context.parameters.get("id", as: Int.self)
                let found = try await Reading.of(user).filter { $0.id == id }.first(in: context.database)
                guard let reading = found else { throw HTTPError(.notFound) }
                return JSON(ReadingContent(reading))
            }

            readings.post("/", requiring: writers) { context, user in
                let sent = try await context.json(NewReading.self).checked()
                let now = Date(timeIntervalSince1970: context.environment.now())
                let reading = try await Reading.repository.insert(
                    Reading(userID: user.id, sensor: sent.sensor, celsius: sent.celsius, takenAt: sent.takenAt ?? now),
                    in: context.database)
                let content = ReadingContent(reading)
                return JSON(content, status: .created, headers: [.location: "/api/readings/\(content.id)"])
            }

            readings.delete("/:id", requiring: writers) { context, user in
                let id = try context.parameters.get("id", as: Int.self)
                let deleted = try await Reading.of(user).filter { $0.id == id }.delete(in: context.database)
                guard deleted == 1 else { throw HTTPError(.notFound) }
                return HTTPResponse.Status.noContent
            }
        }
    }
}
