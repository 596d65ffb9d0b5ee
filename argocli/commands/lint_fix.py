"""`argo lint --fix` and `--diff`: files mended, or what would be mended."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Sequence

from argocli.lint.finding import Finding
from argocli.lint.fix import apply_fixes
from argocli.manifest.read import Unreadable, read_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argocli.commands.lint import Judgement
    from argocli.commands.session import Session

# A fix may make another one possible; more rounds than this are a sign of two that undo each other.
_ROUNDS = 5
_MARK = b"\xef\xbb\xbf"

Judge = Callable[[bytes], Sequence[Finding]]


def fix_files(findings: Sequence[Finding], judgement: Judgement, session: Session, *, only_show: bool) -> bool:
    """Mend every file that a finding can mend, or with `only_show` print what would change. True where anything has, or
    would have, changed."""
    by_file: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.fix:
            by_file.setdefault(finding.source, []).append(finding)
    changed = False
    for path, found in by_file.items():
        before = read_file(path)
        if isinstance(before, Unreadable):
            continue
        after, mended = mend(before, found, lambda data, path=path: judgement.judge(path, data))  # type: ignore[misc]
        if after == before:
            continue
        changed = True
        if only_show:
            session.stdout.write(difference(path, before, after))
        else:
            write(path, after)
            print(f"{path}: {len(mended)} mended", file=session.stderr)
    return changed


def mend(data: bytes, findings: Sequence[Finding], judge: Judge) -> tuple[bytes, list[Finding]]:
    """The file's bytes with everything mended that can be, and what was mended. `judge` finds what is left in new
    bytes. Text that is not UTF-8 stays as it is."""
    mended: list[Finding] = []
    for _ in range(_ROUNDS):
        if not any(finding.fix for finding in findings):
            break
        mark = _MARK if data.startswith(_MARK) else b""
        try:
            text = data[len(mark) :].decode("utf-8")
        except UnicodeDecodeError:
            break
        changed, done = apply_fixes(text, findings)
        if not done or changed == text:
            break
        mended += done
        data = mark + changed.encode("utf-8")
        findings = judge(data)
    return data, mended


def write(path: str, data: bytes) -> None:
    """Put the bytes in the place of the file, which keeps its mode; a reader sees the old or the new ones."""
    target = os.path.realpath(path)
    handle, temporary = tempfile.mkstemp(dir=os.path.dirname(target), prefix=".argo-lint-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(temporary, os.stat(target).st_mode & 0o7777)
        os.replace(temporary, target)
    except OSError:
        os.unlink(temporary)
        raise


def difference(path: str, before: bytes, after: bytes) -> str:
    """A unified diff, with the line ends of the file."""
    import difflib

    old = before.decode("utf-8", "replace").splitlines(keepends=True)
    new = after.decode("utf-8", "replace").splitlines(keepends=True)
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
        for line in difflib.unified_diff(old, new, f"a/{path}", f"b/{path}")
    )
