"""Names in lists: present, well formed, each only once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from argocli.lint.facts import REPLACED, Fields, Path
from argocli.lint.semantics.patterns import is_field_name, is_value_name
from argocli.lint.semantics.validation import NAME, locate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argocli.lint.semantics.substitution import View
    from argocli.lint.semantics.validation import Base, Validation

LIMIT = 128
REQUIRED = "name-required"
INVALID = "name-invalid"
DUPLICATE = "name-duplicate"

FIELD_FORM = "name must consist of letters, digits or '-', and begin with a letter or digit"
VALUE_FORM = "Parameter/Artifact name must consist of letters, digits, '_' or '-'"


def field_form(name: str) -> str:
    """What is wrong with the name of a template, step, task or container."""
    wrong = [f"must be no more than {LIMIT} characters"] if len(name.encode()) > LIMIT else []
    if not is_field_name(name):
        wrong.append(FIELD_FORM)
    return ", ".join(wrong)


def value_form(name: str) -> str:
    """What is wrong with the name of a parameter or artifact."""
    return "" if is_value_name(name) else VALUE_FORM


def check_names(
    run: Validation,
    base: Base,
    items: Sequence[Fields | None],
    path: Path,
    words: str,
    form: Callable[[str], str] = value_form,
    view: View | None = None,
    seen: dict[str, Path] | None = None,
    start: int = 0,
) -> None:
    """Judge the names of a list at `path`; `words` stand before the index in messages. Lists that are judged together
    share `seen` and count on from `start`."""
    known: dict[str, Path] = {} if seen is None else seen
    for index, item in enumerate(items):
        if item is REPLACED:
            continue
        name = (item or {}).get("name") or ""
        if view is not None and "{{" in name:
            name = view.text(name)
        if not name:
            run.add(REQUIRED, f"{words}[{start + index}].name is required", base, (*path, index), NAME)
            continue
        wrong = form(name)
        if wrong:
            place = (*path, index, "name")
            run.add(INVALID, f"{words}[{start + index}].name: '{name}' is invalid: {wrong}", base, place)
        if name in known:
            report_twice(run, base, (*path, index), f"{words}[{start + index}]", name, known[name])
        else:
            known[name] = (*path, index)


def report_twice(run: Validation, base: Base, path: Path, words: str, name: str, first: Path) -> None:
    """A name that another item of the list has already."""
    run.add(
        DUPLICATE,
        f"{words}.name '{name}' is not unique",
        base,
        (*path, "name"),
        related=((base.holder.document, locate(base.holder, first, NAME), f"the first '{name}'"),),
    )
