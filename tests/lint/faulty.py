"""The made repository with faults of every sort: in texts, fields and meanings, alone and across files."""

from __future__ import annotations

from pathlib import Path

from tests.lint.judging import template, user
from tests.lint.repository import manifests, write

_FAULTS = (
    ("entrypoint: main", "entrypont: main"),
    ("image: python", "imge: python"),
    ("depends: fetch.Succeeded", "depends: fecht.Succeeded"),
    ("steps.fetch.outputs", "steps.fetsh.outputs"),
    ("apiVersion: argoproj.io/v1alpha1", "apiVersion: argoproj.io/v1"),
    ("duration: 10s", "duration: ten"),
    ("spec:\n", "spec: {\n"),
    ("template: ", "template: no-"),
    ("kind: Workflow\n", "kind: Workflow\nkind: Workflow\n"),
    ("attempts", "{{attempts}}"),
    ("entrypoint: main", "entrypoint: main  # argolint: disable=unused-template,no-such-rule -- why"),
    ("valueFrom:", "valueFrom:  # argolint: disable=all"),
    ("metadata:", "# ü\u2028é\nmetadata:"),
)


def write_faulty(folder: Path, count: int = 300) -> None:
    """Write the files; every third has a fault, of the kind that was longest not used."""
    files = manifests(count)
    faults = list(_FAULTS)
    for number, (path, text) in enumerate(files.items()):
        if number % 3 == 1:
            fault = next(one for one in faults if one[0] in text)
            faults.remove(fault)
            faults.append(fault)
            files[path] = text.replace(*fault, 1)
    broken = template("shared").replace(
        "args:", "volumeMounts: [{name: v, mountPath: /a}, {name: w, mountPath: /a}], args:"
    )
    files |= {f"users/{number}.yaml": user() for number in range(20)}
    files |= {"a/shared.yaml": broken, "b/again.yaml": template("shared"), "z/twice.yaml": template("shared")}
    files |= {
        "many.yaml": "---\n".join([user("nowhere"), "kind: [\n", template("late"), "kind: ConfigMap\n", user("late")])
    }
    files |= {
        "rendered.yaml": "# Source: chart/a.yaml\n" + user("lat"),
        "windows.yaml": user("late").replace("\n", "\r\n"),
    }
    files |= {
        "object.json": '{"apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow", "spec": {"entrypoint": "x"}}',
        "none.yaml": "",
    }
    write(folder, files)
    (folder / "gone.yaml").symlink_to(folder / "nowhere")
