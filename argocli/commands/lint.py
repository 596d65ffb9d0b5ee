"""`argo lint`: judge manifests, account for every document, mend what can be mended."""

from __future__ import annotations

from argocli.errors import FAILED, OK, REFUSED, UsageError
from argocli.lint import check as checking

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from argocli.commands.session import Session
    from argocli.lint.choose import Choice
    from argocli.lint.finding import Finding
    from argocli.lint.settings import LintSettings


class LintOptions:
    """The flags of lint."""

    __slots__ = (
        "allow_empty",
        "baseline",
        "config",
        "diff",
        "explain",
        "files",
        "fix",
        "ignore",
        "kinds",
        "no_color",
        "offline",
        "output",
        "refs",
        "select",
        "strict",
        "upstream_compatible",
        "verbose",
        "watch",
        "write_baseline",
    )

    def __init__(
        self,
        files: tuple[str, ...] = (),
        kinds: tuple[str, ...] = (),
        output: str = "pretty",
        strict: bool | None = None,
        select: tuple[str, ...] = (),
        ignore: tuple[str, ...] = (),
        refs: tuple[str, ...] = (),
        baseline: str = "",
        write_baseline: str = "",
        config: str = "",
        explain: str = "",
        fix: bool = False,
        diff: bool = False,
        watch: bool = False,
        offline: bool = True,
        no_color: bool = False,
        upstream_compatible: bool = False,
        allow_empty: bool = False,
        verbose: bool = False,
    ) -> None:
        self.files = files
        self.kinds = kinds
        self.output = output or "pretty"
        self.strict = strict is not False
        self.select = select
        self.ignore = ignore
        self.refs = refs
        self.baseline = baseline
        self.write_baseline = write_baseline
        self.config = config
        self.explain = explain
        self.fix = fix
        self.diff = diff
        self.watch = watch
        self.offline = offline
        self.no_color = no_color
        self.upstream_compatible = upstream_compatible
        self.allow_empty = allow_empty
        self.verbose = verbose

    def only(self, kind: str) -> LintOptions:
        """The same for one kind."""
        self.kinds = (kind,)
        return self

    def check(self) -> None:
        if not self.files:
            raise UsageError("requires at least 1 arg(s), only received 0", hint="argo lint FILE, or argo lint .")
        if (self.fix or self.diff or self.watch) and "-" in self.files:
            raise UsageError("standard input can be checked, not fixed or watched")
        if self.watch and (self.fix or self.diff or self.write_baseline):
            raise UsageError("--watch only checks")

    def selected(self) -> tuple[str, ...]:
        if not self.kinds or any("all" in kind for kind in self.kinds):
            return checking.LINTED
        known = {**checking.SHORT, **checking.PLURAL, **{kind: kind for kind in checking.LINTED}}
        for kind in self.kinds:
            if kind not in known:
                raise UsageError(f"unknown kind: {kind}", hint=f"one of {', '.join(known)}")
        return tuple(known[kind] for kind in self.kinds)


class Judgement:
    """Everything that decides how files are judged in this run."""

    __slots__ = ("choice", "exclude", "known", "options", "refs", "verbose")

    def __init__(
        self,
        options: checking.Options,
        choice: Choice,
        known: frozenset[str],
        refs: tuple[str, ...] = (),
        exclude: tuple[str, ...] = (),
        *,
        verbose: bool = False,
    ) -> None:
        self.options = options
        self.choice = choice
        self.known = known
        self.refs = refs
        self.exclude = exclude
        self.verbose = verbose

    @property
    def in_full(self) -> bool:
        """Whether nothing that can be found is left out for the kind of its document or for the original's sake."""
        return self.options.strict and not self.options.compatible and self.options.selected >= set(checking.LINTED)

    def report(
        self, paths: Sequence[str], session: Session, instead: Mapping[str, bytes] | None = None
    ) -> checking.Report:
        """What there is to say about all these files; `instead` has other bytes for some of them."""
        from argocli.commands.lint_run import Files, report_on
        from argocli.lint.sift import sift

        report = report_on(Files(paths, session, instead, self.exclude), self)
        report.may_be_empty = self.options.passing
        sifted = sift(report.findings, report.marked, self.choice, self.known, report.sources)
        report.findings, report.suppressed, report.known = sifted.findings, sifted.suppressed, sifted.known
        return report


