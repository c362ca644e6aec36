// `{{@sign-in.title}}`: a text of the language, written into the program, so that showing it costs nothing. Its placeholders are
// names of the template: `{form.email}` is `{{form.email}}`, escaped as the tag is. With three braces, `{{{@…}}}`, nothing is
// escaped: for mails in plain text.

extension MustacheCompiler {
    mutating func append(text name: MustacheName, isEscaped: Bool) {
        guard let key = name.textKey, let pattern = language.texts[key] else { return }
        for instruction in instructions(of: pattern, isEscaped: isEscaped) {
            if case .text(let bytes) = instruction { append(bytes) } else { program.instructions.append(instruction) }
        }
    }

    private func instructions(of pattern: MessagePattern, isEscaped: Bool) -> [MustacheProgram.Instruction] {
        pattern.parts.compactMap { part in
            switch part {
            case .text(let text): .text(Array((isEscaped ? TextMarkup.html(text) : text).utf8))
            case .value(let name): MustacheName(name).map { .value($0, isEscaped: isEscaped) }
            case .number(let name): MustacheName(name).map { .number($0) }
            case .plural(let name, let forms):
                MustacheName(name).map { name in
                    .plural(name, forms.map { MustacheProgram(instructions: instructions(of: $0, isEscaped: isEscaped)) })
                }
            }
        }
    }
}
