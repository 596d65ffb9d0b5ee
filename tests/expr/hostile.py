"""Input that tries to hold up or fill whoever reads it: the worst by hand, and any number at random."""

from __future__ import annotations

import random

BIG = "9" * 5000
EXPRESSIONS = [
    "10 ** 10 ** 10", "10 ** 10 ** 10 ** 10", "9223372036854775807 * 9223372036854775807", BIG, "1e" + BIG, "-" * 5000 + "1",
    "1..1000000000", "1..9223372036854775807", "-9223372036854775807..9223372036854775807", "1..400000", "len(1..300000)",
    "repeat('a', 1000000000)", "repeat('a', 999999)", "repeat(repeat('a', 1000000), 1000000)", "repeat('', 1000000000)",
    "sprig.repeat(1000000000, 'a')", "sprig.indent(1000000000, 'a')", "sprig.nindent(900000, repeat(\"\\n\", 900000))",
    "sprig.untilStep(0, 1000000000, 1)", "sprig.until(1000000000)", "sprig.until(-400000)", "sprig.seq(1000000000)",
    "sprig.seq(0, 1, 1000000000)", "sprig.seq(300000)", "replace(repeat('a', 900000), 'a', repeat('b', 900000))",
    "replace(repeat('a', 900000), '', 'xxxxxxxxx')", "join(map(1..90000, 'aaaaaaaaaaaaaaaaaaaa'), repeat(',', 9000))",
    "sprig.join(repeat('x', 90000), 1..90000)", "split(repeat('a', 1000000), '')", "split(repeat('a,', 400000), ',')",
    "map(1..1000, map(1..1000, map(1..1000, map(1..1000, map(1..1000, #)))))",
    "all(1..1000, all(1..1000, all(1..1000, all(1..1000, all(1..1000, true)))))",
    "sum(1..100000, sum(1..100000, #))", "count(1..200000, true)", "map(1..1000, 1..1000)", "map(1..60000, {a: #, b: #})",
    "reduce(1..100000, #acc + #acc, 'aaaaaaaaaa')", "reduce(1..100000, [#acc], [])", "reduce(1..1000, [#acc, #acc], [])",
    "reduce(1..1000, {a: #acc, b: #acc}, {})", "reduce(1..100, concat(#acc, #acc), [1])", "reduce(1..60, #acc * #acc, 3)",
    "let a = [1, 1]; let b = [a, a, a, a, a]; let c = [b, b, b, b, b]; let d = [c, c, c, c, c]; let e = [d, d, d, d, d];"
    " let f = [e, e, e, e, e]; let g = [f, f, f, f, f]; let h = [g, g, g, g, g]; toJSON(h)",
    "flatten(reduce(1..40, [#acc, #acc], [1]))", "toJson(reduce(1..150, [#acc], []))", "toJSON(map(1..9000, [[[[#]]]]))",
    "repeat('a', 30) + '!' matches '^(a+)+$'", "repeat('a', 5000) matches '(a*)*(a*)*(a*)*b'",
    "repeat('a', 100000) matches '(.*)(.*)(.*)(.*)(.*)(.*)x'", "repeat('ab', 50000) matches '(a|b|ab)*c'",
    "repeat('a', 100000) matches '((a?){300}){3}'", "'a' matches '(((((a{100}){100}){100}){100}){100})'",
    "'a' matches '" + "(" * 5000 + "'", "'a' matches '" + "(" * 90 + ")" * 90 + "'", "'a' matches '" + "a*" * 4000 + "'",
    "'a' matches '(a{1000}){1000}'", "'a' matches '((a{0,30}){30}){1}'", "'a' matches '(?i)" + "[a-z]?" * 900 + "'",
    "sprig.regexFindAll('', repeat('a', 900000), -1)", "sprig.regexReplaceAll('', repeat('a', 90000), repeat('b', 9000))",
    "sprig.regexReplaceAll('(.*)', repeat('a', 90000), '${1}${1}${1}${1}${1}${1}${1}${1}${1}${1}${1}${1}')",
    "sprig.regexSplit('', repeat('a', 900000), -1)", "sprig.regexFind('(x+x+)+y', repeat('x', 20000))",
    "map(1..100000, 'a' matches 'a')", "map(1..9000, repeat('a', 9000) matches 'b')", "'\\ud800'", "'\\xff\\xfe'", "'\\777'",
    "'\\x'", "'\\u12'", "'\\UFFFFFFFF'", "'\ud800'", "toBase64('\\ud800')", "sprig.sha256sum('\ud800')", "upper('\ud800')",
    "sprig.trunc(1, '\ud800')", "'é'[0:1]", "[" * 5000 + "]" * 5000, "(" * 5000 + ")" * 5000, "[" * 80 + "]" * 80,
    "{a: " * 5000 + "1" + "}" * 5000, "!" * 5000 + "true", "not " * 5000 + "true", "a" + ".b" * 20000, "a" + "[0]" * 20000,
    "1" + " + 1" * 9000, "1" + " + 1" * 90000, "true" + " ? true" * 5000, "true" + " ? 1 : true" * 5000, "1" + " ** 1" * 5000,
    "1" + " ?? 1" * 5000, "1 < " * 5000 + "1", "'a'" + " | upper()" * 9000, "let x = 1; " * 5000 + "x", "1;" * 9000 + "1",
    "{" * 5000, "#" * 5000, "." * 5000, "'" * 5000, "\\" * 5000, "/*" * 5000, "//" * 5000, "0x" + "f" * 5000, "1_" * 5000,
    "fromJSON(repeat('[', 900000))", "fromJSON('\"' + repeat('a', 900000) + '\"')", "fromJSON(repeat('9', 5000))",
    "fromJSON('[' + repeat('[],', 300000) + '1]')", "fromJSON('[' + repeat('{},', 90000) + '1]')",
    "jsonpath(repeat('[', 900) + repeat(']', 900), '$" + "..*" * 10 + "')", "jsonpath('[' + repeat('[],', 90000) + '1]', '$..*')",
    "jsonpath('[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]', '$" + "..*" * 20 + "')", "jsonpath('{}', '$" + ".a" * 50000 + "')",
    "date('2023-01-01').AddDate(999999999, 1, 1)", "date('2023-01-01') + duration('9999999999h')", "duration('" + "1h" * 50 + "')",
    "date('2023', '" + "2006" * 500 + "')", "date('9999-12-31') + duration('48h')", "date('0001-01-01') - duration('48h')",
    "sprig.date('2006', 99999999999999999)", "sprig.date(repeat('2006', 90000), 0)", "sprig.int(repeat('9', 9000))",
    "sprig.round(1.5, 1000000000)", "sprig.round(1.5, -1000000000)", "sprig.b64dec(repeat('A', 900001))", "int(1e308)",
    "sprig.wrap(1, repeat('a ', 90000))", "sprig.abbrev(5, repeat('a', 900000))", "sprig.snakecase(repeat('A-', 200000))",
    "sprig.title(repeat('a ', 200000))", "sprig.quote(repeat('\\x01', 200000))", "toJSON(repeat('\\x01', 900000))",
    "sprig.toPrettyJson(reduce(1..150, [#acc], map(1..20000, #)))", "string(reduce(1..150, [#acc], map(1..20000, #)))",
    "sort(map(1..60000, -#))", "sortBy(map(1..20000, {a: -#}), .a)", "groupBy(1..40000, #)", "uniq(map(1..30000, [#]))",
    "filter(1..3000, # in 1..3000)", "map(1..300, sort(1..3000))", "map(1..3000, sum(1..300))", "keys($env)", "$env.$env",
    "sprig.without(1..30000, 1)", "sprig.has([1], map(1..30000, [#]))", "sprig.chunk(1, 1..60000)", "sprig.chunk(-1, [1])",
    "sprig.merge({a: {b: {c: 1}}}, {a: {b: {d: 1}}})", "sprig.dig('a')", "sprig.dig()", "sprig.dict(1, 2, nil, [])",
    "sprig.slice([1], -1)", "sprig.substr(5, 1, 'abc')", "sprig.mod(1, 0)", "sprig.div(-9223372036854775807, -1)",
    "sprig.splitn('', 1000000000, 'abc')", "sprig.splitList('', repeat('a', 900000))", "sprig.toDecimal(repeat('7', 90000))",
    "bitshl(1, 1000000000)", "bitshr(1, -1)", "take([1], 1e300)", "[1][1e300]", "[1][0/0]", "1 % 0", "0 ** -1", "(-8) ** 0.5",
    "mean(map(1..9, 1e308))", "max(0/0, 1)", "round(1/0)", "ceil(0/0)", "sprig.ceil(1/0)", "sprig.floor('nan')", "int(1/0)",
    "sprig.mulf(1e308, 1e308)", "1e308 * 1e308 - 1e308 * 1e308", "string(1e308 * 10)", "toJSON(0/0)", "{(0/0): 1}",
    "fromBase64('\\u00e9')", "sprig.b32dec('\\u00e9')", "asInt('\\u0663')", "float('1_0')", "sprig.int('0_')", "sprig.atoi('²')",
    "sprig.max()", "sprig.trim()", "len()", "map()", "map([1])", "filter()", "reduce([1])", "sprig.nope()", "sprig", "sprig.trim",
    "sprig.fail(repeat('a', 900000))", "sprig.regexReplaceAll('a', 'a', '$')", "sprig.regexReplaceAll('a', 'a', '${')",
]  # fmt: skip
CONDITIONS = [
    "(" * 20000 + "1" + ")" * 20000, "1" + " + 1" * 20000, "!" * 9000 + "true", "'" + "a" * 900000 + "' == 'a'", BIG + " == 1",
    "0x" + "f" * 5000 + " == 1", "10 ** 10 ** 10 == 1", "1 << 1000000000 == 1", "-" * 5000 + "1", "a," * 9000 + "a",
    "'" + "a" * 30 + "!' =~ '^(a+)+$'", "'" + "a" * 90000 + "' =~ '(a*)*(a*)*b'", "a in (" + "b," * 2400 + "b)", "[" * 5000,
    "true" + " && true" * 2000, "true" + " || true" * 2000, "true" + " ? true" * 2000, "'" * 5000, "\\" * 5000, "." * 5000,
    "1 % 0 == 1", "1e400 == 1", "'2020-99-99' == 1", "'9999-12-31 23:59:59-23:59' > 1", "'0001-01-01 00:00:00+23:59' > 1",
    "a" + ".b" * 50000 + " == 1", "\ud800 == \ud800", "'\ud800' =~ '.'", "'a' =~ '(a{1000}){1000}'", "'a' + " * 2000 + "'a'",
    "(((" * 15 + "1 == 1" + ")))" * 15, "~" * 5000 + "1", "٣ == 3", "1 | 1e300", "1 / 0 & 1 == 1", "(1 / 0) % 2 == 1",
]  # fmt: skip
TEMPLATES = [
    "{{" * 20000, "}}" * 20000, "{{{{" * 9000 + "}}}}" * 9000, "{{=" * 9000, "{{=" * 9000 + "}}" * 9000, "{{a}}" * 9000,
    "{{=repeat('a', 900000)}}" * 5, "{{=1..400000}}", "{{='{{a}}'}}", "{{=" + "(" * 9000 + "}}", "{{\\u0000}}", "{{=\\ud800}}",
    "{{=\"\\ud800\"}}", "{{ a" + " " * 90000 + "}}", "{{=a" + " " * 90000 + "}}", "{{a" + ".a" * 20000 + "}}",
]  # fmt: skip

