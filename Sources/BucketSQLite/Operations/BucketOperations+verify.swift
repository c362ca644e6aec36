import Database
import LTX
import ObjectStore

extension BucketOperations {
    /// Checks all that can be checked: the manifest, every object that it lists, the pages and their checksum, SQLite's own
    /// checks, and what lies beside. Changes nothing.
    /// - Returns: what was found; without `damage` the database is sound.
    public func verify() async throws -> [Finding] {
        var findings = Findings()
        // A manifest or file that can't be read at all is the one thing that ends it.
        guard let stored = await findings.check(key, { try await loadExisting() }) else { return findings.all }
        if let manifest = stored.manifest { await verifyObjects(of: manifest, &findings) }
        await verifyPages(of: stored, &findings)
        if let manifest = stored.manifest {
            await verifyPredecessors(of: manifest, &findings)
            if let orphans = await findings.check("the list of objects", { try await orphans() }) {
                let (old, young) = (orphans.deletable.count, orphans.others.count)
                if old > 0 { findings.note("\(old) objects below \(key).d/ are not listed any more: `db compact` deletes them") }
                if young > 0 { findings.note("\(young) objects below \(key).d/ are not listed, and may still be") }
            }
        }
        return findings.all
    }

    private func verifyObjects(of manifest: Manifest, _ findings: inout Findings) async {
        let retired = manifest.retired.map(\.segment)
        let total = manifest.segments.count + retired.count + manifest.archives.count
        var done = 0
        var last: LTXTrailer?
        for segment in manifest.segments + retired {
            let name = segment.key(below: key)
            let summary = await findings.check(name) { try await verify(segment, in: manifest) }
            if let summary, done < manifest.segments.count {
                if let before = last?.postApply, let found = summary.header.preApply, before != found {
                    findings.damage("\(name) begins with the checksum \(found); the segment before it ends with \(before)")
                }
                last = summary.trailer
            }
            done += 1
            progress(OperationProgress(what: "checking objects", done: done, total: total))
        }
        for archive in manifest.archives {
            _ = await findings.check(archive.key(below: key)) {
                for commit in try await ArchivedCommits.load(archive, from: store, root: key).commits {
                    _ = try LTXVerifier.verify(commit.file[...])
                }
            }
            done += 1
            progress(OperationProgress(what: "checking objects", done: done, total: total))
        }
        for commit in manifest.inline {
            _ = await findings.check("inline commit \(commit.txid.value)") { try LTXVerifier.verify(commit.file[...]) }
        }
        for checkpoint in manifest.checkpoints where manifest.chain(to: checkpoint.txid) == nil {
            findings.damage(
                "no segments lead to the checkpoint at commit \(checkpoint.txid.value): earlier states can't be restored")
        }
    }

    /// The format's own check, what the manifest says, and the group table. The segment is read once, piece by piece.
    private func verify(_ segment: Segment, in manifest: Manifest) async throws -> LTXSummary {
        let table = segment.groupsKey(below: key)
        guard case .object(let object) = try await store.get(table, range: nil, unless: nil) else {
            throw MissingSegment.error(table)
        }
        let groups = try PageGroups(object.bytes, fileChecksum: segment.fileChecksum)
        let name = segment.key(below: key)
        guard let info = try await store.head(name) else { throw MissingSegment.error(name) }
        let (store, fetch) = (store, runtime.fetch)
        return try await blocking {
            let sums = GroupSums(groups)
            let source = LTXSource(size: info.size) { range in
                let bytes = try fetch.read(name, range, from: store)
                sums.add(bytes, at: range.lowerBound)
                return bytes
            }
            let summary = try LTXVerifier.verify(source)
            guard summary.header.range == segment.range, info.size == Int(segment.size),
                summary.trailer.fileChecksum == segment.fileChecksum, summary.header.pageSize == manifest.pageSize
            else { throw DatabaseError(.corrupt, "it is not the segment that the manifest lists") }
            guard PageGroups(summary.index, checksum: { sums.all[$0] ?? 0 }) == groups else {
                throw DatabaseError(.corrupt, "its page groups do not fit it")
            }
            return summary
        }
    }

    private func verifyPages(of stored: StoredDatabase, _ findings: inout Findings) async {
        guard let pages = await findings.check("the pages", { try await pages(of: stored) }) else { return }
        let progress = progress
        if let expected = pages.checksum {
            let found = await findings.check("the pages") {
                try await blocking { try pages.version.checksum(progress: progress) }
            }
            if let found, found != expected {
                findings.damage("the pages give the checksum \(found), and the manifest says \(expected)")
            }
        }
        progress(OperationProgress(what: "running SQLite's checks", done: 0, total: 0))
        let said = await findings.check("SQLite") {
            try await blocking {
                let connection = try PagedConnection(pages.version, history: 0, mode: .reading)
                defer { connection.close() }
                return try connection.read { try IntegrityCheck.findings($0) }
            }
        }
        for text in said ?? [] { findings.damage(text) }
    }

    /// What a replaced history needs is there.
    private func verifyPredecessors(of manifest: Manifest, _ findings: inout Findings) async {
        guard !manifest.predecessors.isEmpty,
            let objects = await findings.check("the list of objects", { try await store.list(prefix: "\(key).d/") })
        else { return }
        let present = Set(objects.map(\.key))
        for predecessor in manifest.predecessors {
            let name = predecessor.key(below: key)
            let missing = await findings.check(name) { () async throws -> Int in
                guard case .object(let object) = try await store.get(name, range: nil, unless: nil) else {
                    throw MissingSegment.error(name)
                }
                return try Manifest(object.bytes).objects(below: key).subtracting(present).count
            }
            if let missing, missing > 0 { findings.damage("\(name) lists \(missing) objects that are missing") }
        }
    }
}
