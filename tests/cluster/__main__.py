"""`python -m tests.cluster build|run [api|node]`: the programs into the cache; a cluster in the foreground, to try things."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
from pathlib import Path

from tests.cluster.programs import Programs, Unavailable, cache


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.cluster", description=__doc__)
    commands = parser.add_subparsers(required=True, dest="command")
    build = commands.add_parser("build", help="build what is missing and print the folder for KUBEBUILDER_ASSETS")
    build.add_argument("--within", type=float, default=3600, metavar="SECONDS", help="give up after that long")
    commands.add_parser("run", help="run a cluster until Ctrl-C and print its kubeconfig")
    for command in commands.choices.values():
        command.add_argument("kind", choices=("api", "node"), nargs="?", default="node")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    signal.signal(signal.SIGINT, signal.default_int_handler)  # also in the background of a script
    try:
        if options.command == "run":
            return _run(options.kind)
        return _build(options.kind, options.within)
    except Unavailable as error:
        _say(str(error))
    except KeyboardInterrupt:
        return 130
    return 1


def _build(kind: str, seconds: float) -> int:
    from tests.cluster.build import Builder, alone

    folder = cache().absolute()
    with alone(folder):
        builder = Builder(folder, seconds)
        builder.api()
        try:
            if kind == "node":
                builder.node()
        except Unavailable as error:
            _say(f"{error}; no pods then")
    print(builder.programs.bin)
    return 0


def _run(kind: str) -> int:
    from tests.cluster.keeper import running

    programs = Programs(Path(os.environ.get("KUBEBUILDER_ASSETS") or cache() / "bin").absolute())
    (programs.require_node if kind == "node" else programs.require_api)()
    with (
        tempfile.TemporaryDirectory(prefix="argocli-") as folder,
        running(programs, kind, Path(folder) / kind) as cluster,
    ):
        print(f"export ARGOCLI_TEST_KUBECONFIG={cluster.kubeconfig}", flush=True)
        _say("Ctrl-C ends it")
        os.wait()
        _say("a process of the cluster ended")
    return 1


def _say(text: str) -> None:
    print(f"test cluster: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