_ATOMS = [
    "1", "0", "-1", "2.5", "9223372036854775807", "1e308", "'a'", "\"b\\n\"", "`c`", "''", "true", "false", "nil", "a", "b", "m",
    "gone", "[1, 2]", "[]", "{}", "{k: 1}", "#", "#acc", "#index", ".k", "1..9", "1..100000", "repeat('ab', 9999)", "'(a+)+$'",
    "'[a-z'", "1..1000000000", "{k: {k: {k: nil}}}", "'\\u00e9'", "'\\ud800'", "x", "$env", "1000000000", "fromJSON('{\"k\": [1]}')",
]  # fmt: skip
_SIGNS = ["+", "-", "*", "/", "%", "**", "^", "==", "!=", "<", ">", "<=", ">=", "and", "or", "&&", "||", "??", "..", "in", "|",
          "not in", "matches", "contains", "startsWith", "endsWith", "?", ":", ",", ";", ".", "?.", "=~", "!~", "<<", "&"]  # fmt: skip
_FUNCTIONS = [
    "len",
    "int",
    "float",
    "string",
    "type",
    "abs",
    "ceil",
    "floor",
    "round",
    "trim",
    "upper",
    "lower",
    "toJSON",
    "fromJSON",
    "toJson",
    "keys",
    "values",
    "toPairs",
    "fromPairs",
    "first",
    "last",
    "flatten",
    "uniq",
    "reverse",
    "sort",
    "sum",
    "mean",
    "median",
    "max",
    "min",
    "count",
    "concat",
    "join",
    "toBase64",
    "fromBase64",
    "split",
    "splitAfter",
    "replace",
    "repeat",
    "indexOf",
    "hasPrefix",
    "take",
    "get",
    "bitand",
    "bitshl",
    "bitnot",
    "date",
    "duration",
    "jsonpath",
    "asInt",
    "asFloat",
    "nope",
]
_SPRIG = [
    "trim",
    "repeat",
    "indent",
    "nindent",
    "substr",
    "trunc",
    "replace",
    "join",
    "splitList",
    "split",
    "splitn",
    "regexMatch",
    "regexFind",
    "regexFindAll",
    "regexReplaceAll",
    "regexSplit",
    "until",
    "untilStep",
    "seq",
    "add",
    "sub",
    "mul",
    "div",
    "mod",
    "max",
    "min",
    "round",
    "int",
    "float64",
    "list",
    "dict",
    "get",
    "set",
    "keys",
    "values",
    "merge",
    "pick",
    "omit",
    "pluck",
    "dig",
    "default",
    "coalesce",
    "ternary",
    "fail",
    "toJson",
    "fromJson",
    "date",
    "toDate",
    "b64enc",
    "b64dec",
    "sha256sum",
    "chunk",
    "slice",
    "uniq",
    "has",
    "without",
    "sortAlpha",
    "wrap",
    "abbrev",
    "title",
    "snakecase",
    "camelcase",
    "quote",
    "cat",
    "first",
    "rest",
    "toString",
    "atoi",
]
_PREDICATES = [
    "all",
    "any",
    "one",
    "none",
    "map",
    "filter",
    "find",
    "findIndex",
    "findLast",
    "findLastIndex",
    "count",
    "sum",
    "groupBy",
    "sortBy",
    "reduce",
]
_NOISE = "ab01 +-*/()[]{}.'\"#?:,|&=!<>%^~@$\\`;_é\x00\n"


