"""Why a server refused a login, as far as this side can tell: the end of a certificate or of a token, read without
trusting either."""

from __future__ import annotations

import binascii
import calendar
import json
import time

_SEQUENCE, _CONTEXT_0, _UTC_TIME, _GENERALIZED_TIME = 0x30, 0xA0, 0x17, 0x18
_BEGIN, _END = b"-----BEGIN CERTIFICATE-----", b"-----END CERTIFICATE-----"


TYPE_CHECKING = False
if TYPE_CHECKING:
    from argocli.cluster.identity import Login


def refused(status: int, body: bytes) -> bool:
    """Whether it is the login that an answer refuses, and not what it may do."""
    return status == 401 or (status == 403 and b"system:anonymous" in body)


def refusal(login: Login, token: str, certificate: bytes, now: float) -> str:
    """One line about a login that was refused; `token` is the one that was sent."""
    if token:
        source = f"the token of {login}" + (f" (file {login.token_file})" if login.token_file else "")
        return _ended(source, of_token(token), now) or f"{source} is wrong, withdrawn or expired"
    if login.username:
        return f"the name and password of {login} are wrong, or the server takes none"
    if certificate:
        source = f"the client certificate of {login}"
        return _ended(source, of_certificate(certificate), now) or f"{source} is not one it accepts"
    return f"{login} has no token and no certificate"


def of_certificate(pem: bytes) -> float | None:
    """The end of the first certificate in PEM form, in seconds since 1970; None where there is none to be read."""
    body = pem.partition(_BEGIN)[2].partition(_END)[0]
    try:
        der = binascii.a2b_base64(b"".join(body.split()))
        fields = _parts(_parts(_parts(der)[0][1])[0][1])
        if fields[0][0] == _CONTEXT_0:
            fields = fields[1:]
        # serial number, signature, issuer, validity
        kind, text = _parts(fields[3][1])[1]
        year = text[:4] if kind == _GENERALIZED_TIME else (b"19" if text[:2] >= b"50" else b"20") + text[:2]
        rest = text[4:] if kind == _GENERALIZED_TIME else text[2:]
        return float(calendar.timegm(time.strptime((year + rest[:10]).decode("ascii"), "%Y%m%d%H%M%S")))
    except (ValueError, IndexError):
        return None


def of_token(token: str) -> float | None:
    """The end of a JWT, in seconds since 1970; None where it has none, or is no JWT."""
    parts = token.removeprefix("Bearer ").split(".")
    if len(parts) != 3:
        return None
    try:
        body = parts[1].replace("-", "+").replace("_", "/")
        claims = json.loads(binascii.a2b_base64(body + "=" * (-len(body) % 4)))
        end = claims.get("exp")
    except (ValueError, AttributeError):
        return None
    return float(end) if isinstance(end, (int, float)) and not isinstance(end, bool) else None


def _ended(what: str, end: float | None, now: float) -> str:
    """`... expired on ...` where it has."""
    if end is None or end > now:
        return ""
    return f"{what} expired on {time.strftime('%Y-%m-%d at %H:%M:%S UTC', time.gmtime(end))}"


def _parts(der: bytes) -> list[tuple[int, bytes]]:
    """The elements of a DER value: tag and content."""
    found, at = [], 0
    while at < len(der):
        tag, length, at = der[at], der[at + 1], at + 2
        if length & 0x80:
            size = length & 0x7F
            length, at = int.from_bytes(der[at : at + size], "big"), at + size
        if at + length > len(der):
            raise ValueError("cut off")
        found.append((tag, der[at : at + length]))
        at += length
    return found
