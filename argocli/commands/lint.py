"""`argo lint`: judge manifests, account for every document."""

from __future__ import annotations

from argocli.errors import FAILED, OK, REFUSED, UsageError
from argocli.lint import check as checking

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argocli.commands.session import Session


class LintOptions:
    """The flags of lint."""

    __slots__ = ("allow_empty", "files", "kinds", "no_color", "offline", "output", "strict", "upstream_compatible")

    def __init__(
        self,
        files: tuple[str, ...] = (),
        kinds: tuple[str, ...] = (),
        output: str = "pretty",
        strict: bool | None = None,
        offline: bool = True,
        no_color: bool = False,
        upstream_compatible: bool = False,
        allow_empty: bool = False,
    ) -> None:
        self.files = files
        self.kinds = kinds
        self.output = output or "pretty"
        self.strict = strict is not False
        self.offline = offline
        self.no_color = no_color
        self.upstream_compatible = upstream_compatible
        self.allow_empty = allow_empty

    def check(self) -> None:
        if not self.files:
            raise UsageError("requires at least 1 arg(s), only received 0", hint="argo lint FILE, or argo lint .")

    def selected(self) -> tuple[str, ...]:
        if not self.kinds or any("all" in kind for kind in self.kinds):
            return checking.LINTED
        known = {**checking.SHORT, **checking.PLURAL}
        for kind in self.kinds:
            if kind not in known:
                raise UsageError(f"unknown kind: {kind}", hint=f"one of {', '.join(known)}")
        return tuple(known[kind] for kind in self.kinds)


def run(options: LintOptions, session: Session) -> int:
    from argocli.manifest.read import read_paths
    from argocli.render import findings

    options.check()
    judged = checking.Options(
        strict=options.strict, compatible=options.upstream_compatible, selected=options.selected()
    )
    report = checking.check(read_paths(options.files, session.stdin), judged)
    session.stdout.write(
        findings.report_text(report, options.output, colour=findings.coloured(session.stdout, options.no_color))
    )
    if report.errors:
        return FAILED
    if not report.linted:
        if options.allow_empty:
            return OK
        return FAILED if report.broken else REFUSED
    return OK
