import HTTP
import HTTPTypes
import Web

extension App {
    /// `/metrics`, in Prometheus's text format, for the addresses of `SATCHEL_METRICS`. For anybody else there is no such page.
    ///
    /// A request that names a client behind its peer is judged by that client where the proxy is trusted, and refused where it is not:
    /// a proxy on this machine must not open the page to the world.
    mutating func addMetrics() {
        let readers = settings.metricsReaders
        guard !readers.isEmpty else { return }
        site.get("/metrics", options: [.quiet, .stateless, .anyHost]) { context in
            let isDirect = context.clientAddress != context.request.connection.peerAddress || !context.request.isForwarded
            guard isDirect, readers.contains(where: { $0.contains(context.clientAddress) }) else { throw HTTPError(.notFound) }
            ProcessMetrics.refresh()
            LoadMetrics.refreshQueues()
            await MetricsRegistry.shared.refresh()
            return Response.text(PrometheusText(MetricsRegistry.shared.all).text, contentType: PrometheusText.contentType)
        }
    }
}

extension Request {
    fileprivate var isForwarded: Bool {
        ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"].compactMap { HTTPField.Name($0) }.contains { headers.contains($0) }
    }
}
