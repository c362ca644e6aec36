/// One page of `ListObjectsV2`, asked for with `encoding-type=url`.
struct S3Listing: Sendable {
    private(set) var objects: [ObjectInfo] = []
    /// Where the next page begins; `nil` on the last one.
    private(set) var continuation: String?

    /// `nil` where the bytes are no listing.
    init?(_ bytes: [UInt8]) {
        guard let leaves = XMLLeaves.parse(bytes), leaves.last?.path == "ListBucketResult" else { return nil }
        var fields: [String: String] = [:]
        var isTruncated = false
        for leaf in leaves {
            switch leaf.path {
            case "ListBucketResult/Contents":
                guard let key = fields["Key"].flatMap(PercentEncoding.decode), let size = fields["Size"].flatMap({ Int($0) })
                else { return nil }
                objects.append(
                    ObjectInfo(
                        key: key, etag: fields["ETag"].map(ETag.init), size: size,
                        modified: fields["LastModified"].flatMap(ListedTime.milliseconds)))
                fields = [:]
            case "ListBucketResult/IsTruncated": isTruncated = leaf.text == "true"
            case "ListBucketResult/NextContinuationToken": continuation = leaf.text
            default:
                let prefix = "ListBucketResult/Contents/"
                if leaf.path.hasPrefix(prefix) { fields[String(leaf.path.dropFirst(prefix.count))] = leaf.text }
            }
        }
        if !isTruncated { continuation = nil } else if continuation == nil { return nil }
    }
}
