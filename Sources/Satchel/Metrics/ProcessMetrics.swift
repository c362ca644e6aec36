import CoreMetrics
import FoundationEssentials
import Glibc

/// What the kernel says of this process, under the names that Prometheus's own libraries use.
enum ProcessMetrics {
    private static let startTime = SystemTime.now()

    /// Reads `/proc/self` now.
    static func refresh() {
        gauge("process_resident_memory_bytes", residentBytes)
        gauge("process_open_fds", (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count).map(Double.init))
        gauge("process_start_time_seconds", startTime)
        // POSIX: a million to the second. (With `getrusage`, a release build takes glibc's `timeval` for OpenSSL's.)
        gauge("process_cpu_seconds_total", Double(clock()) / 1e6)
    }

    private static func gauge(_ name: String, _ value: Double?) {
        if let value { Meter(label: name).set(value) }
    }

    /// The second number of `/proc/self/statm`: pages.
    private static var residentBytes: Double? {
        guard let content = FileManager.default.contents(atPath: "/proc/self/statm") else { return nil }
        let numbers = String(decoding: content, as: UTF8.self).split(separator: " ")
        return numbers.count > 1 ? Double(numbers[1]).map { $0 * Double(sysconf(Int32(_SC_PAGESIZE))) } : nil
    }
}
