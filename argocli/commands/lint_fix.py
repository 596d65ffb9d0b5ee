"""`argo lint --fix` and `--diff`: files mended, or what would be mended."""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from argocli.errors import Refused
from argocli.lint.choose import STRICTER
from argocli.lint.finding import Finding
from argocli.lint.fix import apply_fixes
from argocli.lint.mend import mend_all
from argocli.manifest.read import Unreadable, read_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argocli.commands.lint import Judgement
    from argocli.commands.session import Session

# A fix may make another one possible; more rounds than this are a sign of two that undo each other.
_ROUNDS = 8
_MARK = b"\xef\xbb\xbf"

# What there is to say about all files, with other bytes for some of them.
Judge = Callable[[Mapping[str, bytes]], Sequence[Finding]]


class _File:
    """A file at work: its bytes as they are and as they are to be, and how much has been mended."""

    __slots__ = ("after", "before", "closed", "count")

    def __init__(self, before: bytes) -> None:
        self.before = before
        self.after = before
        self.count = 0
        self.closed = False


def fix_files(
    findings: Sequence[Finding], paths: Sequence[str], judgement: Judgement, session: Session, *, only_show: bool
) -> bool:
    """Mend every file that a finding can mend, or with `only_show` print what would change. True where anything has, or
    would have, changed."""

    def judge(instead: Mapping[str, bytes]) -> Sequence[Finding]:
        return judgement.report(paths, session, instead).findings

    changed = False
    for path, file in mend_files(findings, judge, in_full=judgement.in_full).items():
        if file.after == file.before:
            continue
        changed = True
        if only_show:
            session.stdout.write(difference(path, file.before, file.after))
        else:
            write(path, file.after)
            print(f"{path}: {file.count} mended", file=session.stderr)
    return changed


def mend_files(
    findings: Sequence[Finding],
    judge: Judge,
    *,
    in_full: bool,
    read: Callable[[str], bytes | Unreadable] = read_file,
) -> dict[str, _File]:
    """Mend round by round, all files at once, because what is found in one can depend on another. `in_full`: every
    rule has been looked at, so that a comment which switches off nothing is of no use."""
    files: dict[str, _File] = {}
    for _ in range(_ROUNDS):
        found = _by_file(findings)
        step: dict[str, tuple[bytes, list[Finding]]] = {}
        for path, listed in found.items():
            if path not in files:
                data = read(path)
                if isinstance(data, Unreadable):
                    continue
                files[path] = _File(data)
            if not files[path].closed:
                new, done = mend(files[path].after, fixable(listed, in_full=in_full))
                if new != files[path].after:
                    step[path] = new, done
        if not step:
            break
        findings = judge(
            {path: file.after for path, file in files.items()} | {path: one[0] for path, one in step.items()}
        )
        after = _by_file(findings)
        for path, (new, done) in step.items():
            if _worse(found[path], after.get(path, ()), done):
                files[path].closed = True
            else:
                files[path].after = new
                files[path].count += len(done)
        if any(files[path].closed for path in step):
            findings = judge({path: file.after for path, file in files.items()})
    return files


def _by_file(findings: Sequence[Finding]) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        found.setdefault(finding.source, []).append(finding)
    return found


def fixable(findings: Sequence[Finding], *, in_full: bool) -> list[Finding]:
    """Those of a file's findings that can be mended now, each with its edits: what fails first, the rest only when
    nothing that fails can be mended any more. A comment is only known to be of no use when nothing fails at all."""
    failing = [finding for finding in findings if finding.failing]
    others = [finding for finding in findings if not finding.failing]
    if failing or not in_full:
        others = [finding for finding in others if finding.rule != "unused-suppression"]
    for wanted in (failing, others):
        mend_all(wanted)
        ready = [finding for finding in wanted if finding.fix]
        if ready:
            return ready
    return []


def mend(data: bytes, findings: Sequence[Finding]) -> tuple[bytes, list[Finding]]:
    """The file's bytes with everything mended that can be at once, and what was. Text that is not UTF-8 stays as it
    is."""
    mark = _MARK if data.startswith(_MARK) else b""
    try:
        text = data[len(mark) :].decode("utf-8")
    except UnicodeDecodeError:
        return data, []
    changed, done = apply_fixes(text, findings)
    return mark + changed.encode("utf-8"), done


def _worse(before: Sequence[Finding], after: Sequence[Finding], done: Sequence[Finding]) -> bool:
    """Whether mending has done harm: to the text itself, or a failure where nothing but warnings were mended."""
    rules = Counter(finding.rule for finding in before if finding.rule in STRICTER)
    if Counter(finding.rule for finding in after if finding.rule in STRICTER) - rules:
        return True
    failures = sum(finding.failing for finding in after) > sum(finding.failing for finding in before)
    return failures and not any(finding.failing for finding in done)


def write(path: str, data: bytes) -> None:
    """Put the bytes in the place of the file, which keeps its mode; a reader sees the old or the new ones. Raises
    Refused."""
    target = os.path.realpath(path)
    try:
        handle, temporary = tempfile.mkstemp(dir=os.path.dirname(target), prefix=".argo-lint-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            os.chmod(temporary, os.stat(target).st_mode & 0o7777)
            os.replace(temporary, target)
        except OSError:
            os.unlink(temporary)
            raise
    except OSError as error:
        raise Refused(f"{path} cannot be written: {(error.strerror or str(error)).lower()}") from error


def difference(path: str, before: bytes, after: bytes) -> str:
    """A unified diff, with the line ends of the file."""
    import difflib

    old, new, name = _lines(before), _lines(after), path.lstrip("/")
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
        for line in difflib.unified_diff(old, new, f"a/{name}", f"b/{name}")
    )


def _lines(data: bytes) -> list[str]:
    *lines, last = data.decode("utf-8", "replace").split("\n")
    return [f"{line}\n" for line in lines] + ([last] if last else [])
