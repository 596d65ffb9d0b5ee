"""Answers of an API server that are errors, as argocli.errors: what, where and what to do next, a line each."""

from __future__ import annotations

import json

from argocli.cluster.asked import Asked
from argocli.errors import ArgoError, Conflict, NotFound, Refused, Unreachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argocli.cluster.transport import Response
    from argocli.model.values import JsonObject

# Whom an API server takes those for who say nothing about themselves.
ANONYMOUS = '"system:anonymous"'
# How much of what a server says is repeated where it says it in its own form, not as a Status.
_MOST_SAID = 200
_TOO_LARGE = ("request is too large", "trying to send message larger", "Request entity too large")


class Gone(Refused):
    """410: the resourceVersion, or the place in a paged list, is too old; the list has to be read again."""


class Unauthenticated(Unreachable):
    """401: the server does not know who is asking."""


class NotInstalled(NotFound):
    """404, and not for want of the object: the cluster does not know the kind."""


class Busy(Unreachable):
    """429: the server asks for patience; `seconds` as it said, else None."""

    seconds: float | None = None


class ServerFailed(Unreachable):
    """5xx, or an answer that no API server gives; `seconds` as for Busy."""

    seconds: float | None = None


def raise_for(response: Response, what: str = "") -> None:
    """Nothing for a success. `what` names the object as the user knows it: `workflow "x" in namespace "argo"`."""
    if 200 <= response.status < 300:
        return
    raise error_of(response, what)


def decode(response: Response, what: str = "") -> JsonObject:
    """The object that a successful answer holds; raises as raise_for does."""
    raise_for(response, what)
    try:
        value = json.loads(response.body)
    except ValueError:
        value = None
    if isinstance(value, dict):
        return value
    raise ServerFailed(
        f"{response.where} answers {response.path} with something else than a JSON object{_said(response)}",
        hint="is this the address of a Kubernetes API server, and nothing in between that asks for a login?",
    )


def error_of(response: Response, what: str = "") -> ArgoError:
    """The error that an unsuccessful answer is."""
    status = _status(response)
    return from_status(
        response.status,
        status,
        Asked(response.method, response.path),
        what=what,
        where=response.where,
        note=response.note,
        said=_said(response) if status is None else "",
        headers=response.headers,
    )


def from_status(
    code: int,
    status: JsonObject | None,
    asked: Asked,
    *,
    what: str = "",
    where: str = "",
    note: str = "",
    said: str = "",
    headers: dict[str, str] | None = None,
) -> ArgoError:
    """The error that a Status object (None where the answer had none) tells; a watch brings some in mid-stream."""
    subject = what or str(asked)
    message = _text(status, "message")
    detail = _one_line(message) or said.removeprefix(": ") or f"HTTP status {code}"
    if any(sign in message for sign in _TOO_LARGE) or code == 413:
        return Refused(
            f"{subject} is too large for the cluster: {detail}",
            hint="keep large texts in ConfigMaps or artifacts, and repeat fewer templates",
        )
    if code == 401:
        return Unauthenticated(
            f"{where or 'the API server'} does not accept the login{note and ': ' + note}", hint=_LOGIN
        )
    if code == 403:
        if ANONYMOUS in message:
            return Unauthenticated(
                f"{where or 'the API server'} is not told who is asking{note and ': ' + note}", hint=_LOGIN
            )
        return _forbidden(asked, message, detail, subject)
    if code == 404:
        return _not_found(status, asked, what, where)
    if code == 409:
        if _text(status, "reason") == "AlreadyExists" or (asked.verb == "create" and "already exists" in message):
            return Conflict(f"{subject} exists already" if what else _one_line(message) or f"{subject} exists already")
        return Conflict(f"{subject} was changed by somebody else meanwhile", hint="try again")
    if code == 410:
        return Gone(f"what was read of {subject} is too old by now: {detail}", hint="read it again")
    if code == 422:
        return Refused(f"{subject} is invalid: {'; '.join(_causes(status)) or detail}")
    if code == 429:
        return _busy(status, subject, where, headers or {})
    if 300 <= code < 400:
        target = (headers or {}).get("location", "")
        return ServerFailed(
            f"{where} sends elsewhere{target and ': to ' + target}; an API server does not",
            hint="is this the address of a Kubernetes API server, and nothing in between that asks for a login?",
        )
    if code >= 500:
        failed = ServerFailed(
            f"{where or 'the API server'} failed ({code}) at {subject}: {detail}", hint=_hint_5xx(code)
        )
        failed.seconds = retry_after(headers or {})
        return failed
    if code == 400 and "HTTPS server" in detail:
        return ServerFailed(f"{where} speaks TLS only", hint="is https:// meant?")
    if code == 400:
        return Refused(f"the API server does not understand the request for {subject}: {detail}")
    if code == 405:
        return Refused(f"the API server does not {asked.verb} {subject}: {detail}")
    return Refused(f"the API server refuses {subject} ({code}): {detail}")


