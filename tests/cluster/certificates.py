"""A certificate authority for one run: the server's certificate, and one for each user."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

_SETTINGS = """
[req]
distinguished_name = nobody
prompt = no
[nobody]
CN = nobody
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[client]
basicConstraints = critical, CA:FALSE
keyUsage = digitalSignature
extendedKeyUsage = clientAuth
[server]
basicConstraints = critical, CA:FALSE
keyUsage = digitalSignature
extendedKeyUsage = serverAuth
"""
_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30", "-sha256")


@dataclass(frozen=True)
class Pair:
    certificate: Path
    key: Path


class Authority:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.pair = self._paths("ca")
        if not self.pair.key.exists():
            (folder / "openssl.cnf").write_text(_SETTINGS)
            self._request(self.pair, "/CN=argocli tests", "-extensions", "authority")

    def client(self, user: str, *groups: str) -> Pair:
        """Who is called `user` and belongs to groups, as an API server understands a certificate."""
        subject = "".join(f"/O={group}" for group in groups) + f"/CN={user}"
        return self._issue(user.replace(":", "-"), subject, "client")

    def server(self, name: str, *addresses: str) -> Pair:
        """For host names, and for addresses with `IP:` before them."""
        names = ",".join(place if place.startswith("IP:") else f"DNS:{place}" for place in addresses)
        return self._issue(name, f"/CN={name}", "server", "-addext", f"subjectAltName={names}")

    def key(self, name: str) -> Path:
        """A key alone, for what signs tokens."""
        path = self._folder / f"{name}.key"
        self._openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", str(path))
        return path

    def _issue(self, name: str, subject: str, use: str, *more: str) -> Pair:
        pair = self._paths(name)
        signer = ("-CA", str(self.pair.certificate), "-CAkey", str(self.pair.key))
        self._request(pair, subject, *signer, "-extensions", use, *more)
        return pair

    def _request(self, pair: Pair, subject: str, *more: str) -> None:
        settings = ("-config", str(self._folder / "openssl.cnf"))
        files = ("-keyout", str(pair.key), "-out", str(pair.certificate))
        self._openssl("req", "-x509", *settings, *_KEY, "-subj", subject, *files, *more)

    def _paths(self, name: str) -> Pair:
        return Pair(self._folder / f"{name}.crt", self._folder / f"{name}.key")

    @staticmethod
    def _openssl(*words: str) -> None:
        done = subprocess.run(
            ["openssl", *words], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"openssl {words[0]}: {done.stderr.strip()}")
