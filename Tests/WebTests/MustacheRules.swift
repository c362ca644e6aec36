import Testing

/// One rule: a template, what it sees, and what must come of it.
struct MustacheRule: Sendable, CustomTestStringConvertible {
    let name: String
    let template: String
    let expected: String
    var data: [String: any Sendable] = [:]
    var partials: [String: String] = [:]
    var testDescription: String { name }
}

/// The rules, by the specification's chapters.
enum MustacheRules {
    static let values = [
        MustacheRule(name: "text goes out as it is", template: "Hello from {Mustache}!\n", expected: "Hello from {Mustache}!\n"),
        MustacheRule(
            name: "a value stands for its name", template: "Hello, {{subject}}!", expected: "Hello, world!",
            data: ["subject": "world"]),
        MustacheRule(
            name: "two braces escape", template: "{{a}}", expected: "&amp; &quot; &lt; &gt; &#39;", data: ["a": "& \" < > '"]),
        MustacheRule(name: "three braces do not", template: "{{{a}}}", expected: "& \" < >", data: ["a": "& \" < >"]),
        MustacheRule(name: "an ampersand does not", template: "{{&a}}", expected: "& \" < >", data: ["a": "& \" < >"]),
        MustacheRule(
            name: "what is interpolated is not read again", template: "{{a}}: {{b}}", expected: "{{b}}: b",
            data: ["a": "{{b}}", "b": "b"]),
        MustacheRule(name: "whole numbers", template: "{{mph}} miles", expected: "85 miles", data: ["mph": 85]),
        MustacheRule(name: "decimals", template: "{{power}}", expected: "1.21", data: ["power": 1.21]),
        MustacheRule(name: "nothing leaves nothing", template: "({{a}}{{{b}}})", expected: "()", data: ["a": String?.none]),
        MustacheRule(name: "dotted names", template: "{{a.b.c}}", expected: "x", data: ["a": ["b": ["c": "x"]]]),
        MustacheRule(
            name: "a broken chain is nothing", template: "({{a.b.c}})", expected: "()", data: ["a": [:] as [String: String]]),
        MustacheRule(
            name: "only the first part of a name is looked for further out", template: "({{#a}}{{b.name}}{{/a}})", expected: "()",
            data: ["a": ["b": [:] as [String: String]], "b": ["name": "no"]] as [String: any Sendable]),
        MustacheRule(
            name: "the value itself", template: "{{#list}}({{.}}){{/list}}", expected: "(a)(b)", data: ["list": ["a", "b"]]),
        MustacheRule(name: "the space around a value stays", template: "| {{a}} |", expected: "| x |", data: ["a": "x"]),
        MustacheRule(
            name: "a value alone on its line keeps the line", template: "  {{a}}\n", expected: "  x\n", data: ["a": "x"]),
        MustacheRule(
            name: "space inside a tag does not count", template: "|{{ a }}|{{{ a }}}|{{& a }}|", expected: "|x|x|x|",
            data: ["a": "x"]),
    ]

    static let sections = [
        MustacheRule(name: "true shows", template: "\"{{#b}}shown{{/b}}\"", expected: "\"shown\"", data: ["b": true]),
        MustacheRule(name: "false hides", template: "\"{{#b}}shown{{/b}}\"", expected: "\"\"", data: ["b": false]),
        MustacheRule(name: "a missing name hides", template: "[{{#b}}shown{{/b}}]", expected: "[]"),
        MustacheRule(
            name: "an object is where names are looked for", template: "{{#c}}Hi {{name}}.{{/c}}", expected: "Hi Joe.",
            data: ["c": ["name": "Joe"]]),
        MustacheRule(
            name: "names are found further out", template: "{{#a}}{{b}}, {{c.d}}{{#b}}, {{.}}{{/b}}{{/a}}",
            expected: "in, foo, in",
            data: ["a": ["b": "in"], "b": "out", "c": ["d": "foo"]] as [String: any Sendable]),
        MustacheRule(
            name: "deeply nested", template: "{{#a}}{{one}}{{#b}}{{one}}{{two}}{{#c}}{{one}}{{two}}{{three}}{{/c}}{{/b}}{{/a}}",
            expected: "112123", data: ["a": ["one": 1], "b": ["two": 2], "c": ["three": 3]]),
        MustacheRule(
            name: "a list repeats", template: "\"{{#list}}{{item}}{{/list}}\"", expected: "\"123\"",
            data: ["list": [["item": 1], ["item": 2], ["item": 3]]]),
        MustacheRule(name: "an empty list hides", template: "[{{#list}}no{{/list}}]", expected: "[]", data: ["list": [String]()]),
        MustacheRule(
            name: "lists in lists", template: "{{#list}}({{#.}}{{.}}{{/.}}){{/list}}", expected: "(12)(ab)",
            data: ["list": [[1, 2] as [any Sendable], ["a", "b"]]]),
        MustacheRule(
            name: "lines with a tag alone go", template: "| This Is\n  {{#b}}\n|\n {{/b}}  \n| A Line\n",
            expected: "| This Is\n|\n| A Line\n",
            data: ["b": true]),
        MustacheRule(
            name: "lines with more stay", template: " {{#b}}YES{{/b}}\n {{#b}}GOOD{{/b}}\n", expected: " YES\n GOOD\n",
            data: ["b": true]),
        MustacheRule(
            name: "ends of lines may be CRLF", template: "|\r\n{{#b}}\r\n{{/b}}\r\n|", expected: "|\r\n|", data: ["b": true]),
        MustacheRule(name: "the last line needs no end", template: "#{{#b}}\n/\n  {{/b}}", expected: "#\n/\n", data: ["b": true]),
        MustacheRule(
            name: "the first line needs no line before", template: "  {{#b}}\n#{{/b}}\n/", expected: "#\n/", data: ["b": true]),
        MustacheRule(
            name: "dotted names", template: "\"{{#a.b.c}}Here{{/a.b.c}}\"", expected: "\"Here\"",
            data: ["a": ["b": ["c": true]]]),
        MustacheRule(
            name: "text is true, and is the value itself", template: "{{#a}}<{{.}}>{{/a}}", expected: "<x>", data: ["a": "x"]),
    ]

