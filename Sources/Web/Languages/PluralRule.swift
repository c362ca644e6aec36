/// A plural category of CLDR; `other` is what is left.
enum PluralCategory: String, Sendable, Hashable {
    case zero, one, two, few, many, other
}

/// Which form a language uses for a whole number (Unicode CLDR, cardinal plural rules). Languages that are not named have `one` for
/// 1 and `other` for the rest, as most of Europe's.
enum PluralRule: Sendable, Hashable {
    case one, oneUpToOne, none, slavic, polish, czech, arabic

    init(language tag: String) {
        let language = tag.split(separator: "-").first.map { $0.lowercased() } ?? ""
        self =
            switch language {
            case "zh", "ja", "ko", "vi", "th", "id", "ms", "lo", "my": .none
            case "fr", "hy": .oneUpToOne
            case "pt": tag.lowercased() == "pt-pt" ? .one : .oneUpToOne
            case "ru", "uk", "be", "sr", "hr", "bs": .slavic
            case "pl": .polish
            case "cs", "sk": .czech
            case "ar": .arabic
            default: .one
            }
    }

    func category(of number: Int) -> PluralCategory {
        let number = number.magnitude
        let (tens, hundreds) = (number % 10, number % 100)
        switch self {
        case .none: return .other
        case .one: return number == 1 ? .one : .other
        case .oneUpToOne: return number <= 1 ? .one : .other
        case .slavic:
            if tens == 1, hundreds != 11 { return .one }
            return (2...4).contains(tens) && !(12...14).contains(hundreds) ? .few : .many
        case .polish:
            if number == 1 { return .one }
            return (2...4).contains(tens) && !(12...14).contains(hundreds) ? .few : .many
        case .czech: return number == 1 ? .one : (2...4).contains(number) ? .few : .other
        case .arabic:
            switch number {
            case 0: return .zero
            case 1: return .one
            case 2: return .two
            default: return (3...10).contains(hundreds) ? .few : hundreds >= 11 ? .many : .other
            }
        }
    }
}