def run(options: LintOptions, session: Session) -> int:
    if options.explain:
        from argocli.commands.explain import explain

        return explain(options.explain, session)
    options.check()
    judgement = _judgement(options)
    if options.watch:
        from argocli.commands.lint_watch import watch

        return watch(options, judgement, session)
    report = judgement.report(options.files, session)
    if options.write_baseline:
        return _write_baseline(options.write_baseline, report.findings, session)
    changed = False
    if options.fix or options.diff:
        from argocli.commands.lint_fix import fix_files

        changed = fix_files(report.findings, options.files, judgement, session, only_show=options.diff)
        if options.diff:
            return FAILED if changed else OK
        if changed:
            report = judgement.report(options.files, session)
    say(report, options, session)
    return FAILED if changed else verdict(report, allow_empty=options.allow_empty)


def say(report: checking.Report, options: LintOptions, session: Session, only: frozenset[str] | None = None) -> None:
    """Print the report in the form asked for; `only` of these files, where it is lines of text."""
    from argocli.render import findings

    colour = findings.coloured(session.stdout, options.no_color)
    session.stdout.write(findings.report_text(report, options.output, colour=colour, only=only))
    session.stdout.flush()


def verdict(report: checking.Report, *, allow_empty: bool) -> int:
    """The exit code."""
    if report.errors:
        return FAILED
    if not report.linted:
        if allow_empty:
            return OK
        return FAILED if report.broken else REFUSED
    return OK


def _judgement(options: LintOptions) -> Judgement:
    from argocli.commands.lint_settings import find_settings
    from argocli.lint.choose import Choice

    settings = find_settings(options.config, ".")
    choice = Choice(
        options.select or settings.select,
        (*settings.ignore, *options.ignore),
        settings.severity,
        compatible=options.upstream_compatible or settings.upstream_compatible,
    )
    _check_names(options, settings)
    judged = checking.Options(
        strict=options.strict,
        selected=options.selected(),
        compatible=choice.compatible,
        choice=choice,
        passing=options.allow_empty,
    )
    refs = (*settings.refs, *options.refs)
    return Judgement(judged, choice, _known(options, settings), refs, settings.exclude, verbose=options.verbose)


def _check_names(options: LintOptions, settings: LintSettings) -> None:
    """Names of rules that mean none are a mistake. Raises UsageError."""
    names = (*options.select, *options.ignore, *settings.select, *settings.ignore, *settings.severity)
    if not names:
        return
    from argocli.lint.catalogue import rules
    from argocli.lint.choose import unknown_names
    from argocli.lint.suggest import closest

    for name in unknown_names(names, rules()):
        guess = closest(name, list(rules()))
        raise UsageError(
            f"there is no rule {name!r}", hint=f"did you mean {guess}?" if guess else "argo lint --explain all"
        )


def _known(options: LintOptions, settings: LintSettings) -> frozenset[str]:
    """The fingerprints of the baseline. Raises UsageError, ManifestError."""
    path = options.baseline or settings.baseline
    if not path or options.write_baseline:
        return frozenset()
    from argocli.lint import baseline

    try:
        with open(path, encoding="utf-8") as file:
            return baseline.read(file.read(), path)
    except OSError as error:
        raise UsageError(f"--baseline {path}: {error.strerror}", hint="--write-baseline FILE makes one") from error


def _write_baseline(path: str, findings: Sequence[Finding], session: Session) -> int:
    from argocli.lint import baseline

    try:
        with open(path, "w", encoding="utf-8") as file:
            file.write(baseline.to_text(findings))
    except OSError as error:
        raise UsageError(f"--write-baseline {path}: {error.strerror}") from error
    print(f"{len(findings)} findings written to {path}", file=session.stderr)
    return OK
