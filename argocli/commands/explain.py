"""`argo lint --explain`: what a rule is about, and what to do."""

from __future__ import annotations

from argocli.errors import OK, NotFound
from argocli.lint.catalogue import Rule, rules
from argocli.lint.suggest import closest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argocli.commands.session import Session


def explain(name: str, session: Session) -> int:
    """One rule, or a line for each where `name` is `all`. Raises NotFound."""
    catalogue = rules()
    if name == "all":
        width = max(map(len, catalogue))
        for rule in catalogue.values():
            session.stdout.write(f"{rule.id:<{width}}  {_kind(rule):<16}  {rule.summary}\n")
        return OK
    found = catalogue.get(name)
    if found is None:
        guess = closest(name, list(catalogue))
        raise NotFound(
            f"there is no rule {name!r}", hint=f"did you mean {guess}?" if guess else "argo lint --explain all"
        )
    session.stdout.write(f"{found.id} ({_kind(found)})\n{found.summary}\n\n{_wrapped(found.help)}\n\n")
    notes = [
        "Part of the default set." if found.on else "Off unless it is selected or given a severity.",
        "The original program finds it too." if found.upstream else "The original program does not find it.",
        "--fix mends the plain cases." if found.fixable else "",
        f"Switch it off in one place with: # argolint: disable={found.id} -- reason",
    ]
    session.stdout.write("\n".join(note for note in notes if note) + "\n")
    return OK


def _kind(rule: Rule) -> str:
    return f"{rule.severity}{'' if rule.on else ', off'}{', fix' if rule.fixable else ''}"


def _wrapped(text: str, width: int = 100) -> str:
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + len(word) >= width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return "\n".join([*lines, line])
