extension LTXError: CustomStringConvertible {
    /// One line: what is wrong, where, and what to do.
    public var description: String { "LTX, byte \(offset): \(reason.what). \(hint)" }

    /// What to do about it.
    public var hint: String { reason.remedy.words }
}

extension LTXError.Reason {
    /// What to do, by kind of refusal.
    enum Remedy {
        case fetchAgain, foreign, raiseLimit, chain, callerMistake

        var words: String {
            switch self {
            case .fetchAgain:
                "Fetch the file again; if it stays so, the stored copy is damaged: restore from a snapshot or an earlier commit."
            case .foreign: "Is this an LTX file of version 3? A newer version needs a newer program."
            case .raiseLimit: "Raise the limit if a database of this size is meant; otherwise treat the file as damaged."
            case .chain: "Read the list of files again and take those that follow each other, beginning with a snapshot."
            case .callerMistake: "This is a mistake in the calling program, not in a file."
            }
        }
    }

    var remedy: Remedy {
        switch self {
        case .notLTX, .unknownFlags, .frameFlags, .reservedNotZero, .invalidPageSize, .invalidName: .foreign
        case .tooLarge: .raiseLimit
        case .notAdjacent, .preApplyChecksum, .pageSizeChanged, .checksumsChanged: .chain
        case .pageLength, .imageLength, .checksumMissing, .alreadyFinished, .tailTooShort, .nothingToCompact: .callerMistake
        default: .fetchAgain
        }
    }
}
