"""References to templates of other files: named ones, those below --refs, and which counts of several."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from argocli.errors import UsageError
from tests.lint.judging import judged, judgement, said, template, user

UNRESOLVED = ("user.yaml", 10, "unresolved-reference")
BROKEN = template().replace("args:", "volumeMounts: [{name: v, mountPath: /a}, {name: w, mountPath: /a}], args:")


@pytest.fixture
def files(tmp_path: Path):
    """Writes files into a folder and gives their paths."""

    def write(**texts: str) -> list[Path]:
        paths = []
        for name, text in texts.items():
            path = tmp_path / (name.replace("__", "/") + ".yaml")
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)
            paths.append(path)
        return paths

    return write


def test_a_template_that_is_nowhere_is_reported_as_such(files) -> None:
    report = judged(files(user=user()))
    assert said(report) == [UNRESOLVED]
    assert report.findings[0].severity == "unresolved"
    assert report.errors == 1


def test_a_template_of_any_named_file_is_found_in_any_order(files) -> None:
    paths = files(user=user(), shared=template(), other=template("other"))
    for order in itertools.permutations(paths):
        assert said(judged(list(order))) == []


def test_below_refs_templates_are_found_but_not_judged(files, tmp_path: Path) -> None:
    (named, _, _) = files(user=user(), refs__shared=template(), refs__bad="kind: WorkflowTemplate\nspec: shared\n")
    report = judged([named], judgement(tmp_path / "refs"))
    assert said(report) == []
    assert (report.files, report.linted) == (1, 1)


def test_a_finding_inside_such_a_template_is_reported_at_the_reference(files, tmp_path: Path) -> None:
    (named, _) = files(user=user(), refs__shared=BROKEN)
    report = judged([named], judgement(tmp_path / "refs"))
    assert said(report) == [("user.yaml", 10, "mount-path-twice")]
    (related,) = report.findings[0].related
    assert Path(related[0].source).name == "shared.yaml"
    assert related[1].line == 8


def test_a_finding_inside_a_named_template_is_reported_there_alone(files) -> None:
    assert said(judged(files(user=user(), shared=BROKEN))) == [("shared.yaml", 8, "mount-path-twice")]


def test_what_the_template_asks_for_is_checked(files, tmp_path: Path) -> None:
    (named, _) = files(user=user().replace("name: text, value: hello", "name: txt, value: hello"), refs__s=template())
    assert ("user.yaml", 10, "input-not-supplied") in said(judged([named], judgement(tmp_path / "refs")))


def test_a_template_that_the_reference_does_not_have(files, tmp_path: Path) -> None:
    (named, _) = files(user=user(template="sya"), refs__shared=template())
    assert said(judged([named], judgement(tmp_path / "refs"))) == [("user.yaml", 10, "undefined-template")]


def test_cluster_templates_are_others(files, tmp_path: Path) -> None:
    cluster = template(kind="ClusterWorkflowTemplate")
    (named, _) = files(user=user(), refs__shared=cluster)
    assert said(judged([named], judgement(tmp_path / "refs"))) == [UNRESOLVED]
    named.write_text(user().replace("template: say", "template: say, clusterScope: true"))
    assert said(judged([named], judgement(tmp_path / "refs"))) == []


def test_two_named_templates_of_one_name_are_a_finding_at_the_later_file_whatever_the_order(files) -> None:
    first, second, uses = files(a=template(), b=BROKEN, user=user())
    for order in itertools.permutations((first, second, uses)):
        report = judged(list(order))
        assert sorted(said(report)) == [("b.yaml", 3, "duplicate-template"), ("b.yaml", 8, "mount-path-twice")]
        duplicate = next(finding for finding in report.findings if finding.rule == "duplicate-template")
        assert duplicate.related[0][0].source == str(first)


def test_namespaces_keep_templates_apart(files) -> None:
    other = template().replace("{name: shared}", "{name: shared, namespace: other}")
    assert said(judged(files(a=template(), b=other, user=user()))) == []


def test_a_named_template_wins_over_one_below_refs_in_silence(files, tmp_path: Path) -> None:
    (named, own, _) = files(user=user(), a=template(), refs__shared=BROKEN)
    assert said(judged([named, own], judgement(tmp_path / "refs"))) == []


def test_of_several_below_refs_the_first_file_counts_whichever_was_asked_for_first(files, tmp_path: Path) -> None:
    both = BROKEN.replace("name: shared", "name: shared") + "---\n" + template("other")
    ask = user("other") + "---\n" + user()
    (named, *_) = files(user=ask, refs__a=template(), refs__b=both)
    assert said(judged([named], judgement(tmp_path / "refs"))) == []


def test_a_file_that_is_named_and_below_refs_is_one(files, tmp_path: Path) -> None:
    paths = files(user=user(), shared=template())
    report = judged(paths, judgement(tmp_path))
    assert said(report) == []
    assert report.files == 2
    dotted = tmp_path / "." / "user.yaml"
    assert said(judged([*paths, dotted, tmp_path], judgement(tmp_path, tmp_path))) == []
    assert judged([*paths, dotted, tmp_path]).files == 2


def test_a_folder_for_refs_that_is_not_there_is_a_mistake(files, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        judged(files(user=user()), judgement(tmp_path / "refs"))


def test_the_flag_and_the_settings(argo, files, tmp_path: Path) -> None:
    (named, _, _) = files(user=user() + "---\n" + user("more"), refs__shared=template(), also__more=template("more"))
    assert argo("lint", str(named)).returncode == 1
    both = ("--refs", str(tmp_path / "refs"), "--refs", str(tmp_path / "also"))
    done = argo("lint", *both, str(named))
    assert done.returncode == 0, done.stdout
    settings = tmp_path / ".argo.toml"
    settings.write_text('[lint]\nrefs = ["refs"]\n')
    assert 'couldn\'t find workflow template "more"' in argo("lint", "--config", str(settings), str(named)).stdout
    assert argo("lint", "--config", str(settings), *both[2:], str(named)).returncode == 0


def test_excluded_files_are_left_out(argo, files, tmp_path: Path) -> None:
    files(user=user(), chart__bad="kind: [\n", notes__bad="kind: [\n", shared=template())
    settings = tmp_path / ".argo.toml"
    settings.write_text('[lint]\nexclude = ["chart", "no*/*.yaml"]\n')
    done = argo("lint", "--config", str(settings), "-o", "simple", str(tmp_path))
    assert done.returncode == 0, done.stdout
    assert "(2 files" in done.stdout
