"""What an API server answers, as errors of argo: what, where, and what to do next."""

from __future__ import annotations

import io
import json

import pytest

from argocli.cluster import failures
from argocli.cluster.asked import Asked
from argocli.cluster.expiry import of_token, refusal
from argocli.cluster.identity import Login
from argocli.cluster.trace import Trace, amount, shown
from argocli.cluster.transport import Response
from argocli.errors import REFUSED, UNREACHABLE, ArgoError, Conflict, NotFound, Refused, Unreachable

ARGO = "/apis/argoproj.io/v1alpha1"
ONE = f"{ARGO}/namespaces/team/workflows/x"
WHERE = 'https://a.test (context "dev")'


def status(code: int, message: str = "", reason: str = "", **details: object) -> Response:
    body = {"kind": "Status", "apiVersion": "v1", "code": code, "message": message, "reason": reason}
    return answer(code, json.dumps({**body, "details": details}).encode())


def answer(code: int, body: bytes = b"", method: str = "GET", path: str = ONE, **headers: str) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(code, named, body, method=method, path=path, where=WHERE)


def error(response: Response, what: str = "", method: str = "GET", path: str = ONE) -> ArgoError:
    response.method, response.path = method, path
    with pytest.raises(ArgoError) as caught:
        failures.raise_for(response, what)
    assert "\n" not in str(caught.value)
    return caught.value


@pytest.mark.parametrize("code", [200, 201, 202])
def test_successes_are_none(code: int) -> None:
    failures.raise_for(answer(code))


def test_a_missing_object_is_named_as_the_user_knows_it() -> None:
    missing = status(404, 'workflows.argoproj.io "x" not found', "NotFound", name="x", kind="workflows")
    assert str(error(missing, 'workflow "x"')) == 'workflow "x" not found'
    found = error(missing)
    assert str(found) == 'workflows.argoproj.io "x" in namespace "team" not found'
    assert type(found) is NotFound


@pytest.mark.parametrize(
    "response",
    [
        answer(404, b"404 page not found\n"),
        status(404, "the server could not find the requested resource", "NotFound"),
    ],
)
def test_a_cluster_without_argo_is_told_apart_from_a_missing_object(response: Response) -> None:
    found = error(response)
    assert isinstance(found, failures.NotInstalled)
    assert str(found) == f"Argo Workflows is not installed in {WHERE}: it knows no workflows.argoproj.io"
    assert found.exit_code == REFUSED


def test_what_is_not_argos_is_just_not_there() -> None:
    found = error(answer(404, b"404 page not found"), path="/apis/other.io/v1/things")
    assert not isinstance(found, failures.NotInstalled)
    assert str(found) == f"{WHERE} has no things.other.io"


def test_a_missing_namespace_is_told_apart() -> None:
    missing = status(404, 'namespaces "team" not found', "NotFound", name="team", kind="namespaces")
    assert str(error(missing, "workflow", "POST")) == 'namespace "team" not found'


@pytest.mark.parametrize(
    ("method", "path", "message"),
    [
        ("GET", f"{ARGO}/namespaces/team/workflows", 'may not list workflows.argoproj.io in namespace "team"'),
        ("GET", f"{ARGO}/workflows?watch=1", "may not watch workflows.argoproj.io in the whole cluster"),
        ("GET", ONE, 'may not get workflows.argoproj.io "x" in namespace "team"'),
        ("POST", f"{ARGO}/namespaces/team/workflows", 'may not create workflows.argoproj.io in namespace "team"'),
        ("PATCH", ONE, 'may not patch workflows.argoproj.io "x"'),
        ("PUT", ONE, 'may not update workflows.argoproj.io "x"'),
        ("DELETE", ONE, 'may not delete workflows.argoproj.io "x"'),
        ("GET", "/api/v1/namespaces/team/pods/p/log", 'may not get pods/log "p" in namespace "team"'),
    ],
)
def test_what_is_forbidden_names_user_verb_resource_and_namespace(method: str, path: str, message: str) -> None:
    refusal = status(403, 'workflows is forbidden: User "bob" cannot do that in the namespace "team"', "Forbidden")
    found = error(refusal, "", method, path)
    assert str(found).startswith(f'user "bob" {message}')
    assert "kubectl auth can-i" in (found.hint or "")
    assert type(found) is Refused


def test_what_admission_refuses_is_told_in_its_words() -> None:
    quota = status(403, 'pods "x" is forbidden: exceeded quota: q', "Forbidden")
    assert str(error(quota, "pod x")) == 'the cluster refuses pod x: pods "x" is forbidden: exceeded quota: q'


def test_conflicts() -> None:
    taken = status(409, 'workflows "x" already exists', "AlreadyExists")
    assert str(error(taken, 'workflow "x"', "POST")) == 'workflow "x" exists already'
    changed = error(status(409, "the object has been modified", "Conflict"), 'workflow "x"', "PUT")
    assert isinstance(changed, Conflict)
    assert str(changed) == 'workflow "x" was changed by somebody else meanwhile'


def test_all_causes_of_an_invalid_object_are_told() -> None:
    causes = [{"field": "spec.a", "message": "Required\n value"}, {"field": "<nil>", "message": "too bad"}]
    found = error(status(422, "invalid", "Invalid", causes=causes), 'workflow "x"')
    assert str(found) == 'workflow "x" is invalid: spec.a: Required value; too bad'
    assert str(error(status(422, "just no"), "it")) == "it is invalid: just no"


