"""Certificates that something is wrong with, and TLS servers that show them."""

from __future__ import annotations

import ssl
import subprocess
from pathlib import Path

from tests.cluster.certificates import Authority, Pair

_BOOK = """
[ca]
default_ca = book
[book]
database = {folder}/index.txt
serial = {folder}/serial
new_certs_dir = {folder}
default_md = sha256
policy = any
copy_extensions = copy
unique_subject = no
[any]
commonName = supplied
[req]
distinguished_name = nobody
[nobody]
"""


def dated(authority: Authority, folder: Path, name: str, start: str, end: str, *, names: str = "") -> Pair:
    """A certificate of the authority that is good between two times (`240102030405Z`), for names (`DNS:x,IP:y`)."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "index.txt").write_text("")
    (folder / "serial").write_text("01")
    settings = folder / "book.cnf"
    settings.write_text(_BOOK.format(folder=folder))
    pair = Pair(folder / f"{name}.crt", folder / f"{name}.key")
    request = folder / f"{name}.csr"
    more = ["-addext", f"subjectAltName={names}"] if names else []
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", str(pair.key)]
    _openssl("req", "-new", *key, "-config", str(settings), "-subj", f"/CN={name}", "-out", str(request), *more)
    signer = ["-cert", str(authority.pair.certificate), "-keyfile", str(authority.pair.key)]
    period = ["-startdate", start, "-enddate", end]
    _openssl(
        "ca",
        "-batch",
        "-notext",
        "-config",
        str(settings),
        *signer,
        *period,
        "-in",
        str(request),
        "-out",
        str(pair.certificate),
    )
    return pair


def encrypted(pair: Pair, path: Path) -> Path:
    """The key of a pair behind a password."""
    _openssl("ec", "-in", str(pair.key), "-aes256", "-passout", "pass:secret", "-out", str(path))
    return path


def server_context(pair: Pair, clients: Path | None = None) -> ssl.SSLContext:
    """TLS of a server; with `clients` it lets in only who has a certificate of that authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair.certificate, pair.key)
    if clients is not None:
        context.load_verify_locations(clients)
        context.verify_mode = ssl.CERT_REQUIRED
    return context


def _openssl(*words: str) -> None:
    done = subprocess.run(["openssl", *words], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"openssl {words[0]}: {done.stderr}"
