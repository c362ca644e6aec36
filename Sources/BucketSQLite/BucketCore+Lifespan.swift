import Database
import Logging
import ObjectStore

/// `sync=lifespan`: the upload at the stop.
extension BucketCore {
    /// Uploads what was written since the start, if anything. If another instance has changed the bucket meanwhile, ours goes
    /// beside it under a name of its own: neither is lost, and a person decides.
    func uploadAtStop() async {
        guard hasUnsavedChanges, let base = known else { return }
        let bytes: [UInt8]
        do {
            bytes = try await runtime.reading.run {
                let image = try base.version.image()
                return [UInt8](UnsafeRawBufferPointer(start: image.start, count: image.count))
            }
        } catch {
            return logger.critical("the database could not be read for its upload", metadata: ["error": "\(error)"])
        }
        let condition: PutCondition =
            options.ignoreConflicts ? .always : base.etag.map { .matches($0) } ?? .absent
        let deadline = runtime.now().advanced(by: .seconds(options.timeout))
        do {
            _ = try await store.put(layout.key, bytes, if: condition, deadline: deadline)
            hasUnsavedChanges = false
            logger.info("the database was uploaded", metadata: ["bytes": "\(bytes.count)"])
        } catch {
            logger.critical("the database could not be uploaded at the stop", metadata: ["error": "\(error)"])
            await uploadBeside(bytes, deadline: deadline)
        }
    }

    private func uploadBeside(_ bytes: [UInt8], deadline: ContinuousClock.Instant) async {
        let name = "\(layout.key).unsaved-\(String(runtime.random(), radix: 36))"
        do {
            _ = try await store.put(name, bytes, if: .absent, deadline: deadline)
            logger.critical("its state was kept as \(name) in \(store.description): compare, and copy it into place")
        } catch {
            logger.critical("nor could it be kept as \(name): what was written since the start is lost")
        }
    }
}
