/// What accounts may give to every page.
package enum AccountPageVariables {
    /// The names of all of it, of what is switched off too: the layout and the pages of the house name them, whatever a site has.
    package static let names: Set<String> = [
        "current_user", "identities_url", "identity_providers", "tokens_url", "register_url", "sign_in_url", "sign_out_url",
        "profile_url", "sessions_url", "two_step_url",
        "change_password_url", "change_username_url", "change_email_url", "manage_emails_url", "forgot_password_url",
        "resend_confirmation_url", "passkeys_url", "email_sign_in_url", "app_name", "app_version", "corporation_name",
        "copyright_year", "language_url", "your_data_url", "admin_url",
    ]
}
