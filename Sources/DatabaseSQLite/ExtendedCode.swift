import CSQLite

/// The extended result codes that are told apart (https://sqlite.org/rescode.html#extrc); Swift does not import their macros.
package enum ExtendedCode {
    package static let cantOpenDirectory = SQLITE_CANTOPEN | 2 << 8
    package static let checkFailed = SQLITE_CONSTRAINT | 1 << 8
    package static let foreignKeyFailed = SQLITE_CONSTRAINT | 3 << 8
    package static let notNullFailed = SQLITE_CONSTRAINT | 5 << 8
    package static let primaryKeyFailed = SQLITE_CONSTRAINT | 6 << 8
    package static let triggerFailed = SQLITE_CONSTRAINT | 7 << 8
    package static let uniqueFailed = SQLITE_CONSTRAINT | 8 << 8
    package static let rowIDFailed = SQLITE_CONSTRAINT | 10 << 8
    package static let readOnlyFileMoved = SQLITE_READONLY | 4 << 8
    package static let readOnlyDirectory = SQLITE_READONLY | 6 << 8
}
