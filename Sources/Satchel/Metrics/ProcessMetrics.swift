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
        var usage = rusage()
        if getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 {
            let times = [usage.ru_utime, usage.ru_stime].map { Double($0.tv_sec) + Double($0.tv_usec) / 1e6 }
            gauge("process_cpu_seconds_total", times.reduce(0, +))
        }
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
