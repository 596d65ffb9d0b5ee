"""Which cluster, user and namespace come of kubeconfigs, flags and the pod that a command runs in."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from argocli.cluster.kubeconfig import BrokenConfig
from argocli.cluster.settings import Settings
from argocli.cluster.target import Target, find

CONFIG = """
apiVersion: v1
kind: Config
current-context: dev
clusters:
- name: near
  cluster: {server: "https://near.test:6443/k8s/", certificate-authority-data: aGVsbG8=, proxy-url: "http://p.test"}
- name: far
  cluster: {server: "https://far.test", insecure-skip-tls-verify: true, tls-server-name: f, disable-compression: true}
- {name: lost, cluster: {}}
users:
- name: ann
  user: {token: anns, as: chief, as-groups: [g, h], as-uid: "7", as-user-extra: {reason: [audit]}}
- {name: bob, user: {username: bob, password: pw}}
contexts:
- name: dev
  context: {cluster: near, user: ann, namespace: team}
- {name: prod, context: {cluster: far, user: bob}}
- {name: nobody, context: {cluster: near}}
- {name: gone, context: {cluster: neer, user: ann}}
- {name: stranger, context: {cluster: near, user: anne}}
- {name: serverless, context: {cluster: lost}}
- {name: clusterless, context: {user: ann}}
"""


@pytest.fixture
def config(tmp_path: Path) -> str:
    (tmp_path / "config").write_text(CONFIG)
    return str(tmp_path / "config")


@pytest.fixture
def account(tmp_path: Path) -> str:
    """The folder of a pod's service account."""
    folder = tmp_path / "account"
    folder.mkdir()
    for name, text in (("token", "pods-token\n"), ("namespace", "pods\n"), ("ca.crt", "x")):
        (folder / name).write_text(text)
    return str(folder)


POD = {"KUBERNETES_SERVICE_HOST": "10.0.0.1", "KUBERNETES_SERVICE_PORT": "443"}


def target(
    config: str = "", account: str = "/nowhere", environ: dict[str, str] | None = None, **flags: object
) -> Target:
    values = {"kubeconfig": config, **flags}
    return find(Settings(values, environ or {}), environ or {}, account)


def test_the_current_context_says_cluster_user_and_namespace(config: str) -> None:
    found = target(config)
    assert found.where == 'https://near.test:6443/k8s (context "dev")'
    assert (found.namespace, found.ca_data, found.proxy_url) == ("team", b"hello", "http://p.test")
    assert (found.insecure, found.compression, found.tls_server_name) == (False, True, "")
    login = found.login
    assert (login.token, login.user, login.groups, login.uid) == ("anns", "chief", ("g", "h"), "7")
    assert login.extra == {"reason": ("audit",)}


def test_another_context_by_flag_or_variable(config: str) -> None:
    for found in (target(config, context="prod"), target(config, environ={"ARGO_CONTEXT": "prod"})):
        assert found.where == 'https://far.test (context "prod")'
        assert (found.namespace, found.insecure, found.compression, found.tls_server_name) == (
            "default",
            True,
            False,
            "f",
        )
        assert (found.login.username, found.login.password) == ("bob", "pw")


def test_cluster_and_user_are_mixed_by_flags(config: str) -> None:
    found = target(config, cluster="far", user="bob")
    assert (str(found.address), found.login.username, found.namespace) == ("https://far.test", "bob", "team")


def test_flags_go_before_the_kubeconfig(config: str) -> None:
    found = target(
        config,
        server="https://other:1",
        certificate_authority="ca.crt",
        tls_server_name="n",
        proxy_url="http://q.test",
        disable_compression=True,
        namespace="mine",
    )
    assert (str(found.address), found.ca_file, found.ca_data) == ("https://other:1", "ca.crt", b"")
    assert (found.tls_server_name, found.proxy_url, found.compression) == ("n", "http://q.test", False)
    assert found.namespace == "mine"


def test_to_trust_anybody_does_away_with_the_authority(config: str) -> None:
    found = target(config, insecure_skip_tls_verify=True)
    assert (found.insecure, found.ca_data) == (True, b"")