def random_expression(chance: random.Random, depth: int) -> str:
    """An expression that is mostly well formed and seldom meaningful."""
    kind = chance.random()
    if depth == 0 or kind < 0.2:
        return chance.choice(_ATOMS)

    def part() -> str:
        return random_expression(chance, depth - 1)

    if kind < 0.4:
        return f"{part()} {chance.choice(_SIGNS)} {part()}"
    if kind < 0.5:
        return f"({part()})" + chance.choice(["", "[0]", "[1:]", ".k", "?.k", f"[{part()}]", f" ? {part()} : {part()}"])
    if kind < 0.56:
        return chance.choice(["not ", "!", "-", "+", "--"]) + part()
    if kind < 0.7:
        return f"{chance.choice(_FUNCTIONS)}({', '.join(part() for _ in range(chance.randint(0, 3)))})"
    if kind < 0.82:
        return f"sprig.{chance.choice(_SPRIG)}({', '.join(part() for _ in range(chance.randint(0, 3)))})"
    if kind < 0.93:
        return f"{chance.choice(_PREDICATES)}({part()}, {chance.choice(['', '{', ''])}{part()})"
    if kind < 0.97:
        return f"let x = {part()}; {part()}"
    return "".join(chance.choice(_NOISE) for _ in range(chance.randint(1, 30)))


def random_condition(chance: random.Random, depth: int) -> str:
    """A condition of `when`, at random."""
    kind = chance.random()
    if depth == 0 or kind < 0.3:
        return chance.choice(
            [*_ATOMS[:10], "heads", "[a-b]", "a.b", "'2020-01-02'", "'^(a*)*$'", "0xff", "(a, b)", "()"]
        )
    left, right = random_condition(chance, depth - 1), random_condition(chance, depth - 1)
    if kind < 0.8:
        return f"{left} {chance.choice(_SIGNS)} {right}"
    if kind < 0.9:
        return f"{chance.choice('!-~')}({left})"
    return "".join(chance.choice(_NOISE) for _ in range(chance.randint(1, 30)))


def random_template(chance: random.Random) -> str:
    """Text with tags, at random."""
    pieces = []
    for _ in range(chance.randint(1, 4)):
        tag = chance.choice(
            ["{{a}}", "{{ b }}", "{{nope}}", "{{gone}}", "{{a.{{b}}}}", "{{", "}}", 'text\n"', "{{=", "{{=item}}"]
        )
        pieces.append("{{=" + random_expression(chance, 2) + "}}" if chance.random() < 0.5 else tag)
    return "".join(pieces)
