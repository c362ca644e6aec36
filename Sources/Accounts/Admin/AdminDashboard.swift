import Database
import Web

/// How the site fares: how many people there are, what they did in the last thirty days, day by day, and how this process did.
struct AdminDashboard<User: UserModel>: Sendable {
    let accounts: Accounts<User>

    private static var day: Int { 86_400 }

    /// What is counted, once.
    private struct Figures: Sendable {
        let users, active, sessions: Int
        /// By the log's word, then by the second at which the day began.
        let deeds: [String: [Int: Int]]
    }

    @Sendable func show(_ context: Context, _ user: User) async throws -> any Answer {
        let now = Int(context.environment.now())
        let charts = DashboardCharts(texts: accounts.texts, now: now)
        let start = charts.days[0]
        let figures = try await context.database.read { try Self.count(since: start, now: now, in: $0) }
        var page = accounts.adminPage("dashboard", AccountForm())
        page.variables["users"] = figures.users
        page.variables["active"] = figures.active
        page.variables["sessions"] = figures.sessions
        page.variables["charts"] = [
            charts.daily("sign-ups", accounts.texts.signUps, figures.deeds[AuditAction.registered.rawValue] ?? [:]),
            charts.daily("sign-ins", accounts.texts.signIns, figures.deeds[AuditAction.signedIn.rawValue] ?? [:]),
        ].map(\.variables)
        page.variables["process_charts"] = own(charts, context.environment).map(\.variables)
        if context.environment.isInBucket { page.variables["is_in_bucket"] = true }
        return page
    }

    /// What this process has seen since its start.
    private func own(_ charts: DashboardCharts, _ environment: SiteEnvironment) -> [BarChart] {
        let figures = environment.figures
        var refused: [Int: Int] = [:]
        for name in AccountMetrics.refusals { refused.merge(figures.counts(of: name), uniquingKeysWith: +) }
        let texts = accounts.texts
        let failed = figures.counts(of: SiteFigures.failedAnswers)
        let own = [
            charts.daily("refused", texts.refusedSignIns, refused, look: "bad"),
            charts.daily("failed", texts.failedAnswers, failed, look: "bad"), charts.latency(figures),
        ]
        return environment.isInBucket ? own + charts.store(figures) : own
    }

    private static func count(since start: Int, now: Int, in transaction: any Transaction) throws(DatabaseError) -> Figures {
        let rows = try transaction.query(
            """
            SELECT action, happened_at - happened_at % \(day) AS began, count(*) AS deeds FROM audit_log
            WHERE happened_at >= :start AND action IN ('\(AuditAction.registered.rawValue)', '\(AuditAction.signedIn.rawValue)')
            GROUP BY action, happened_at - happened_at % \(day)
            """, ["start": start])
        var deeds: [String: [Int: Int]] = [:]
        for row in rows { deeds[try row.get("action"), default: [:]][try row.get("began")] = try row.get("deeds", as: Int.self) }
        return Figures(
            users: try transaction.scalar("SELECT count(*) FROM users") ?? 0,
            active: try transaction.scalar("SELECT count(*) FROM users WHERE is_active = :yes", ["yes": true]) ?? 0,
            sessions: try transaction.scalar("SELECT count(*) FROM user_sessions WHERE expires_at > :now", ["now": now]) ?? 0,
            deeds: deeds)
    }
}
