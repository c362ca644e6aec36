import Web

extension Accounts {
    /// What every page may show.
    ///
    /// - `current_user`: the signed-in user's properties; absent for other visitors
    /// - `register_url` (absent where nobody may register), `sign_in_url`, `sign_out_url`
    /// - `app_name`, `app_version`, `corporation_name`, `copyright_year`: absent where no setting gives them
    func pageVariables(in context: Context) async throws -> [String: any Sendable] {
        var variables: [String: any Sendable] = [
            "sign_in_url": settings.signInPath,
            "sign_out_url": settings.signOutPath,
        ]
        if settings.enableRegister { variables["register_url"] = settings.registerPath }
        if let user = try await currentUser.find(in: context) { variables["current_user"] = user }
        if let name = settings.appName { variables["app_name"] = name }
        if let version = settings.appVersion { variables["app_version"] = version }
        if let corporation = settings.corporationName { variables["corporation_name"] = corporation }
        if let year = settings.copyrightYear { variables["copyright_year"] = year }
        return variables
    }
}