_LOGIN = "log in again (kubectl shows whether that helped), or choose another user with --context, --user or --token"


def _hint_5xx(code: int) -> str:
    if code == 500:
        return "try again; the API server's own log says more"
    return "the API server, or what stands before it, is overloaded or starting: try again in a moment"


def _forbidden(asked: Asked, message: str, detail: str, subject: str) -> ArgoError:
    """RBAC's refusals are said in one form; what admission refuses is said by the server."""
    if message and " cannot " not in message:
        return Refused(f"the cluster refuses {subject}: {detail}")
    user = message.partition('User "')[2].partition('"')[0]
    resource, space = asked.resource or asked.name or "this", f" -n {asked.namespace}" if asked.namespace else ""
    place = f'in namespace "{asked.namespace}"' if asked.namespace else "in the whole cluster"
    named = f' "{asked.name}"' if asked.name else ""
    who = f'user "{user}"' if user else "this user"
    return Refused(
        f"{who} may not {asked.verb} {resource}{named} {place}",
        hint=f"ask for a role that allows it; kubectl auth can-i {asked.verb} {resource}{space or ' -A'} tells",
    )


def _not_found(status: JsonObject | None, asked: Asked, what: str, where: str) -> ArgoError:
    details = status.get("details") if status else None
    kind = details.get("kind") if isinstance(details, dict) else None
    name = details.get("name") if isinstance(details, dict) else None
    if not name:
        if asked.group == "argoproj.io":
            resource = asked.resource.partition("/")[0]
            return NotInstalled(
                f"Argo Workflows is not installed in {where or 'the cluster'}: it knows no {resource}",
                hint="its custom resource definitions are missing: install it there, or choose another --context",
            )
        if not status or not kind:
            return NotFound(f"{where or 'the API server'} has no {asked.resource or 'such path'}")
    if kind == "namespaces" and asked.resource != "namespaces":
        return NotFound(f'namespace "{name}" not found', hint="kubectl get namespaces lists them; -n chooses one")
    return NotFound(f"{what or asked} not found")


def _busy(status: JsonObject | None, subject: str, where: str, headers: dict[str, str]) -> Busy:
    seconds = retry_after(headers)
    if seconds is None:
        details = status.get("details") if status else None
        given = details.get("retryAfterSeconds") if isinstance(details, dict) else None
        seconds = float(given) if isinstance(given, int) and not isinstance(given, bool) else None
    error = Busy(
        f"{where or 'the API server'} has too much to do for {subject}",
        hint=f"try again in {seconds:g} s" if seconds else "try again in a moment",
    )
    error.seconds = seconds
    return error


def retry_after(headers: dict[str, str]) -> float | None:
    """The seconds that Retry-After asks for; a date is not understood, no API server sends one."""
    text = headers.get("retry-after", "").strip()
    return float(text) if text.isascii() and text.isdigit() else None


def _causes(status: JsonObject | None) -> list[str]:
    details = status.get("details") if status else None
    causes = details.get("causes") if isinstance(details, dict) else None
    found = []
    for cause in causes if isinstance(causes, list) else ():
        if isinstance(cause, dict):
            field, message = _text(cause, "field"), _one_line(_text(cause, "message"))
            found.append(f"{field}: {message}" if field and field != "<nil>" else message)
    return [text for text in found if text]


def _status(response: Response) -> JsonObject | None:
    if response.body[:1] != b"{":
        return None
    try:
        value = json.loads(response.body)
    except ValueError:
        return None
    return value if isinstance(value, dict) and value.get("kind") == "Status" else None


def _said(response: Response) -> str:
    """`: ` and the beginning of a text that is no Status; pages for browsers say nothing."""
    text = _one_line(response.body[: 4 * _MOST_SAID].decode("utf-8", "replace"))
    if not text or text.startswith("<"):
        return ""
    return f": {text[:_MOST_SAID]}{'...' if len(text) > _MOST_SAID else ''}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _text(source: JsonObject | None, key: str) -> str:
    value = source.get(key) if source else None
    return value if isinstance(value, str) else ""


__all__ = [
    "Busy",
    "Gone",
    "NotInstalled",
    "ServerFailed",
    "Unauthenticated",
    "decode",
    "error_of",
    "from_status",
    "raise_for",
    "retry_after",
]
