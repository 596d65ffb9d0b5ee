"""Kubeconfigs that do not connect, each with what is said about it: expired, refused, unreachable, broken."""

from __future__ import annotations

from tests.cluster.certificates import Authority
from tests.cluster.pki import dated, encrypted
from tests.cluster.yard import Visit, Yard, b64, credential, fails, jwt, oidc, plugin

LONG_AGO = ("200101000000Z", "200102000000Z")


@fails('the client certificate of user "zoo" of {config} expired on 2020-01-02 at 00:00:00 UTC')
def expired_client_certificate(yard: Yard) -> None:
    pair = dated(yard.authority, yard.folder / "old", "old", *LONG_AGO)
    yard.write({"client-certificate": str(pair.certificate), "client-key": str(pair.key)})


@fails('the client certificate of user "zoo" of {config} is not one it accepts')
def client_certificate_of_a_stranger(yard: Yard) -> None:
    pair = Authority(yard.folder / "strange").client("eve")
    yard.write({"client-certificate": str(pair.certificate), "client-key": str(pair.key)})


@fails("do not belong together")
def client_certificate_with_another_key(yard: Yard) -> None:
    other = Authority(yard.folder / "other").client("eve")
    yard.write({"client-certificate": str(yard.client().certificate), "client-key": str(other.key)})


@fails("is encrypted")
def encrypted_key(yard: Yard) -> None:
    key = encrypted(yard.client(), yard.folder / "locked.key")
    yard.write({"client-certificate": str(yard.client().certificate), "client-key": str(key)})


@fails('the token of user "zoo" of {config} expired on 2020-09-13 at 12:26:40 UTC')
def expired_token(yard: Yard) -> None:
    yard.write({"token": jwt(1_600_000_000)})


@fails('the token of user "zoo" of {config} is wrong, withdrawn or expired')
def wrong_token(yard: Yard) -> None:
    yard.write({"token": "nonsense"})


@fails("the token file {folder}/none cannot be read: no such file or directory")
def missing_token_file(yard: Yard) -> None:
    yard.write({"tokenFile": "none"})


@fails('the name and password of user "zoo" of {config} are wrong, or the server takes none')
def name_and_password(yard: Yard) -> None:
    yard.write({"username": "ann", "password": "hush"})


@fails('{url} (context "zoo") is not told who is asking: user "zoo" of {config} has no token and no certificate')
def nobody(yard: Yard) -> None:
    yard.write({})


@fails('the certificate of {url} (context "zoo") is signed by an unknown authority')
def unknown_authority(yard: Yard) -> None:
    other = Authority(yard.folder / "other").pair.certificate
    yard.write({"token": yard.user.token}, yard.ours(certificate_authority=str(other)))


@fails('is not for "elsewhere.test"')
def wrong_server_name(yard: Yard) -> None:
    yard.write({"token": yard.user.token}, yard.ours(tls_server_name="elsewhere.test"))


@fails('certificate-authority-data of context "zoo" is no certificate in PEM form')
def broken_authority(yard: Yard) -> None:
    yard.write({}, yard.ours(certificate_authority=None, certificate_authority_data=b64(yard.client().key)))


@fails('https://127.0.0.1:1 (context "zoo") cannot be reached: connection refused')
def nobody_listens(yard: Yard) -> None:
    yard.write({"token": yard.user.token}, yard.ours(server="https://127.0.0.1:1"))


@fails('the host nowhere.invalid of https://nowhere.invalid:6443 (context "zoo") cannot be found')
def unknown_host(yard: Yard) -> None:
    yard.write({"token": yard.user.token}, yard.ours(server="https://nowhere.invalid:6443"))


@fails("speaks TLS only")
def http_to_a_tls_port(yard: Yard) -> None:
    yard.write({"token": yard.user.token}, {"server": f"http://{yard.place}"})


@fails("the proxy http://127.0.0.1:{http} does not connect to other.test:443")
def proxy_that_refuses(yard: Yard) -> None:
    cluster = yard.ours(server="https://other.test", proxy_url=f"http://127.0.0.1:{yard.ports['http']}")
    yard.write({"token": yard.user.token}, cluster)


@fails('the program "no-such-program" that logs in user "zoo" of {config} is not installed')
def missing_program(yard: Yard) -> None:
    yard.write(plugin("no-such-program", installHint="get it at example.test"))


@fails('that logs in user "zoo" of {config} failed: it ended with 3. session expired')
def failing_program(yard: Yard) -> None:
    yard.write(plugin(yard.program("login", "echo session expired >&2; exit 3")))


@fails("failed: failed to decode process output")
def babbling_program(yard: Yard) -> None:
    yard.write(plugin(yard.program("login", "echo hello")))


@fails("gives neither a token nor a certificate with its key")
def program_that_gives_nothing(yard: Yard) -> None:
    yard.write(plugin(yard.program("login", credential())))


@fails('the OIDC token of user "zoo" of {config} has expired, and there is no refresh-token to renew it with')
def oidc_without_refresh(yard: Yard) -> None:
    yard.write(oidc(jwt(1_600_000_000)))


@fails("has expired, and cannot be renewed at https://127.0.0.1:{idp}")
def oidc_refused(yard: Yard) -> None:
    more = {
        "idp_issuer_url": f"https://127.0.0.1:{yard.ports['idp']}",
        "idp_certificate_authority": str(yard.cluster.ca),
    }
    yard.write(oidc(jwt(1_600_000_000), refresh_token="bad", client_id="argo", **more))


@fails('auth-provider "gcp" is not supported, as kubectl does not any more')
def provider_that_is_gone(yard: Yard) -> None:
    yard.write({"auth-provider": {"name": "gcp"}})


@fails("{config}:3:1: found unexpected end of stream")
def broken_text(yard: Yard) -> None:
    yard.path.write_text("clusters: []\nusers: 'a\n")


@fails('there is no context "zooo" in {config}')
def misspelt_context(yard: Yard) -> Visit:
    yard.write({})
    return Visit({"context": "zooo"})


@fails('there is no user "zoe", which context "zoo" asks for')
def missing_user(yard: Yard) -> None:
    yard.write({}, contexts=[{"name": "zoo", "context": {"cluster": "zoo", "user": "zoe"}}])


@fails("no context is chosen: {config} has no current-context")
def nothing_chosen(yard: Yard) -> None:
    yard.write({}, current_context=None)


@fails("no cluster is named: there is no kubeconfig")
def no_kubeconfig(yard: Yard) -> None:
    pass