    static let inverted = [
        MustacheRule(name: "false shows", template: "\"{{^b}}shown{{/b}}\"", expected: "\"shown\"", data: ["b": false]),
        MustacheRule(name: "true hides", template: "\"{{^b}}shown{{/b}}\"", expected: "\"\"", data: ["b": true]),
        MustacheRule(name: "a missing name shows", template: "[{{^b}}shown{{/b}}]", expected: "[shown]"),
        MustacheRule(name: "an object hides", template: "[{{^c}}no{{/c}}]", expected: "[]", data: ["c": ["name": "Joe"]]),
        MustacheRule(name: "an empty list shows", template: "[{{^c}}yes{{/c}}]", expected: "[yes]", data: ["c": [Int]()]),
        MustacheRule(
            name: "a broken chain shows", template: "{{^a.b.c}}Not Here{{/a.b.c}}", expected: "Not Here",
            data: ["a": [:] as [String: String]]),
        MustacheRule(
            name: "nested", template: "| A {{^b}}B {{^b}}C{{/b}} D{{/b}} E |", expected: "| A B C D E |", data: ["b": false]),
        MustacheRule(
            name: "lines with a tag alone go", template: "|\n{{^b}}\n|\n{{/b}}\n| A\n", expected: "|\n|\n| A\n",
            data: ["b": false]),
    ]

    static let comments = [
        MustacheRule(name: "inside a line", template: "12345{{! Comment }}67890\n", expected: "1234567890\n"),
        MustacheRule(name: "over lines", template: "12345{{!\n  of several\n  lines\n}}67890\n", expected: "1234567890\n"),
        MustacheRule(name: "alone on a line", template: "Begin.\n  {{! Comment }}\nEnd.\n", expected: "Begin.\nEnd.\n"),
        MustacheRule(name: "alone on lines", template: "Begin.\n{{!\nSomething\n}}\nEnd.\n", expected: "Begin.\nEnd.\n"),
        MustacheRule(name: "with text beside", template: "  12 {{! 34 }}\n", expected: "  12 \n"),
        MustacheRule(name: "a pair of delimiters", template: "{{=<% %>=}}(<%text%>)", expected: "(Hey!)", data: ["text": "Hey!"]),
        MustacheRule(
            name: "delimiters that mean something elsewhere", template: "({{=[ ]=}}[text])", expected: "(It worked!)",
            data: ["text": "It worked!"]),
        MustacheRule(
            name: "delimiters change inside sections and back",
            template: "[\n{{#section}}\n  {{data}}\n{{/section}}\n\n{{= | | =}}\n|#section|\n  |data|\n|/section|\n]\n",
            expected: "[\n  x\n\n  x\n]\n", data: ["section": true, "data": "x"]),
        MustacheRule(
            name: "delimiters do not reach partials", template: "[ {{>include}} ]\n{{= | | =}}\n[ |>include| ]\n",
            expected: "[ .yes. ]\n[ .yes. ]\n", data: ["value": "yes"], partials: ["include": ".{{value}}."]),
        MustacheRule(
            name: "a delimiter tag alone on a line", template: "Begin.\n  {{=@ @=}}\nEnd.\n", expected: "Begin.\nEnd.\n"),
    ]

