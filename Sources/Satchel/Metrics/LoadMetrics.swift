import Blocking
import CoreMetrics
internal import HTTPServer

/// What the server and the queues do now: looked at when somebody asks, so that it costs nothing in between.
enum LoadMetrics {
    static func refresh(_ load: ServerLoad) {
        Meter(label: "satchel_http_connections").set(Double(load.connections))
        MetricsRegistry.shared.set("satchel_http_connections_total", to: load.accepted)
        MetricsRegistry.shared.set("satchel_http_connections_refused_total", to: load.refused)
        for (loop, delay) in load.loopDelays.enumerated() {
            Meter(label: "satchel_loop_delay_seconds", dimensions: [("loop", "\(loop)")]).set(delay)
        }
    }

    /// Queues of one label count as one.
    static func refreshQueues() {
        for (label, queues) in Dictionary(grouping: QueueLoad.all, by: \.label) {
            let labels = [("queue", label)]
            func sum(_ count: (QueueLoad) -> Int) -> Int { queues.reduce(0) { $0 + count($1) } }
            Meter(label: "satchel_queue_threads", dimensions: labels).set(Double(sum(\.width)))
            Meter(label: "satchel_queue_running", dimensions: labels).set(Double(sum(\.running)))
            Meter(label: "satchel_queue_waiting", dimensions: labels).set(Double(sum(\.waiting)))
            MetricsRegistry.shared.set("satchel_queue_refused_total", labels, to: sum(\.refused))
        }
    }
}
