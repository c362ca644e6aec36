import Database
import HTTP
import HTTPTypes
import Secrets
import Web

/// Switching the second factor on (by scanning a code with an app, and typing what it then shows) and off, and new recovery codes.
/// Who is here gave the password lately.
struct TwoStep<User: UserModel>: Sendable {
    let accounts: Accounts<User>

    private var settings: AccountSettings { accounts.settings }
    private var texts: Texts { accounts.texts }

    @Sendable func show(_ context: Context, _ user: User) async throws -> any Answer {
        let now = Int(context.environment.now())
        let state = try await context.database.read { transaction -> (codes: Int, devices: [RememberedDevice])? in
            guard try SecondFactor.find(user.id, in: transaction) != nil else { return nil }
            return (
                try SecondFactor.remaining(of: user.id, in: transaction),
                try RememberedDevice.list(of: user.id, now: now, in: transaction)
            )
        }
        var form = AccountForm()
        if try await accounts.offersPasskey(to: user, in: context) {
            form.show("passkey_url", accounts.settings.passkeysPath + "/confirm")
        }
        guard let state else { return offer(.make(), form, user, context) }
        form.show("is_on", true)
        form.show("remaining", state.codes)
        if !state.devices.isEmpty { form.show("has_devices", true) }
        form.show("devices", state.devices.map { accounts.variables(of: $0) })
        return page(form)
    }

    @Sendable func submit(_ context: Context, _ user: User) async throws -> any Answer {
        let typed = try await context.form()
        switch typed["do"] {
        case "off": return try await switchOff(user, context)
        case "codes": return try await newCodes(user, context)
        case "forget": return try await forget(typed["device"] ?? "", user, context)
        default: return try await switchOn(typed, user, context)
        }
    }

    private func switchOn(_ typed: Form, _ user: User, _ context: Context) async throws -> any Answer {
        let sealer = accounts.codeSealer(in: context)
        // The secret comes back sealed for this user: it is in no table before the app has shown that it has it.
        guard let secret = typed["secret"].flatMap({ sealer.open($0, context: "new \(user.id)") }) else {
            throw HTTPError(.badRequest)
        }
        let code = OneTimeCode(secret: secret)
        let now = Int(context.environment.now())
        let word = (typed["code"] ?? "").filter { !$0.isWhitespace }
        guard let step = code.step(of: word, now: now, after: 0) else {
            var form = AccountForm()
            form.refuse(.code, texts.wrongCode)
            return offer(code, form, user, context)
        }
        let codes = SecondFactor.makeRecoveryCodes()
        let witness = accounts.witness(in: context)
        let notice = try await accounts.notice(texts.noticeSecondFactorOn, to: user, in: context)
        let isDone = try await accounts.commit(in: context) { transaction in
            guard try SecondFactor.add(code, of: user.id, step: step, now: now, sealer, in: transaction) else { return false }
            try SecondFactor.store(codes, of: user.id, in: transaction)
            try witness.note(.secondFactorOn, of: user.id, user.username, in: transaction)
            try notice?.post(in: transaction)
            return true
        }
        return isDone ? shown(codes) : Redirect(settings.twoStepPath)
    }

    private func switchOff(_ user: User, _ context: Context) async throws -> any Answer {
        let witness = accounts.witness(in: context)
        let notice = try await accounts.notice(texts.noticeSecondFactorOff, to: user, in: context)
        try await accounts.commit(in: context) { transaction in
            guard try SecondFactor.find(user.id, in: transaction) != nil else { return }
            try SecondFactor.remove(of: user.id, in: transaction)
            try witness.note(.secondFactorOff, of: user.id, user.username, in: transaction)
            try notice?.post(in: transaction)
        }
        context.flash(texts.secondFactorOff, .success)
        return Redirect(settings.twoStepPath)
    }

    private func forget(_ key: String, _ user: User, _ context: Context) async throws -> any Answer {
        let witness = accounts.witness(in: context)
        try await context.database.write { transaction in
            guard try RememberedDevice.remove(key, of: user.id, in: transaction) else { return }
            try witness.note(.deviceForgotten, of: user.id, user.username, in: transaction)
        }
        return Redirect(settings.twoStepPath)
    }

    private func newCodes(_ user: User, _ context: Context) async throws -> any Answer {
        let codes = SecondFactor.makeRecoveryCodes()
        let witness = accounts.witness(in: context)
        let isDone = try await context.database.write { transaction in
            guard try SecondFactor.find(user.id, in: transaction) != nil else { return false }
            try SecondFactor.store(codes, of: user.id, in: transaction)
            try witness.note(.recoveryCodesMade, of: user.id, user.username, in: transaction)
            return true
        }
        return isDone ? shown(codes) : Redirect(settings.twoStepPath)
    }

    /// Recovery codes, by the answer itself: kept for a page after it, they would stand in a cookie.
    private func shown(_ codes: [String]) -> Page {
        var form = AccountForm()
        form.show("has_codes", true)
        form.show("codes", codes)
        return page(form)
    }

    private func offer(_ code: OneTimeCode, _ form: AccountForm, _ user: User, _ context: Context) -> Page {
        var form = form
        let name = settings.appName ?? context.environment.appName
        let label = PercentEncoding.encode(name) + ":" + PercentEncoding.encode(user.username)
        let uri = "otpauth://totp/\(label)?secret=\(code.base32)&issuer=\(PercentEncoding.encode(name))"
        form.show("secret", accounts.codeSealer(in: context).seal(code.secret, context: "new \(user.id)"))
        form.show("secret_text", code.base32)
        form.show("uri", uri)
        if let picture = QRCode(Array(uri.utf8)) {
            form.show("qr", ["size": picture.size + 2 * QRCode.quietZone, "path": picture.path] as [String: any Sendable])
        }
        return page(form, fields: [.code(texts)])
    }

    private func page(_ form: AccountForm, fields: [FormField] = []) -> Page {
        form.page(
            settings.twoStepTemplate, texts, fields: fields, status: form.isRight ? .ok : .unprocessableContent)
    }
}

extension Accounts {
    /// A device for a template.
    func variables(of device: RememberedDevice) -> [String: any Sendable] {
        [
            "key": device.key, "device": device.device.description, "address": device.address,
            "since": texts.moment(device.since), "last_used": texts.moment(device.lastUsed),
        ]
    }
}
