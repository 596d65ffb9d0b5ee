"""HTTP templates on this machine: the request is made by the pod's own process, as an agent does it in a cluster."""

from __future__ import annotations

import base64

from argocli.expr.expression import ExpressionError, evaluate_bool
from argocli.model.values import Json, JsonObject, flag, integer, mapping, objects, text

_DEFAULT_TIMEOUT = 30.0


def run_http(body: JsonObject) -> tuple[str, str, str]:
    """Phase, message and response body of one request: anything but 2xx fails, unless `successCondition` decides."""
    import http.client
    import ssl
    import urllib.error
    import urllib.request

    url, method = text(body, "url"), text(body, "method") or "GET"
    if not url.startswith(("http://", "https://")):
        return "Failed", f'unsupported protocol scheme in "{url}"', ""
    headers, problem = _headers(body)
    if problem:
        return "Failed", problem, ""
    context = ssl._create_unverified_context() if flag(body, "insecureSkipVerify") else None  # noqa: S323  # asked for
    request = urllib.request.Request(url, data=_content(body), headers=headers, method=method)  # noqa: S310  # checked
    timeout = float(integer(body, "timeoutSeconds") or _DEFAULT_TIMEOUT)
    try:
        with urllib.request.urlopen(request, timeout=timeout, context=context) as response:  # noqa: S310
            status, received, answer = response.status, dict(response.headers.items()), response.read()
    except urllib.error.HTTPError as error:
        status, received, answer = error.code, dict(error.headers.items()), error.read()
    except (OSError, ValueError, http.client.HTTPException) as error:
        return "Failed", f'{method.title()} "{url}": {getattr(error, "reason", error)}', ""
    content = answer.decode("utf-8", "replace")
    condition = text(body, "successCondition")
    if not condition:
        if 200 <= status < 300:
            return "Succeeded", "", content
        return "Failed", f"received non-2xx response code: {status}", content
    scope: dict[str, JsonObject] = {
        "request": {
            "method": method,
            "url": url,
            "body": text(body, "body"),
            "bodyBytes": list(_content(body) or b""),
            "headers": _lists(headers),
        },
        "response": {"statusCode": status, "body": content, "headers": _lists(received)},
    }
    try:
        good = evaluate_bool(condition, scope)
    except ExpressionError as error:
        return "Failed", str(error), content
    if good:
        return "Succeeded", "", content
    return "Failed", f"successCondition '{condition}' evaluated false", content


def _content(body: JsonObject) -> bytes | None:
    encoded = text(mapping(body, "bodyFrom"), "bytes")
    if encoded:
        return base64.b64decode(encoded)
    return text(body, "body").encode() if body.get("body") else None


def _headers(body: JsonObject) -> tuple[dict[str, str], str]:
    found: dict[str, str] = {}
    for header in objects(body, "headers"):
        if mapping(header, "valueFrom"):
            return {}, f"header {text(header, 'name')} comes from a secret, which a local run does not have"
        found[text(header, "name")] = text(header, "value")
    return found, ""


def _lists(headers: dict[str, str]) -> dict[str, Json]:
    """Headers as Go holds them: a list of values by name."""
    return {name: [value] for name, value in headers.items()}
