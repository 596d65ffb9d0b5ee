"""TLS to an API server: whom to trust, and the client's own certificate.

A private key that a kubeconfig holds as data is never left on a disk: OpenSSL wants a file, so it gets one in memory,
or for a moment one that nobody else can read.
"""

from __future__ import annotations

import os
import ssl

from argocli.cluster.kubeconfig import BrokenConfig

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from argocli.cluster.identity import Login
    from argocli.cluster.target import Target


def context_of(target: Target, login: Login) -> ssl.SSLContext:
    """Raises BrokenConfig where a certificate or key cannot be used. `login` is the target's, or what came of it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.hostname_checks_common_name = False
    # Whatever certificate is named as trusted is trusted, be it a root or not.
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    context.set_alpn_protocols(["http/1.1"])
    if target.insecure:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    elif target.ca_data or target.ca_file:
        _trust(context, target)
    else:
        context.load_default_certs()
    if login.certificate:
        present(context, login)
    return context


def _trust(context: ssl.SSLContext, target: Target) -> None:
    data, source = target.ca_data, f"certificate-authority-data of {target.origin or 'the cluster'}"
    if target.ca_file:
        source = f"the certificate authority {target.ca_file}"
        data = read(target.ca_file, source)
    try:
        context.load_verify_locations(cadata=data.decode("ascii", "ignore"))
    except (ssl.SSLError, ValueError):
        raise BrokenConfig(f"{source} is no certificate in PEM form") from None


def present(context: ssl.SSLContext, login: Login) -> None:
    """Load the client's certificate and key."""
    key = login.key_data or read(login.key_file, f"the client key {login.key_file}")
    try:
        _as_file(certificate(login).rstrip() + b"\n" + key, lambda path: _load(context, path))
    except _Encrypted:
        message = f"the client key of {login} is encrypted"
        raise BrokenConfig(message, hint="kubectl cannot use such a key either") from None
    except ssl.SSLError as error:
        if "MISMATCH" in (error.reason or ""):
            message = f"the client certificate and the client key of {login} do not belong together"
            raise BrokenConfig(message) from None
        raise BrokenConfig(f"the client certificate or key of {login} is damaged, or not in PEM form") from None


def certificate(login: Login) -> bytes:
    """The client's certificate."""
    return login.cert_data or read(login.cert_file, f"the client certificate {login.cert_file}")


def _load(context: ssl.SSLContext, path: str) -> None:
    context.load_cert_chain(path, password=_no_password)


class _Encrypted(Exception):
    """OpenSSL asks for a password; nobody is there to type it."""


def _no_password() -> str:
    raise _Encrypted


def read(path: str, source: str) -> bytes:
    """The bytes of a file that `source` names to the user."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise BrokenConfig(f"{source} cannot be read: {(error.strerror or str(error)).lower()}") from None


def _as_file(data: bytes, use: Callable[[str], None]) -> None:
    """Call `use` with the path of a file that has these bytes while it runs."""
    if hasattr(os, "memfd_create") and os.path.isdir("/proc/self/fd"):
        handle = os.memfd_create("argo", os.MFD_CLOEXEC)
        try:
            os.write(handle, data)
            use(f"/proc/self/fd/{handle}")
        finally:
            os.close(handle)
        return
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="argo-") as folder:
        path = os.path.join(folder, "client.pem")
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
        use(path)
