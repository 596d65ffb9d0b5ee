"""What a request through the thin transport loads, and what it must not."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.cluster.access import Cluster
from tests.cluster.certificates import Authority
from tests.cluster.pki import server_context
from tests.cluster.scripted import reply, serving

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import os, sys
before = set(sys.modules)
from argocli.cluster.connect import connect
connection = connect({}, os.environ)
assert connection.transport.request("GET", "/apis/argoproj.io/v1alpha1/namespaces/default/workflows").status == 200
connection.close()
print("\\n".join(sorted(set(sys.modules) - before)))
"""
# All that a request may load beside the interpreter's own modules.
ALLOWED = {"argocli", "yaml", "__future__", "importlib"} | {
    # of the standard library: ssl and what it stands on, and json
    *("ssl", "_ssl", "socket", "_socket", "selectors", "select", "enum", "types", "re", "copyreg", "array", "math"),
    *("collections", "_collections", "functools", "_functools", "operator", "_operator", "keyword", "reprlib"),
    *("itertools", "base64", "binascii", "struct", "_struct", "errno", "warnings", "json", "_json", "_sre", "zlib"),
    *("encodings", "cython_runtime"),
}


def loaded(kubeconfig: Path) -> set[str]:
    environ = {**os.environ, "KUBECONFIG": str(kubeconfig)}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return {name.partition(".")[0] for name in done.stdout.split()}


def test_a_request_loads_nothing_that_it_does_not_need(kubeconfig: Path, api_server: Cluster) -> None:
    found = loaded(kubeconfig)
    assert {name for name in found - ALLOWED if not name.startswith("_cython")} == set()


def test_nor_without_an_api_server_to_try_it_on(tmp_path: Path) -> None:
    authority = Authority(tmp_path / "pki")
    pair = authority.server("server", "IP:127.0.0.1")
    with serving([reply()], server_context(pair)) as server:
        path = tmp_path / "config"
        path.write_text(
            "kind: Config\ncurrent-context: a\n"
            "contexts: [{name: a, context: {cluster: a, user: a}}]\nusers: [{name: a, user: {token: t}}]\n"
            f"clusters: [{{name: a, cluster: {{server: 'https://127.0.0.1:{server.port}', "
            f"certificate-authority: {authority.pair.certificate}}}}}]\n"
        )
        found = loaded(path)
    assert {name for name in found - ALLOWED if not name.startswith("_cython")} == set()
