"""`argo convert`: manifests with old spellings, printed in the present form."""

from __future__ import annotations

import json
from typing import NamedTuple

from argocli.commands.session import Session
from argocli.commands.sources import contents
from argocli.errors import OK, ManifestError, UsageError
from argocli.lifecycle.convert import convert_object
from argocli.manifest.dump import to_yaml
from argocli.manifest.parse import parse


class ConvertOptions(NamedTuple):
    files: tuple[str, ...] = ()
    output: str = "yaml"
    no_color: bool = False

    def check(self) -> None:
        if not self.files:
            raise UsageError("requires at least 1 arg(s), only received 0", hint="argo convert FILE")


def run(options: ConvertOptions, session: Session) -> int:
    options.check()
    for source, data in contents(options.files, session):
        for document in parse(data, source):
            broken = [problem for problem in document.problems if problem.code not in ("no-kind", "merge-collision")]
            if broken:
                raise ManifestError(
                    broken[0].message, source=source, line=broken[0].span.line, column=broken[0].span.column
                )
            converted = convert_object(document.value) if isinstance(document.value, dict) else document.value
            if options.output == "json":
                print(json.dumps(converted, sort_keys=True, ensure_ascii=False), file=session.stdout)
            else:
                session.stdout.write("---\n" + to_yaml(converted))
    return OK
