import Database
import Web

/// How the site fares: how many people there are, and what they did in the last thirty days, day by day.
struct AdminDashboard<User: UserModel>: Sendable {
    let accounts: Accounts<User>

    private static var days: Int { 30 }
    private static var day: Int { 86_400 }

    /// What is counted, once.
    private struct Figures: Sendable {
        let users, active, sessions: Int
        /// By the log's word, then by the second at which the day began.
        let deeds: [String: [Int: Int]]
    }

    @Sendable func show(_ context: Context, _ user: User) async throws -> any Answer {
        let now = Int(context.environment.now())
        let today = now - now % Self.day
        let start = today - (Self.days - 1) * Self.day
        let figures = try await context.database.read { try Self.count(since: start, now: now, in: $0) }
        var page = accounts.adminPage("dashboard", AccountForm())
        page.variables["users"] = figures.users
        page.variables["active"] = figures.active
        page.variables["sessions"] = figures.sessions
        let starts = Array(stride(from: start, through: today, by: Self.day))
        let charts: [(AuditAction, Text)] = [(.registered, accounts.texts.signUps), (.signedIn, accounts.texts.signIns)]
        page.variables["charts"] = charts.map { action, title in
            let counts = starts.map { figures.deeds[action.rawValue]?[$0] ?? 0 }
            return BarChart(title: title, labels: starts.map { accounts.texts.date($0) }, counts: counts)
                .variables
        }
        return page
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
