import FoundationEssentials
import HTTP
import HTTPTypes

extension FormReading {
    /// A JSON object as a form: texts and numbers as they are written, `true` as a ticked box, `false` and `null` as fields that are
    /// absent, a list as a name that comes several times. Anything deeper is no form: 400.
    static func json(_ body: RequestBody, _ limits: FormLimits) async throws -> Form {
        let bytes = try await body.collect(upTo: limits.bytes)
        guard let object = try? JSONDecoder().decode([String: JSONValue].self, from: Data(bytes)) else {
            throw HTTPError(.badRequest, "The body is not a JSON object.")
        }
        var fields: [FormField] = []
        for (name, value) in object.sorted(by: { $0.key < $1.key }) {
            let values = if case .array(let list) = value { list } else { [value] }
            for value in values {
                if let text = try text(of: value, name) { fields.append(FormField(name: name, value: text)) }
            }
        }
        guard fields.count <= limits.fields else { throw FormError.tooManyFields(limit: limits.fields) }
        return Form(fields: try checked(fields))
    }

    private static func text(of value: JSONValue, _ name: String) throws -> String? {
        switch value {
        case .string(let text): return text
        case .integer(let number): return String(number)
        case .number(let number): return String(number)
        case .bool(let flag): return flag ? "1" : nil
        case .null: return nil
        case .array, .object:
            throw HTTPError(.badRequest, "The member “\(name.unicodeScalars.prefix(50))” is neither a text, a number nor a flag.")
        }
    }
}
