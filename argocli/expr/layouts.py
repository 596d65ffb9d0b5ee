"""Go's layouts: printing a moment as `Jan 2, 2006 at 3:04pm (MST)` shows it, and reading one that is written so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, tzinfo
from functools import lru_cache
from typing import NamedTuple

from argocli.expr.errors import FunctionError
from argocli.expr.go_texts import time_quoted
from argocli.expr.moments import Moment, fixed_zone, moment_at, offset_text, year_text

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December")  # fmt: skip
DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
# Longest first, so that `2006` is not read as `2`.
_ELEMENTS = (
    "-07:00:00", "Z07:00:00", "-070000", "Z070000", "January", "Monday", "-07:00", "Z07:00", "-0700", "Z0700", "2006",
    "002", "__2", "Jan", "Mon", "MST", "-07", "Z07", "01", "02", "03", "04", "05", "06", "15", "PM", "pm", "_2", "1",
    "2", "3", "4", "5",
)  # fmt: skip
_MAX_LAYOUT = 200
_DIGITS = ("0", "1", "2", "3", "4", "5", "6", "7", "8", "9")
_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class _Piece(NamedTuple):
    text: str
    known: bool


@lru_cache(maxsize=256)
def _pieces(layout: str) -> tuple[_Piece, ...]:
    """The layout cut into elements and the text between them. Raises FunctionError."""
    if len(layout) > _MAX_LAYOUT:
        raise FunctionError("layout is too long")
    found: list[_Piece] = []
    literal = ""
    position = 0
    while position < len(layout):
        element = _element_at(layout, position)
        if element:
            found += [_Piece(literal, False)] if literal else []
            found.append(_Piece(element, True))
            literal = ""
        else:
            literal += layout[position]
        position += len(element) or 1
    return (*found, *([_Piece(literal, False)] if literal else []))


def _element_at(layout: str, position: int) -> str:
    character = layout[position]
    if character in ".,":
        digit = layout[position + 1 : position + 2]
        end = position + 1
        while digit in ("0", "9") and layout[end : end + 1] == digit:
            end += 1
        fits = end > position + 1 and not layout[end : end + 1].isdigit()
        return layout[position:end] if fits else ""
    if layout.startswith("_2006", position):
        return ""
    for one in _ELEMENTS:
        if layout.startswith(one, position):
            rest = layout[position + 3 : position + 4]
            short_name = one in ("Jan", "Mon") and rest.isascii() and rest.islower()
            return "" if short_name else one
    return ""


def format_moment(layout: str, moment: Moment) -> str:
    """`moment` as Go's time.Format prints it. Raises FunctionError."""
    at, shift = moment.clock(), moment.offset()
    half = at.hour % 12 or 12
    table = {
        "January": MONTHS[at.month - 1], "Jan": MONTHS[at.month - 1][:3], "Monday": DAYS[at.weekday],
        "Mon": DAYS[at.weekday][:3], "2006": year_text(at.year), "06": f"{abs(at.year) % 100:02d}",
        "01": f"{at.month:02d}", "1": str(at.month), "02": f"{at.day:02d}", "_2": f"{at.day:2d}", "2": str(at.day),
        "002": f"{at.year_day:03d}", "__2": f"{at.year_day:3d}", "15": f"{at.hour:02d}", "03": f"{half:02d}",
        "3": str(half), "04": f"{at.minute:02d}", "4": str(at.minute), "05": f"{at.second:02d}", "5": str(at.second),
        "PM": "PM" if at.hour >= 12 else "AM", "pm": "pm" if at.hour >= 12 else "am",
    }  # fmt: skip
    parts: list[str] = []
    for text, known in _pieces(layout):
        if not known:
            parts.append(text)
        elif text == "MST":
            parts.append(moment.abbreviation())
        elif text[0] in "-Z":
            parts.append("Z" if text[0] == "Z" and not shift else _offset(text, shift))
        elif text[0] in ".,":
            parts.append(_fraction(text, moment))
        else:
            parts.append(table[text])
    return "".join(parts)


def _offset(element: str, seconds: int) -> str:
    colon = ":" if ":" in element else ""
    digits = element.count("0") + element.count("7")
    whole = offset_text(seconds, colon)
    if digits == 2:
        return whole[:3]
    return whole + (f"{colon}{abs(seconds) % 60:02d}" if digits == 6 else "")


def _fraction(element: str, moment: Moment) -> str:
    digits = f"{moment.nanos % 1_000_000_000:09d}".ljust(len(element) - 1, "0")[: len(element) - 1]
    if element[1] == "9":
        digits = digits.rstrip("0")
    return element[0] + digits if digits else ""