def test_an_authority_does_away_with_trusting_anybody(config: str) -> None:
    found = target(config, context="prod", certificate_authority="ca.crt")
    assert (found.insecure, found.ca_file) == (False, "ca.crt")


@pytest.mark.parametrize(
    ("flags", "token", "username"),
    [({"token": "mine"}, "mine", ""), ({"username": "eve", "password": "x"}, "", "eve")],
)
def test_a_login_on_the_command_line_is_the_whole_login(
    config: str, flags: dict[str, object], token: str, username: str
) -> None:
    login = target(config, **flags).login
    assert (login.token, login.username, login.user) == (token, username, "chief")


def test_impersonation_by_flags(config: str) -> None:
    login = target(config, **{"as": "eve", "as_group": ("x",), "as_uid": "8"}).login
    assert (login.user, login.groups, login.uid) == ("eve", ("x",), "8")
    with pytest.raises(BrokenConfig, match="a group or uid is taken on, but no user"):
        target(config, context="prod", as_group=("x",))


def test_a_server_needs_no_kubeconfig() -> None:
    found = target(environ={"KUBECONFIG": "/dev/null"}, server="https://a.test", token="t")
    assert (found.where, found.login.token, found.namespace) == ("https://a.test", "t", "default")


@pytest.mark.parametrize(
    ("flags", "scheme"),
    [({}, "http"), ({"insecure_skip_tls_verify": True}, "https"), ({"certificate_authority": "x"}, "https")],
)
def test_a_server_without_a_scheme_has_tls_where_something_speaks_of_it(flags: dict[str, object], scheme: str) -> None:
    found = target(environ={"KUBECONFIG": "/dev/null"}, server="a.test:1", **flags)
    assert found.address.scheme == scheme


def test_within_a_pod(account: str) -> None:
    found = target(account=account, environ={"KUBECONFIG": "/dev/null", **POD})
    assert found.where == "https://10.0.0.1 (the cluster of this pod)"
    assert (found.login.token_file, found.ca_file) == (os.path.join(account, "token"), os.path.join(account, "ca.crt"))
    assert found.namespace == "pods"


def test_within_a_pod_of_ipv6(account: str) -> None:
    environ = {"KUBECONFIG": "/dev/null", "KUBERNETES_SERVICE_HOST": "fd00::1", "KUBERNETES_SERVICE_PORT": "6443"}
    assert target(account=account, environ=environ).address.place == "[fd00::1]:6443"


def test_within_a_pod_a_kubeconfig_goes_first_but_the_pods_namespace_holds(config: str, account: str) -> None:
    found = target(config, account, environ=POD, context="prod")
    assert (str(found.address), found.namespace) == ("https://far.test", "pods")
    assert target(config, account, environ=POD).namespace == "team"
    assert target(config, account, environ={**POD, "POD_NAMESPACE": "p"}, context="prod").namespace == "p"


def test_without_its_token_a_pod_is_none(tmp_path: Path) -> None:
    with pytest.raises(BrokenConfig, match="no cluster is named"):
        target(account=str(tmp_path), environ={"KUBECONFIG": "/dev/null", **POD})


@pytest.mark.parametrize(
    ("context", "namespace", "environ", "expected"),
    [
        ("dev", "", {}, "team"),
        ("dev", "", {"ARGO_NAMESPACE": "env"}, "env"),
        ("dev", "flag", {"ARGO_NAMESPACE": "env"}, "flag"),
        ("dev", "", {"ARGO_NAMESPACE": ""}, ""),
        ("prod", "", {}, "default"),
    ],
)
def test_the_namespace(config: str, context: str, namespace: str, environ: dict[str, str], expected: str) -> None:
    assert target(config, environ=environ, context=context, namespace=namespace).namespace == expected


