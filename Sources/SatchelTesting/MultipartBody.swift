/// `multipart/form-data` (RFC 7578), as browsers write it.
struct MultipartBody {
    let contentType: String
    let bytes: [UInt8]

    init(_ entries: [HTMLForm.Entry]) {
        let boundary = "----satchel-testing-" + String(UInt64.random(in: .min ... .max), radix: 36)
        var bytes: [UInt8] = []
        for entry in entries {
            bytes += Array("--\(boundary)\r\nContent-Disposition: form-data; name=\"\(Self.quoted(entry.name))\"".utf8)
            if let file = entry.file {
                bytes += Array("; filename=\"\(Self.quoted(file.name))\"\r\nContent-Type: \(file.contentType)".utf8)
            }
            bytes += Array("\r\n\r\n".utf8) + (entry.file?.bytes ?? Array(entry.value.utf8)) + Array("\r\n".utf8)
        }
        self.bytes = bytes + Array("--\(boundary)--\r\n".utf8)
        contentType = "multipart/form-data; boundary=\(boundary)"
    }

    /// WHATWG HTML, section 4.10.21.8: three bytes are escaped, and no others.
    private static func quoted(_ text: String) -> String {
        text.map { ["\"": "%22", "\r": "%0D", "\n": "%0A", "\r\n": "%0D%0A"][$0] ?? String($0) }.joined()
    }
}