class _Unread(Exception):
    """The text does not go on as the layout says; `rest` is what could not be read."""

    def __init__(self, rest: str) -> None:
        super().__init__()
        self.rest = rest


class _Parts:
    """What has been read so far."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.nanos = 0
        self.afternoon: bool | None = None
        self.offset: int | None = None
        self.zone = ""
        self.problem = ""


def read_moment(text: str, layout: str, zone: tzinfo = UTC) -> Moment:
    """The moment that a text says in a layout; `zone` holds where the text names none. Raises FunctionError."""
    quoted = f"parsing time {time_quoted(text)}"
    pieces = _pieces(layout)
    parts, rest = _Parts(), text
    for index, (piece, known) in enumerate(pieces):
        try:
            if known:
                following = pieces[index + 1 : index + 2]
                rest = _read(piece, rest, parts, bool(following) and following[0].text[0] in ".,")
            else:
                rest = _skip(piece, rest)
        except _Unread as error:
            unread = f"cannot parse {time_quoted(error.rest)} as {time_quoted(piece)}"
            raise FunctionError(f"{quoted} as {time_quoted(layout)}: {unread}") from None
        if parts.problem:
            raise FunctionError(f"{quoted}: {parts.problem} out of range")
    if rest:
        raise FunctionError(f"{quoted}: extra text: {time_quoted(rest)}")
    return _assembled(parts, zone, quoted)


def _skip(literal: str, text: str) -> str:
    """Pass over the text between elements; any number of blanks stands for one."""
    for character in literal:
        if character == " ":
            if text and text[0] != " ":
                raise _Unread(text)
            text = text.lstrip(" ")
        elif text[:1] == character:
            text = text[1:]
        else:
            raise _Unread(text)
    return text


def _read(element: str, text: str, parts: _Parts, fraction_follows: bool) -> str:
    """Take one element off the text. Raises _Unread with the text as it was before the element."""
    try:
        if element in _NUMBERS:
            return _take_number(element, text, parts, fraction_follows)
        if element[0] in ".,":
            return _take_fraction(element, text, parts)
        return _WORDS[element](element, text, parts)
    except _Unread:
        raise _Unread(text) from None


def _take_number(element: str, text: str, parts: _Parts, fraction_follows: bool) -> str:
    name, fixed, low, high = _NUMBERS[element]
    if element == "_2":
        text = text.removeprefix(" ")
    elif element == "__2":
        text = text.removeprefix(" ").removeprefix(" ")
    number, rest = _number(text, fixed, 3 if name == "year day" else 2)
    parts.numbers[name] = number
    if not low <= number <= high:
        parts.problem = name.removeprefix("half ")
    takes_part = name == "second" and not fraction_follows and rest[:1] in (".", ",") and rest[1:2] in _DIGITS
    return _part_of_second(rest, parts, None) if takes_part else rest


def _take_fraction(element: str, text: str, parts: _Parts) -> str:
    begins = text[:1] in (".", ",") and text[1:2] in _DIGITS
    if not begins and element[1] == "9":
        return text
    if not begins:
        raise _Unread(text)
    return _part_of_second(text, parts, len(element) - 1 if element[1] == "0" else None)


def _number(text: str, fixed: bool, most: int) -> tuple[int, str]:
    size = 0
    while size < most and text[size : size + 1] in _DIGITS:
        size += 1
    if not size or (fixed and size < most):
        raise _Unread(text)
    return int(text[:size]), text[size:]


def _part_of_second(text: str, parts: _Parts, digits: int | None) -> str:
    end = 1
    while text[end : end + 1] in _DIGITS and (digits is None or end <= digits):
        end += 1
    if digits is not None and end - 1 < digits:
        raise _Unread(text)
    parts.nanos = int(text[1:end].ljust(9, "0")[:9])
    return text[end:]


def _year(element: str, text: str, parts: _Parts) -> str:
    size = len(element)
    digits = text[:size]
    if len(digits) < size or not (digits.isascii() and digits.isdigit()):
        raise _Unread(text)
    year = int(digits)
    parts.numbers["year"] = year if size == 4 else year + (1900 if year >= 69 else 2000)
    return text[size:]


def _name(element: str, text: str, parts: _Parts) -> str:
    words = MONTHS if element[0] == "J" else DAYS
    for index, word in enumerate(words):
        shown = word[:3] if len(element) == 3 else word
        if text[: len(shown)].lower() == shown.lower():
            if words is MONTHS:
                parts.numbers["month"] = index + 1
            return text[len(shown) :]
    raise _Unread(text)


def _half(element: str, text: str, parts: _Parts) -> str:
    said = text[:2]
    if said not in (("AM", "PM") if element == "PM" else ("am", "pm")):
        raise _Unread(text)
    parts.afternoon = said.lower() == "pm"
    return text[2:]


def _shift(element: str, text: str, parts: _Parts) -> str:
    if element[0] == "Z" and text[:1] == "Z":
        parts.offset, parts.zone = 0, "UTC"
        return text[1:]
    digits = element[1:].replace(":", "")
    colons = ":" in element
    sign, position, numbers = text[:1], 1, [0, 0, 0]
    if sign not in ("+", "-"):
        raise _Unread(text)
    for index in range(len(digits) // 2):
        if index and colons:
            if text[position : position + 1] != ":":
                raise _Unread(text)
            position += 1
        two = text[position : position + 2]
        if len(two) < 2 or not (two.isascii() and two.isdigit()):
            raise _Unread(text)
        numbers[index] = int(two)
        position += 2
    if numbers[0] > 24 or numbers[1] > 60 or numbers[2] > 60:
        parts.problem = "time zone offset " + ("hour" if numbers[0] > 24 else "minute" if numbers[1] > 60 else "second")
    seconds = numbers[0] * 3600 + numbers[1] * 60 + numbers[2]
    parts.offset = -seconds if sign == "-" else seconds
    return text[position:]


def _abbreviation(element: str, text: str, parts: _Parts) -> str:
    if text.startswith("UTC"):
        parts.offset, parts.zone = 0, "UTC"
        return text[3:]
    size = 0
    while size < 6 and "A" <= text[size : size + 1] <= "Z":
        size += 1
    if text.startswith("GMT"):
        signed = text[3:4] in ("+", "-")
        end = 4
        while signed and text[end : end + 1] in _DIGITS:
            end += 1
        hours = int(text[3:end]) if signed and 4 < end < 8 else 0
        parts.zone = text[:end] if signed and 4 < end < 8 and -23 <= hours <= 23 else "GMT"
        return text[len(parts.zone) :]
    if size not in (3, 4, 5) or (size == 4 and text[3] != "T" and text[:4] != "WITA") or (size == 5 and text[4] != "T"):
        raise _Unread(text)
    parts.zone = text[:size]
    return text[size:]


_NUMBERS: dict[str, tuple[str, bool, int, int]] = {
    "1": ("month", False, 1, 12), "01": ("month", True, 1, 12), "2": ("day", False, 0, 99), "_2": ("day", False, 0, 99),
    "02": ("day", True, 0, 99), "002": ("year day", True, 0, 999), "__2": ("year day", False, 0, 999),
    "15": ("hour", False, 0, 23), "3": ("half hour", False, 0, 12), "03": ("half hour", True, 0, 12),
    "4": ("minute", False, 0, 59), "04": ("minute", True, 0, 59), "5": ("second", False, 0, 59),
    "05": ("second", True, 0, 59),
}  # fmt: skip
_WORDS: dict[str, Callable[[str, str, _Parts], str]] = {
    **dict.fromkeys(("January", "Jan", "Monday", "Mon"), _name),
    **dict.fromkeys(("2006", "06"), _year),
    **dict.fromkeys(("PM", "pm"), _half),
    **dict.fromkeys((one for one in _ELEMENTS if one[0] in "-Z"), _shift),
    "MST": _abbreviation,
}


def _assembled(parts: _Parts, zone: tzinfo, quoted: str) -> Moment:
    said = parts.numbers
    year, month, day = said.get("year", 0), said.get("month", 0), said.get("day", 0)
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    if "year day" in said:
        ordinal = said["year day"]
        if not 1 <= ordinal <= 365 + leap:
            raise FunctionError(f"{quoted}: day-of-year out of range")
        month, day = 1, ordinal
    else:
        month, day = month if "month" in said else 1, day if "day" in said else 1
        if not 1 <= day <= _MONTH_DAYS[month - 1] + (month == 2 and leap):
            raise FunctionError(f"{quoted}: day out of range")
    hour = said.get("hour", said.get("half hour", 0))
    if parts.afternoon is not None:
        hour = hour % 12 + 12 * parts.afternoon
    seconds = hour * 3600 + said.get("minute", 0) * 60 + said.get("second", 0)
    offset = parts.offset
    if offset is None and parts.zone:
        offset = 3600 * int(parts.zone[3:] or 0) if parts.zone.startswith("GMT") else 0
    if offset is None:
        return moment_at(year, month, day, seconds, parts.nanos, zone)
    return moment_at(year, month, day, seconds, parts.nanos, fixed_zone(offset, parts.zone), offset)
