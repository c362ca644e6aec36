/// When a `put` is to be applied.
public enum PutCondition: Sendable, Hashable {
    /// In any case.
    case always
    /// `If-None-Match: *`: only if the key does not exist.
    case absent
    /// `If-Match`: only if the object still has this tag.
    case matches(ETag)

    /// As S3 is told (RFC 9110 sections 13.1.1 and 13.1.2).
    var headers: [(String, String)] {
        switch self {
        case .always: []
        case .absent: [("if-none-match", "*")]
        case .matches(let etag): [("if-match", etag.rawValue)]
        }
    }

    /// Throws `conditionFailed` where the object that stands there (`nil` for none) does not meet the condition.
    func check(against current: ETag?, key: String) throws(StoreError) {
        switch (self, current) {
        case (.always, _), (.absent, nil): return
        case (.matches(let wanted), let current?) where wanted == current: return
        case (.absent, _):
            throw StoreError(.conditionFailed, "\(key) exists already.", status: 412, code: "PreconditionFailed")
        case (.matches, nil):
            throw StoreError(.conditionFailed, "\(key) does not exist any more.", status: 404, code: "NoSuchKey")
        case (.matches, _):
            throw StoreError(.conditionFailed, "\(key) was changed meanwhile.", status: 412, code: "PreconditionFailed")
        }
    }
}