@pytest.mark.parametrize(
    "response",
    [
        answer(413, b"Request entity too large: limit is 3145728"),
        status(413, "Request entity too large: limit is 3145728"),
        status(500, "etcdserver: request is too large"),
        status(500, "rpc error: code = ResourceExhausted desc = trying to send message larger than max"),
    ],
)
def test_what_is_too_large(response: Response) -> None:
    found = error(response, "workflow")
    assert str(found).startswith("workflow is too large for the cluster: ")
    assert type(found) is Refused


def test_a_timeout_of_etcd_is_not_a_matter_of_size() -> None:
    assert isinstance(error(status(500, "etcdserver: request timed out")), failures.ServerFailed)


def test_old_reads_are_gone() -> None:
    assert isinstance(error(status(410, "too old resource version", "Expired")), failures.Gone)


@pytest.mark.parametrize(
    ("response", "seconds", "hint"),
    [
        (answer(429, b"", retry_after="7"), 7, "try again in 7 s"),
        (status(429, "too many", "TooManyRequests", retryAfterSeconds=3), 3, "try again in 3 s"),
        (answer(429, b"", retry_after="tomorrow"), None, "try again in a moment"),
    ],
)
def test_a_busy_server_says_how_long(response: Response, seconds: float | None, hint: str) -> None:
    found = error(response)
    assert isinstance(found, failures.Busy)
    assert (found.seconds, found.hint, found.exit_code) == (seconds, hint, UNREACHABLE)


@pytest.mark.parametrize("code", [500, 502, 503, 504])
def test_servers_that_fail(code: int) -> None:
    found = error(answer(code, b"upstream connect error"))
    assert isinstance(found, Unreachable)
    assert (
        str(found)
        == f'{WHERE} failed ({code}) at workflows.argoproj.io "x" in namespace "team": upstream connect error'
    )


def test_pages_for_browsers_are_not_repeated() -> None:
    assert "html" not in str(error(answer(503, b"<html><body>secret</body></html>")))


def test_redirects_and_texts_are_no_api_server() -> None:
    found = error(answer(302, b"", location="https://login.test"))
    assert str(found) == f"{WHERE} sends elsewhere: to https://login.test; an API server does not"
    with pytest.raises(failures.ServerFailed, match="something else than a JSON object"):
        failures.decode(answer(200, b"<html>"))
    with pytest.raises(failures.ServerFailed):
        failures.decode(answer(200, b"[1]"))
    assert failures.decode(answer(200, b'{"a": 1}')) == {"a": 1}


def test_a_refused_login_tells_what_is_known() -> None:
    response = answer(401)
    response.note = "the token expired"
    found = error(response)
    assert isinstance(found, failures.Unauthenticated)
    assert str(found) == f"{WHERE} does not accept the login: the token expired"
    assert "log in again" in (found.hint or "")


@pytest.mark.parametrize("code", [400, 405, 406, 418])
def test_other_refusals(code: int) -> None:
    found = error(status(code, "it says why"), "workflow")
    assert type(found) is Refused
    assert "it says why" in str(found)


def test_a_watch_brings_its_errors_as_objects() -> None:
    event = {"kind": "Status", "code": 410, "message": "too old"}
    assert isinstance(failures.from_status(410, event, Asked("GET", f"{ARGO}/workflows")), failures.Gone)


# A token whose payload is {"exp": 1700000000}.
TOKEN = "eyJhbGciOiJub25lIn0.eyJleHAiOiAxNzAwMDAwMDAwfQ.c2ln"


@pytest.mark.parametrize(
    ("token", "end"), [(TOKEN, 1700000000.0), ("Bearer " + TOKEN, 1700000000.0), ("opaque", None), ("a.b.c", None)]
)
def test_the_end_of_a_token(token: str, end: float | None) -> None:
    assert of_token(token) == end


def test_why_a_login_was_refused() -> None:
    login = Login()
    later = 1700000001.0
    assert refusal(login, TOKEN, b"", later) == (
        "the token of the login of the command line expired on 2023-11-14 at 22:13:20 UTC"
    )
    assert refusal(login, TOKEN, b"", 1.0).endswith("is wrong, withdrawn or expired")
    assert refusal(login, "", b"", later) == "the login of the command line has no token and no certificate"
    login.username = "bob"
    assert "name and password" in refusal(login, "", b"", later)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/a?limit=5&continue=abc", "/a?limit=5&continue=abc"),
        ("/a?token=abc&x=1", "/a?token=***&x=1"),
        ("/a?access_token=abc", "/a?access_token=***"),
        ("/a?API-KEY=abc&Password=b", "/a?API-KEY=***&Password=***"),
        ("/a", "/a"),
    ],
)
def test_secrets_in_queries_are_not_shown(path: str, expected: str) -> None:
    assert shown(path) == expected


def test_a_line_a_request() -> None:
    stream = io.StringIO()
    trace = Trace(stream)
    trace.answered("GET", "/apis", 200, trace.now(), 3400)
    assert stream.getvalue().startswith("GET /apis 200 0 ms 3.4 KB")
    assert [amount(size) for size in (0, 999, 1000, 999_949, 10_100_000)] == [
        "0 B",
        "999 B",
        "1.0 KB",
        "999.9 KB",
        "10.1 MB",
    ]


def test_without_a_stream_nothing_is_shown() -> None:
    assert not Trace()
    Trace().say("x")
