import Glibc
import HTTPTypes

/// A system call on a file failed.
struct FileError: Error, CustomStringConvertible {
    let call: String
    let path: String
    let code: Int32

    var description: String { "\(call) \(path): \(String(cString: strerror(code)))" }

    /// What `errno` says of the call that just failed; a disk that is full is the visitor's business too (507).
    static func now(_ call: String, _ path: String) -> any Error {
        let error = FileError(call: call, path: path, code: errno)
        guard error.code == ENOSPC || error.code == EDQUOT else { return error }
        return HTTPError(HTTPResponse.Status(code: 507), "There is no room for this upload at the moment. Nothing was kept.")
    }
}