@pytest.mark.parametrize(
    ("flags", "message", "hint"),
    [
        ({"context": "prd"}, 'there is no context "prd" in ', "did you mean prod?"),
        (
            {"context": "zzzzzzzz"},
            'there is no context "zzzzzzzz" in ',
            "there is dev, prod, nobody, gone, stranger and 2",
        ),
        ({"cluster": "fat"}, 'there is no cluster "fat" in ', "did you mean far?"),
        ({"user": "bobb"}, 'there is no user "bobb" in ', "did you mean bob?"),
        ({"context": "gone"}, 'there is no cluster "neer", which context "gone" asks for', "did you mean near?"),
        ({"context": "stranger"}, 'there is no user "anne", which context "stranger" asks for', "did you mean ann?"),
        ({"context": "serverless"}, 'cluster "lost" has no server', "mend the kubeconfig"),
        ({"context": "clusterless"}, 'context "clusterless" names no cluster', "mend the kubeconfig"),
        ({"server": "ftp://x"}, '--server "ftp://x" is no address', "mend"),
        ({"server": "socks5://x"}, '--server "socks5://x" is no address', "mend"),
        ({"token": "t", "username": "u"}, "--token and --username are both given", "mend"),
    ],
)
def test_what_does_not_go_together_is_told(
    config: str, flags: dict[str, object], message: str, hint: str | None
) -> None:
    with pytest.raises(BrokenConfig) as caught:
        target(config, **flags)
    assert message in str(caught.value)
    assert hint in (caught.value.hint or "")


def test_a_current_context_that_is_not_there(tmp_path: Path) -> None:
    path = tmp_path / "c"
    path.write_text("contexts: [{name: dev}]\ncurrent-context: dew\n")
    with pytest.raises(BrokenConfig, match=r'c:2:1: there is no context "dew", though it is the current one') as caught:
        target(str(path))
    assert caught.value.hint is not None
    assert "did you mean dev?" in caught.value.hint


def test_nothing_chosen(tmp_path: Path) -> None:
    with pytest.raises(BrokenConfig, match=r"no cluster is named: there is no kubeconfig \(/h/\.kube/config\)"):
        target(environ={"HOME": "/h"})
    path = tmp_path / "c"
    path.write_text("contexts: [{name: dev}, {name: prod}]")
    with pytest.raises(BrokenConfig, match=r"no context is chosen: .*c has no current-context") as caught:
        target(str(path))
    assert caught.value.hint is not None
    assert "--context is one of dev, prod" in caught.value.hint


@pytest.mark.parametrize(
    ("user", "message"),
    [
        ("{client-certificate: a}", "client-key is missing"),
        ("{client-key-data: aGk=}", "client-certificate is missing"),
        ("{token: t, username: u}", "there is a token, and a username as well"),
        ("{exec: {}, auth-provider: {}}", "exec and auth-provider exclude each other"),
        ("{exec: {apiVersion: client.authentication.k8s.io/v1}}", "exec names no command"),
        ("{exec: {command: x, apiVersion: client.authentication.k8s.io/v1alpha1}}", "exec has apiVersion"),
        ("{auth-provider: {name: gcp}}", 'auth-provider "gcp" is not supported'),
        ("{auth-provider: {name: oidc}}", "auth-provider has no config with an id-token"),
        ("{token: 7}", "token has to be text"),
        ("{as-groups: x}", "as-groups has to be a list of texts"),
    ],
)
def test_a_user_that_cannot_log_in_is_told_with_its_place(tmp_path: Path, user: str, message: str) -> None:
    path = tmp_path / "c"
    path.write_text(f'clusters: [{{name: c, cluster: {{server: "https://a"}}}}]\nusers:\n- name: u\n  user: {user}\n')
    with pytest.raises(BrokenConfig, match=r"c:4:\d+: ") as caught:
        target(str(path), cluster="c", user="u")
    assert message in str(caught.value)


def test_trusting_an_authority_and_anybody_at_once_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "c"
    path.write_text(
        'clusters: [{name: c, cluster: {server: "https://a", certificate-authority: x, insecure-skip-tls-verify: true}}]'
    )
    with pytest.raises(BrokenConfig, match="exclude each other"):
        target(str(path), cluster="c")


def test_a_token_spares_the_program(tmp_path: Path) -> None:
    path = tmp_path / "c"
    plugin = "exec: {command: x, apiVersion: client.authentication.k8s.io/v1}"
    path.write_text(
        f'clusters: [{{name: c, cluster: {{server: "https://a"}}}}]\nusers: [{{name: u, user: {{token: t, {plugin}}}}}]'
    )
    assert target(str(path), cluster="c", user="u").login.plain
