"""Kubeconfigs that connect: every login and every way that is claimed."""

from __future__ import annotations

import json
import os

import yaml

from tests.cluster.yard import EXEC_VERSION, Visit, Yard, b64, connects, credential, jwt, oidc, plugin


@connects("admin")
def client_certificate_files(yard: Yard) -> None:
    yard.write({"client-certificate": str(yard.client().certificate), "client-key": str(yard.client().key)})


@connects("admin")
def client_certificate_data(yard: Yard) -> None:
    pair = yard.client()
    yard.write(
        {"client-certificate-data": b64(pair.certificate), "client-key-data": b64(pair.key)},
        yard.ours(certificate_authority=None, certificate_authority_data=b64(yard.cluster.ca)),
    )


@connects("admin")
def relative_paths(yard: Yard) -> None:
    for name, path in (("ca.crt", yard.cluster.ca), ("a.crt", yard.client().certificate), ("a.key", yard.client().key)):
        (yard.folder / name).write_bytes(path.read_bytes())
    yard.write({"client-certificate": "a.crt", "client-key": "./a.key"}, yard.ours(certificate_authority="ca.crt"))


@connects("user")
def token(yard: Yard) -> None:
    yard.write({"token": yard.user.token})


@connects("user")
def token_file(yard: Yard) -> None:
    (yard.folder / "token").write_text(yard.user.token + "\n")
    yard.write({"tokenFile": "token"})


@connects("user")
def token_file_before_token(yard: Yard) -> None:
    (yard.folder / "token").write_text(yard.user.token)
    yard.write({"tokenFile": "token", "token": "old"})


@connects("user")
def token_spares_a_program(yard: Yard) -> None:
    yard.write({"token": yard.user.token, **plugin("no-such-program")})


@connects("ann")
def impersonation(yard: Yard) -> None:
    pair = yard.client()
    yard.write(
        {
            "client-certificate": str(pair.certificate),
            "client-key": str(pair.key),
            "as": "ann",
            "as-uid": "7",
            "as-groups": ["team", "system:authenticated"],
            "as-user-extra": {"example.test/why": ["audit"]},
        }
    )


@connects("bob")
def impersonation_by_flags(yard: Yard) -> Visit:
    client_certificate_files(yard)
    return Visit({"as": "bob", "as_group": ("team",)})


@connects("user")
def trusting_anybody(yard: Yard) -> None:
    yard.write({"token": yard.user.token}, yard.ours(certificate_authority=None, insecure_skip_tls_verify=True))


@connects("user")
def tls_server_name(yard: Yard) -> None:
    yard.write({"token": yard.user.token}, yard.ours(tls_server_name="kubernetes.default.svc"))


@connects("user")
def without_compression(yard: Yard) -> None:
    yard.write({"token": yard.user.token}, yard.ours(disable_compression=True))


@connects("user")
def json_text(yard: Yard) -> None:
    yard.path.write_text(json.dumps(yaml.safe_load(yard.write({"token": yard.user.token}).read_text())))


@connects("user")
def two_files_merged(yard: Yard) -> Visit:
    first = yard.write({}, name="first", users=None, current_context=None)
    second = yard.write({"token": yard.user.token}, {"server": "https://ignored.invalid"}, name="second")
    return Visit(environ={"KUBECONFIG": os.pathsep.join([str(first), str(yard.folder / "none"), str(second)])})


@connects("user")
def user_of_another_file_by_flag(yard: Yard) -> Visit:
    first = yard.write({"token": "wrong"}, name="first")
    second = yard.write({}, name="second", users=[{"name": "good", "user": {"token": yard.user.token}}])
    return Visit({"user": "good"}, {"KUBECONFIG": os.pathsep.join([str(first), str(second)])})


@connects("user")
def flags_alone(yard: Yard) -> Visit:
    flags = {"server": yard.cluster.url, "certificate_authority": str(yard.cluster.ca), "token": yard.user.token}
    return Visit(flags, {"KUBECONFIG": "/dev/null"})


@connects("user")
def token_of_the_environment(yard: Yard) -> Visit:
    client_certificate_files(yard)
    return Visit(environ={"ARGO_TOKEN": f"Bearer {yard.user.token}"})


@connects("user")
def within_a_pod(yard: Yard) -> Visit:
    (yard.folder / "account").mkdir()
    for name, text in (("token", yard.user.token), ("ca.crt", yard.cluster.ca.read_text()), ("namespace", "default")):
        (yard.folder / "account" / name).write_text(text)
    host, _, port = yard.place.rpartition(":")
    return Visit(environ={"KUBECONFIG": "/dev/null", "KUBERNETES_SERVICE_HOST": host, "KUBERNETES_SERVICE_PORT": port})


@connects("user")
def program_that_gives_a_token(yard: Yard) -> None:
    yard.write(plugin(yard.program("login", credential(token=yard.user.token))))


@connects("user")
def program_with_arguments_variables_and_a_relative_path(yard: Yard) -> None:
    text = f'test "$1 $2 $A" = "get token b" && test -n "$KUBERNETES_EXEC_INFO" && {credential(token=yard.user.token)}'
    yard.program("login", text)
    yard.write(plugin("./login", "get", "token", env=[{"name": "A", "value": "b"}], provideClusterInfo=True))


@connects("admin")
def program_that_gives_a_certificate(yard: Yard) -> None:
    pair = yard.client()
    status = {"clientCertificateData": pair.certificate.read_text(), "clientKeyData": pair.key.read_text()}
    body = json.dumps({"apiVersion": EXEC_VERSION, "kind": "ExecCredential", "status": status})
    (yard.folder / "answer").write_text(body)
    yard.write(plugin(yard.program("login", f"cat {yard.folder / 'answer'}")))


@connects("user")
def program_asked_again_after_a_refusal(yard: Yard) -> None:
    text = f"if [ -e seen ]; then {credential(token=yard.user.token)}; else touch seen; {credential(token='old')}; fi"
    yard.program("login", text)
    yard.write(plugin("./login"))


@connects("user")
def oidc_token(yard: Yard) -> None:
    yard.write(oidc(yard.user.token))


@connects("user")
def oidc_token_renewed(yard: Yard) -> None:
    issuer = f"https://127.0.0.1:{yard.ports['idp']}"
    more = {"idp_issuer_url": issuer, "client_id": "argo", "idp_certificate_authority": str(yard.cluster.ca)}
    yard.write(oidc(jwt(1_600_000_000), refresh_token="good", **more))


@connects("user")
def http_proxy(yard: Yard) -> None:
    cluster = yard.ours(server="https://api.zoo.test:6443", tls_server_name="localhost")
    yard.write({"token": yard.user.token}, {**cluster, "proxy-url": f"http://127.0.0.1:{yard.ports['http']}"})


@connects("user")
def http_proxy_of_the_environment(yard: Yard) -> Visit:
    yard.write({"token": yard.user.token}, yard.ours(server="https://api.zoo.test", tls_server_name="localhost"))
    return Visit(environ={"HTTPS_PROXY": f"http://127.0.0.1:{yard.ports['http']}", "NO_PROXY": "other.test"})


@connects("user")
def socks_proxy(yard: Yard) -> None:
    cluster = yard.ours(server="https://api.zoo.test:6443", tls_server_name="localhost")
    yard.write({"token": yard.user.token}, {**cluster, "proxy-url": f"socks5://127.0.0.1:{yard.ports['socks']}"})