    static let partials = [
        MustacheRule(
            name: "a partial stands for its template", template: "\"{{>text}}\"", expected: "\"from partial\"",
            partials: ["text": "from partial"]),
        MustacheRule(
            name: "it sees the same values", template: "\"{{>p}}\"", expected: "\"*x*\"", data: ["text": "x"],
            partials: ["p": "*{{text}}*"]),
        MustacheRule(
            name: "a partial may include itself", template: "{{>node}}", expected: "X<Y<>>",
            data: ["content": "X", "nodes": [["content": "Y", "nodes": [String]()] as [String: any Sendable]]],
            partials: ["node": "{{content}}<{{#nodes}}{{>node}}{{/nodes}}>"]),
        MustacheRule(
            name: "partials in partials", template: "{{>outer}}", expected: "*hello world!*", data: ["a": "hello", "b": "world"],
            partials: ["outer": "*{{a}} {{>inner}}*", "inner": "{{b}}!"]),
        MustacheRule(name: "space around stays", template: "| {{>p}} |", expected: "| \t|\t |", partials: ["p": "\t|\t"]),
        MustacheRule(
            name: "alone on a line it indents", template: "\\\n {{>p}}\n/\n", expected: "\\\n |\n <\n->\n |\n/\n",
            data: ["content": "<\n->"], partials: ["p": "|\n{{{content}}}\n|\n"]),
        MustacheRule(
            name: "inline it does not", template: "  {{data}}  {{> p}}\n", expected: "  |  >\n>\n", data: ["data": "|"],
            partials: ["p": ">\n>"]),
        MustacheRule(name: "CRLF", template: "|\r\n{{>p}}\r\n|", expected: "|\r\n>|", partials: ["p": ">"]),
        MustacheRule(
            name: "its name may be a value", template: "\"{{>*dynamic}}\"", expected: "\"Hello, world!\"",
            data: ["dynamic": "content"], partials: ["content": "Hello, world!"]),
        MustacheRule(
            name: "a value that names no template leaves nothing", template: "\"{{>*dynamic}}{{>*none}}\"", expected: "\"\"",
            data: ["dynamic": "elsewhere"]),
        MustacheRule(
            name: "a dotted name of a value", template: "{{>*foo.bar}}", expected: "x", data: ["foo": ["bar": "p"]],
            partials: ["p": "x"]),
    ]

    static let inheritance = [
        MustacheRule(
            name: "a block has content of its own", template: "{{$title}}Default {{bar}}{{/title}}\n", expected: "Default baz\n",
            data: ["bar": "baz"]),
        MustacheRule(
            name: "it stays where nobody replaces it", template: "{{<include}}{{/include}}\n", expected: "default content",
            partials: ["include": "{{$foo}}default content{{/foo}}"]),
        MustacheRule(
            name: "who inherits replaces it", template: "{{<super}}{{$title}}sub{{/title}}{{/super}}", expected: "...sub...",
            partials: ["super": "...{{$title}}Default{{/title}}..."]),
        MustacheRule(
            name: "values do not", template: "{{<include}}{{/include}}", expected: "var in include", data: ["var": "var in data"],
            partials: ["include": "{{$var}}var in include{{/var}}"]),
        MustacheRule(
            name: "two with different content",
            template: "test {{<p}}{{$stuff}}one{{/stuff}}{{/p}} {{<p}}{{$stuff}}two{{/stuff}}{{/p}}\n",
            expected: "test |one default| |two default|\n",
            partials: ["p": "|{{$stuff}}...{{/stuff}}{{$default}} default{{/default}}|"]),
        MustacheRule(
            name: "with line ends", template: "{{<p}}{{$b}}\npeaked\n\n:(\n{{/b}}{{/p}}", expected: "peaked\n\n:(\n",
            partials: ["p": "{{$b}}peaking{{/b}}"]),
        MustacheRule(
            name: "in an indented line", template: "{{<p}}{{$n}}hammer time{{/n}}{{/p}}", expected: "stop:\n  hammer time\n",
            partials: ["p": "stop:\n  {{$n}}listen{{/n}}\n"]),
        MustacheRule(
            name: "one of two", template: "{{<p}}{{$b}}two{{/b}}{{/p}}", expected: "default one, two",
            partials: ["p": "{{$a}}default one{{/a}}, {{$b}}default two{{/b}}"]),
        MustacheRule(
            name: "without blocks it is a partial", template: "{{>p}}|{{<p}}{{/p}}", expected: "default|default",
            partials: ["p": "{{$foo}}default{{/foo}}"]),
        MustacheRule(
            name: "templates that inherit each other end where a block is replaced",
            template: "{{<p}}{{$foo}}override{{/foo}}{{/p}}",
            expected: "override override override don't recurse",
            partials: [
                "p": "{{$foo}}default{{/foo}} {{$bar}}{{<q}}{{/q}}{{/bar}}",
                "q": "{{$foo}}q default{{/foo}} {{<p}}{{$bar}}don't recurse{{/bar}}{{/p}}",
            ]),
        MustacheRule(
            name: "the outermost wins", template: "{{<p}}{{$a}}c{{/a}}{{/p}}{{<p}}{{/p}}", expected: "cp",
            partials: [
                "p": "{{<older}}{{$a}}p{{/a}}{{/older}}", "older": "{{<grand}}{{$a}}o{{/a}}{{/grand}}", "grand": "{{$a}}g{{/a}}",
            ]),
        MustacheRule(
            name: "a parent alone on a line indents", template: "Hi,\n  {{<p}}{{/p}}\n", expected: "Hi,\n  one\n  two\n",
            partials: ["p": "one\ntwo\n"]),
        MustacheRule(
            name: "a block that names itself keeps what it had", template: "{{<p}}{{$a}}<{{$a}}inner{{/a}}>{{/a}}{{/p}}",
            expected: "<inner>", partials: ["p": "{{$a}}p{{/a}}"]),
    ]
}
