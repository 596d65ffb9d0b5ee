"""The `sprig` functions that expressions can call: texts, lists, maps, numbers, defaults, encodings."""

from __future__ import annotations

import base64
import hashlib
import math
import re
import zlib

from argocli.expr.dates import go_format, moment_of
from argocli.expr.functions import Function, FunctionError, order_key, parse_json, to_string
from argocli.expr.go_values import json_text
from argocli.model.values import Json


def _text(value: Json) -> str:
    return value if isinstance(value, str) else to_string(value)


def _list(value: Json) -> list[Json]:
    if not isinstance(value, list):
        raise FunctionError(f"expected a list, got {type(value).__name__}")
    return value


def _map(value: Json) -> dict[str, Json]:
    if not isinstance(value, dict):
        raise FunctionError(f"expected a dict, got {type(value).__name__}")
    return value


def _int(value: Json) -> int:
    """sprig's lenient conversion: what is no number counts as zero."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int | float):
        return int(value)
    if isinstance(value, str):
        try:
            return int(value, 0) if not value.startswith("0") or len(value) == 1 else int(value)
        except ValueError:
            return int(_float(value))
    return 0


def _float(value: Json) -> float:
    try:
        return float(value) if isinstance(value, int | float | str) else 0.0
    except ValueError:
        return 0.0


def _empty(value: Json) -> bool:
    return value is None or value is False or value == 0 or value in ("", [], {})


def _title(value: Json) -> Json:
    return re.sub(r"\b\w", lambda match: match.group().upper(), _text(value))


def _snake(value: Json) -> Json:
    return re.sub(r"[\s-]+", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", _text(value))).lower()


def _camel(value: Json) -> Json:
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[_\s-]+", _text(value)))


def _ternary(yes: Json, no: Json, test: Json) -> Json:
    return yes if test is True else no


def _dict(*pairs: Json) -> Json:
    values = list(pairs)
    return {_text(values[i]): values[i + 1] if i + 1 < len(values) else "" for i in range(0, len(values), 2)}


def _merge(*maps: Json) -> Json:
    result: dict[str, Json] = {}
    for part in maps:
        for key, value in _map(part).items():
            result.setdefault(key, value)
    return result


def _truncate(length: Json, value: Json) -> Json:
    count, text = _int(length), _text(value)
    return text[:count] if count >= 0 else text[count:]


def _substring(start: Json, end: Json, value: Json) -> Json:
    first, last, text = _int(start), _int(end), _text(value)
    if first < 0:
        return text[:last]
    return text[first:] if last < 0 or last > len(text) else text[first:last]


def _until(count: Json) -> Json:
    number = _int(count)
    return list(range(0, number, 1 if number >= 0 else -1))


def _round(value: Json, places: Json) -> Json:
    factor = 10.0 ** _int(places)
    number = _float(value) * factor
    return (math.floor(number + 0.5) if number >= 0 else math.ceil(number - 0.5)) / factor


def _uniq(value: Json) -> Json:
    kept: list[Json] = []
    for item in _list(value):
        if item not in kept:
            kept.append(item)
    return kept


def _date(layout: Json, value: Json) -> Json:
    moment = moment_of(value)
    if moment is None:
        raise FunctionError(f"{_text(value)} is no time")
    return go_format(_text(layout), moment)


def _fail(message: Json) -> Json:
    raise FunctionError(_text(message))


def _coalesce(*values: Json) -> Json:
    return next((value for value in values if not _empty(value)), None)


def _divide(left: Json, right: Json) -> Json:
    if _int(right) == 0:
        raise FunctionError("integer divide by zero")
    return int(_int(left) / _int(right))


def _digest(name: str) -> Function:
    return lambda value: hashlib.new(name, _text(value).encode(), usedforsecurity=False).hexdigest()


SPRIG: dict[str, Function] = {
    # texts
    "trim": lambda value: _text(value).strip(),
    "trimAll": lambda cut, value: _text(value).strip(_text(cut)),
    "trimPrefix": lambda part, value: _text(value).removeprefix(_text(part)),
    "trimSuffix": lambda part, value: _text(value).removesuffix(_text(part)),
    "upper": lambda value: _text(value).upper(),
    "lower": lambda value: _text(value).lower(),
    "title": _title,
    "untitle": lambda value: re.sub(r"\b\w", lambda match: match.group().lower(), _text(value)),
    "repeat": lambda count, value: _text(value) * max(0, min(_int(count), 100_000)),
    "substr": _substring,
    "trunc": _truncate,
    "nospace": lambda value: re.sub(r"\s", "", _text(value)),
    "initials": lambda value: "".join(word[:1] for word in _text(value).split()),
    "contains": lambda part, value: _text(part) in _text(value),
    "hasPrefix": lambda part, value: _text(value).startswith(_text(part)),
    "hasSuffix": lambda part, value: _text(value).endswith(_text(part)),
    "quote": lambda *values: " ".join(json_text(_text(value)) for value in values if value is not None),
    "squote": lambda *values: " ".join(f"'{_text(value)}'" for value in values if value is not None),
    "cat": lambda *values: " ".join(_text(value) for value in values if value is not None),
    "indent": lambda count, value: " " * _int(count) + _text(value).replace("\n", "\n" + " " * _int(count)),
    "nindent": lambda count, value: "\n" + " " * _int(count) + _text(value).replace("\n", "\n" + " " * _int(count)),
    "replace": lambda old, new, value: _text(value).replace(_text(old), _text(new)),
    "plural": lambda one, many, count: one if _int(count) == 1 else many,
    "snakecase": _snake,
    "kebabcase": lambda value: str(_snake(value)).replace("_", "-"),
    "camelcase": _camel,
    "swapcase": lambda value: _text(value).swapcase(),
    "toString": _text,
    "toStrings": lambda value: [_text(item) for item in _list(value)],
    "join": lambda by, value: _text(by).join(_text(item) for item in _list(value)),
    "splitList": lambda by, value: list(_text(value).split(_text(by))),
    "split": lambda by, value: {f"_{i}": part for i, part in enumerate(_text(value).split(_text(by)))},
    "sortAlpha": lambda value: sorted(_text(item) for item in _list(value)),
    "regexMatch": lambda pattern, value: re.search(_text(pattern), _text(value)) is not None,
    "regexFind": lambda p, value: match.group() if (match := re.search(_text(p), _text(value))) else "",
    "regexFindAll": lambda p, value, count: [match.group() for match in re.finditer(_text(p), _text(value))][
        : _int(count) if _int(count) >= 0 else None
    ],
    "regexReplaceAll": lambda p, value, new: re.sub(
        _text(p), re.sub(r"\$\{?(\d+)\}?", r"\\\1", _text(new)), _text(value)
    ),
    "regexReplaceAllLiteral": lambda p, value, new: re.sub(_text(p), lambda match: _text(new), _text(value)),
    "regexSplit": lambda p, value, count: list(re.split(_text(p), _text(value), maxsplit=max(0, _int(count) - 1))),
    "regexQuoteMeta": lambda value: re.escape(_text(value)),
    # numbers
    "int": _int,
    "int64": _int,
    "float64": _float,
    "atoi": _int,
    "add": lambda *values: sum(_int(value) for value in values),
    "add1": lambda value: _int(value) + 1,
    "sub": lambda left, right: _int(left) - _int(right),
    "mul": lambda *values: math.prod(_int(value) for value in values),
    "div": _divide,
    "mod": lambda left, right: _int(left) % _int(right),
    "max": lambda *values: max(_int(value) for value in values),
    "min": lambda *values: min(_int(value) for value in values),
    "floor": lambda value: float(math.floor(_float(value))),
    "ceil": lambda value: float(math.ceil(_float(value))),
    "round": _round,
    "addf": lambda *values: sum(_float(value) for value in values),
    "subf": lambda first, *rest: _float(first) - sum(_float(value) for value in rest),
    "mulf": lambda *values: math.prod(_float(value) for value in values),
    "until": _until,
    "untilStep": lambda start, stop, step: list(range(_int(start), _int(stop), _int(step) or 1)),
    "seq": lambda *values: " ".join(str(n) for n in range(1, _int(values[-1]) + 1)),
    # lists
    "list": lambda *values: list(values),
    "tuple": lambda *values: list(values),
    "first": lambda value: _list(value)[0] if _list(value) else None,
    "last": lambda value: _list(value)[-1] if _list(value) else None,
    "rest": lambda value: _list(value)[1:],
    "initial": lambda value: _list(value)[:-1],
    "append": lambda value, item: [*_list(value), item],
    "prepend": lambda value, item: [item, *_list(value)],
    "concat": lambda *lists: [item for part in lists for item in _list(part)],
    "reverse": lambda value: list(reversed(_list(value))),
    "uniq": _uniq,
    "without": lambda value, *unwanted: [item for item in _list(value) if item not in unwanted],
    "has": lambda item, value: item in _list(value),
    "compact": lambda value: [item for item in _list(value) if not _empty(item)],
    "slice": lambda value, start=0, end=None: _list(value)[_int(start) : None if end is None else _int(end)],
    "chunk": lambda size, value: [
        _list(value)[i : i + _int(size)] for i in range(0, len(_list(value)), max(1, _int(size)))
    ],
    "sort": lambda value: sorted(_list(value), key=order_key),
    # maps
    "dict": _dict,
    "get": lambda value, key: _map(value).get(_text(key), ""),
    "set": lambda value, key, item: {**_map(value), _text(key): item},
    "unset": lambda value, key: {k: v for k, v in _map(value).items() if k != key},
    "hasKey": lambda value, key: _text(key) in _map(value),
    "keys": lambda *maps: [key for part in maps for key in sorted(_map(part))],
    "values": lambda value: [_map(value)[key] for key in sorted(_map(value))],
    "pick": lambda value, *keys: {key: item for key, item in _map(value).items() if key in keys},
    "omit": lambda value, *keys: {key: item for key, item in _map(value).items() if key not in keys},
    "pluck": lambda key, *maps: [_map(part)[_text(key)] for part in maps if _text(key) in _map(part)],
    "merge": _merge,
    "dig": lambda *values: _dig(list(values)),
    # defaults and decisions
    "default": lambda fallback, value=None: fallback if _empty(value) else value,
    "empty": _empty,
    "coalesce": _coalesce,
    "ternary": _ternary,
    "all": lambda *values: not any(_empty(value) for value in values),
    "any": lambda *values: not all(_empty(value) for value in values),
    "fail": _fail,
    "kindOf": lambda value: {bool: "bool", int: "int", float: "float64", str: "string", list: "slice", dict: "map"}.get(
        type(value), "invalid"
    ),
    # dates
    "date": _date,
    "dateInZone": lambda layout, value, zone: _date(layout, value),
    "unixEpoch": lambda value: str(int(moment.timestamp())) if (moment := moment_of(value)) else "0",
    # encodings
    "b64enc": lambda value: base64.b64encode(_text(value).encode()).decode(),
    "b64dec": lambda value: base64.b64decode(_text(value)).decode("utf-8", "replace"),
    "b32enc": lambda value: base64.b32encode(_text(value).encode()).decode(),
    "b32dec": lambda value: base64.b32decode(_text(value)).decode("utf-8", "replace"),
    "toJson": json_text,
    "mustToJson": json_text,
    "fromJson": parse_json,
    "mustFromJson": parse_json,
    "sha1sum": _digest("sha1"),
    "sha256sum": _digest("sha256"),
    "sha512sum": _digest("sha512"),
    "adler32sum": lambda value: str(zlib.adler32(_text(value).encode())),
    "base": lambda value: _text(value).rstrip("/").rpartition("/")[2] or "/",
    "dir": lambda value: _text(value).rpartition("/")[0] or ".",
    "ext": lambda value: "." + _text(value).rpartition(".")[2] if "." in _text(value) else "",
}


def _dig(values: list[Json]) -> Json:
    *path, fallback, target = values
    for key in path:
        if not isinstance(target, dict) or _text(key) not in target:
            return fallback
        target = target[_text(key)]
    return target
