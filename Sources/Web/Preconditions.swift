import HTTP
import HTTPTypes

/// Conditional requests (RFC 9110 section 13).
enum Preconditions {
    enum Verdict: Hashable {
        case proceed
        /// 304.
        case notModified
        /// 412.
        case failed
    }

    /// In the order of section 13.2.2; a date that can't be read counts as absent. For `GET` and `HEAD`.
    static func evaluate(_ headers: RequestFields, tag: EntityTag?, lastModified: HTTPDate) -> Verdict {
        if let match = headers[.ifMatch] {
            guard EntityTagCondition(match).matchesStrongly(tag) else { return .failed }
        } else if let date = headers[.ifUnmodifiedSince].flatMap({ HTTPDate($0) }), lastModified > date {
            return .failed
        }
        if let noneMatch = headers[.ifNoneMatch] {
            return EntityTagCondition(noneMatch).matchesWeakly(tag) ? .notModified : .proceed
        }
        if let date = headers[.ifModifiedSince].flatMap({ HTTPDate($0) }), lastModified <= date { return .notModified }
        return .proceed
    }

    /// Whether `Range` counts: always without `If-Range`, with it only for this very content (section 13.1.5).
    static func allowsRange(_ headers: RequestFields, tag: EntityTag?, lastModified: HTTPDate) -> Bool {
        guard let condition = headers[.ifRange] else { return true }
        if let wanted = EntityTag(condition) { return tag.map { wanted.matchesStrongly($0) } ?? false }
        return HTTPDate(condition) == lastModified
    }
}
