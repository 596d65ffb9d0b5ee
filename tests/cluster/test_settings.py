"""What flags and variables say about the connection."""

from __future__ import annotations

import pytest

from argocli.cluster.settings import Settings
from argocli.errors import UsageError

TEXTS = [
    ("kubeconfig", "kubeconfig"),
    ("context", "context"),
    ("cluster", "cluster"),
    ("user", "user"),
    ("token", "token"),
    ("username", "username"),
    ("password", "password"),
    ("certificate_authority", "certificate_authority"),
    ("tls_server_name", "tls_server_name"),
    ("as", "as_user"),
    ("as_uid", "as_uid"),
    ("proxy_url", "proxy_url"),
    ("namespace", "namespace"),
]


@pytest.mark.parametrize(("flag", "attribute"), TEXTS, ids=lambda value: value)
def test_a_flag_wins_over_its_variable_and_an_empty_flag_says_nothing(flag: str, attribute: str) -> None:
    environ = {f"ARGO_{flag.upper()}": "from-env"}
    assert getattr(Settings({flag: "said"}, environ), attribute) == "said"
    assert getattr(Settings({flag: ""}, environ), attribute) == "from-env"
    assert not getattr(Settings({}, {}), attribute)


@pytest.mark.parametrize("flag", [flag for flag, _ in TEXTS if flag != "namespace"])
def test_an_empty_variable_says_nothing(flag: str) -> None:
    assert not getattr(Settings({}, {f"ARGO_{flag.upper()}": ""}), dict(TEXTS)[flag])


def test_a_namespace_variable_that_is_there_and_empty_is_the_empty_namespace() -> None:
    assert Settings({}, {"ARGO_NAMESPACE": ""}).namespace == ""
    assert Settings({}, {}).namespace is None


@pytest.mark.parametrize(
    ("given", "meant"),
    [("ns/a", "a"), ("namespace/a", "a"), ("Namespaces/a", "a"), ("a", "a"), ("other/a", "other/a")],
)
def test_the_word_before_a_namespace_is_left_out(given: str, meant: str) -> None:
    assert Settings({"namespace": given}, {}).namespace == meant


def test_the_address_of_an_argo_server_is_none_of_a_kubernetes_api_server() -> None:
    assert Settings({}, {"ARGO_SERVER": "argo:2746"}).server == ""
    assert Settings({"server": "https://k"}, {"ARGO_SERVER": "argo:2746"}).server == "https://k"


def test_groups_are_repeated_and_never_split() -> None:
    assert Settings({"as_group": ("a,b", "c")}, {"ARGO_AS_GROUP": "d"}).as_groups == ("a,b", "c")
    assert Settings({}, {"ARGO_AS_GROUP": "d,e"}).as_groups == ("d,e",)


@pytest.mark.parametrize(("word", "meant"), [("true", True), ("T", True), ("1", True), ("False", False), ("0", False)])
def test_switches_take_the_words_of_the_command_line(word: str, meant: bool) -> None:
    settings = Settings({}, {"ARGO_INSECURE_SKIP_TLS_VERIFY": word, "ARGO_DISABLE_COMPRESSION": word})
    assert (settings.insecure, settings.disable_compression) == (meant, meant)
    assert Settings({}, {}).insecure is None


@pytest.mark.parametrize(
    ("text", "seconds"), [("30s", 30), ("2m", 120), ("1h30m", 5400), ("15", 15), ("0", None), ("0s", None), ("", None)]
)
def test_a_timeout_is_a_duration_or_seconds(text: str, seconds: float | None) -> None:
    assert Settings({"request_timeout": text}, {}).timeout == seconds


@pytest.mark.parametrize(
    ("values", "environ", "message"),
    [
        ({"request_timeout": "soon"}, {}, '--request-timeout is "soon"; it has to be a duration'),
        ({"request_timeout": "-3s"}, {}, '--request-timeout is "-3s"'),
        ({}, {"ARGO_REQUEST_TIMEOUT": "x"}, 'ARGO_REQUEST_TIMEOUT is "x"'),
        ({}, {"ARGO_INSECURE_SKIP_TLS_VERIFY": "yes"}, 'ARGO_INSECURE_SKIP_TLS_VERIFY is "yes"'),
        ({}, {"ARGO_GLOGLEVEL": "much"}, 'ARGO_GLOGLEVEL is "much"; it has to be a whole number'),
        ({"client_certificate": "a"}, {}, "--client-certificate and --client-key belong together"),
        ({"client_key": "a"}, {}, "--client-certificate and --client-key belong together"),
    ],
)
def test_what_cannot_be_meant_is_a_usage_error(
    values: dict[str, object], environ: dict[str, str], message: str
) -> None:
    with pytest.raises(UsageError, match="^" + message.replace("(", r"\(")):
        Settings(values, environ)


@pytest.mark.parametrize(
    ("values", "shown"),
    [({"verbose": True}, True), ({"gloglevel": 6}, True), ({"gloglevel": 5}, False), ({}, False)],
)
def test_requests_are_shown_from_level_six_on(values: dict[str, object], shown: bool) -> None:
    assert Settings(values, {}).trace is shown
