"""What the `sprig` functions take, and the words of Go where they are called with something else."""

from __future__ import annotations

from argocli.expr.errors import FunctionError
from argocli.expr.moments import Moment
from argocli.expr.values import AnyMap, Value, go_type

# A letter an argument, the last one any number of times with a star: text, whole number, float, boolean, map, time,
# anything.
_TAKES = {
    "": "hello now uuidv4",
    "s": "adler32sum atoi b32dec b32enc b64dec b64enc base camelcase clean dir ext fail fromJson initials isAbs"
    " kebabcase lower mustFromJson nospace osBase osClean osDir osExt osIsAbs regexQuoteMeta semver sha1sum sha256sum"
    " sha512sum shuffle snakecase swapcase title trim untitle upper urlParse",
    "ss": "contains hasPrefix hasSuffix mustRegexFind mustRegexMatch mustToDate regexFind regexMatch semverCompare"
    " split splitList toDate trimAll trimPrefix trimSuffix trimall",
    "sss": "mustRegexReplaceAll mustRegexReplaceAllLiteral regexReplaceAll regexReplaceAllLiteral replace",
    "ssi": "mustRegexFindAll mustRegexSplit plural regexFindAll regexSplit",
    "sis": "splitn",
    "sa": "date join kindIs typeIs typeIsLike",
    "sas": "dateInZone date_in_zone",
    "st": "dateModify date_modify mustDateModify must_date_modify",
    "sm*": "pluck",
    "t": "unixEpoch",
    "i": "randAlpha randAlphaNum randAscii randBytes randNumeric until",
    "ii": "randInt",
    "iii": "untilStep",
    "iis": "abbrevboth substr",
    "is": "abbrev indent nindent repeat trunc wrap",
    "iss": "wrapWith",
    "ia": "chunk mustChunk",
    "i*": "seq",
    "m": "urlJoin values",
    "ms": "get hasKey unset",
    "ms*": "omit pick",
    "msa": "set",
    "m*": "keys",
    "mm*": "merge mergeOverwrite mustMerge mustMergeOverwrite",
    "a": "add1 add1f ago ceil compact deepCopy duration durationRound empty first float64 floor htmlDate initial int"
    " int64 kindOf last mustCompact mustDeepCopy mustFirst mustInitial mustLast mustRest mustReverse mustToJson"
    " mustToPrettyJson mustToRawJson mustUniq rest reverse sortAlpha toDecimal toJson toPrettyJson toRawJson toString"
    " toStrings typeOf uniq",
    "as": "htmlDateInZone",
    "aa": "append deepEqual div has mod mustAppend mustHas mustPrepend mustPush prepend push sub",
    "aa*": "biggest default divf max maxf min minf mul mulf mustSlice mustWithout slice subf without",
    "a*": "add addf all any cat coalesce concat dict dig list quote squote tuple"
    # and those that are left out, whatever they take
    " bcrypt buildCustomCert decryptAES derivePassword encryptAES genCA genCAWithKey genPrivateKey genSelfSignedCert"
    " genSelfSignedCertWithKey genSignedCert genSignedCertWithKey getHostByName htpasswd",
    "aab": "ternary",
    "aif*": "round",
}
SIGNATURES: dict[str, str] = {name: takes for takes, names in _TAKES.items() for name in names.split()}
# What upstream has and this project has not, and why.
LEFT_OUT = {
    **dict.fromkeys(
        ("randAlpha", "randAlphaNum", "randAscii", "randBytes", "randInt", "randNumeric", "shuffle", "uuidv4"),
        "gives another result every time",
    ),
    **dict.fromkeys(
        ("bcrypt", "htpasswd", "encryptAES", "genPrivateKey", "genCA", "genCAWithKey", "genSelfSignedCert",
         "genSelfSignedCertWithKey", "genSignedCert", "genSignedCertWithKey"),
        "makes keys or secrets, another one every time",
    ),
    **dict.fromkeys(("decryptAES", "derivePassword", "buildCustomCert"), "works with keys and passwords"),
    "getHostByName": "asks the network",
}  # fmt: skip

# These go through a text letter by letter.
BY_LETTER = frozenset({"camelcase", "snakecase", "kebabcase", "title", "untitle", "swapcase", "quote", "initials",
                       "nospace"})  # fmt: skip
# What stands for a map where nothing was given: it reads as an empty one, but nothing can be set in it.
NO_MAP: dict[str, Value] = {}
_TYPES = {"s": "string", "i": "int", "f": "float64", "b": "bool", "m": "map[string]interface {}", "t": "time.Time"}


def arguments_for(takes: str, values: list[Value]) -> list[Value]:
    """The values as a function takes them, nothing as the zero of its type. Raises FunctionError with Go's words."""
    variadic = takes.endswith("*")
    letters = takes.removesuffix("*")
    fixed = len(letters) - variadic
    if len(values) < fixed or (not variadic and len(values) > fixed):
        least = "at least " if variadic else ""
        raise FunctionError(f"invalid number of arguments: expected {least}{fixed}, got {len(values)}")
    return [
        _argument(letters[min(index, len(letters) - 1)], value, index >= fixed) for index, value in enumerate(values)
    ]


def _argument(letter: str, value: Value, variadic: bool) -> Value:
    if letter == "a":
        return value
    if value is None:
        return _zero(letter)
    if go_type(value) != _TYPES[letter] or isinstance(value, AnyMap):
        given, wanted = go_type(value), _TYPES[letter]
        if variadic:
            raise FunctionError(f"reflect: cannot use {given} as type {wanted} in Call")
        raise FunctionError(f"reflect: Call using {given} as type {wanted}")
    return value


def _zero(letter: str) -> Value:
    match letter:
        case "s":
            return ""
        case "i":
            return 0
        case "f":
            return 0.0
        case "b":
            return False
        case "m":
            return NO_MAP
        case _:
            return Moment(-62_135_596_800 * 1_000_000_000)
