"""Kubeconfig files: which are read, how they are merged, and what is said of broken ones."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from argocli.cluster.kubeconfig import BrokenConfig, load, paths

NAMED = """
apiVersion: v1
kind: Config
current-context: {current}
clusters:
- name: {name}
  cluster: {{server: "https://{server}"}}
users:
- name: {name}
  user: {{token: {token}}}
contexts:
- name: {name}
  context: {{cluster: {name}, user: {name}}}
"""


def write(path: Path, text: str) -> str:
    path.write_text(text)
    return str(path)


def one(path: Path, name: str, *, current: str = '""', server: str = "a", token: str = "t") -> str:
    return write(path, NAMED.format(name=name, current=current, server=server, token=token))


def test_files_are_those_of_kubeconfig_else_the_one_at_home() -> None:
    assert paths({"HOME": "/home/me"}) == ["/home/me/.kube/config"]
    assert paths({"HOME": "/home/me", "KUBECONFIG": ""}) == ["/home/me/.kube/config"]
    listed = os.pathsep.join(["/a", "", "/b", "/a"])
    assert paths({"KUBECONFIG": listed}) == ["/a", "/b"]


def test_the_first_file_that_names_a_thing_decides_about_it_as_a_whole(tmp_path: Path) -> None:
    first = write(
        tmp_path / "1",
        'clusters: [{name: c, cluster: {server: "https://first"}}]\nusers: [{name: u, user: {username: a}}]\n',
    )
    second = write(
        tmp_path / "2",
        'current-context: second\nclusters: [{name: c, cluster: {server: "https://second", tls-server-name: x}}]\n'
        "users: [{name: u, user: {password: b}}, {name: v, user: {token: t}}]\n",
    )
    third = write(tmp_path / "3", "current-context: third\n")
    config = load("", {"KUBECONFIG": os.pathsep.join([first, second, third])})
    assert config.current == "second"
    assert config.clusters["c"].value == {"server": "https://first"}
    assert config.users["u"].value == {"username": "a"}
    assert config.users["v"].file == second
    assert config.files == [first, second, third]


def test_missing_files_of_the_list_are_passed_over(tmp_path: Path) -> None:
    there = one(tmp_path / "there", "dev", current="dev")
    assert load("", {"KUBECONFIG": f"{tmp_path}/none{os.pathsep}{there}"}).current == "dev"
    assert load("", {"KUBECONFIG": f"{tmp_path}/none"}).files == []


def test_a_named_file_is_the_only_one_and_has_to_exist(tmp_path: Path) -> None:
    other = one(tmp_path / "other", "other", current="other")
    named = one(tmp_path / "named", "dev", current="dev")
    assert list(load(named, {"KUBECONFIG": other}).contexts) == ["dev"]
    with pytest.raises(BrokenConfig, match="there is no kubeconfig /nowhere"):
        load("/nowhere", {"KUBECONFIG": other})


def test_empty_files_say_nothing(tmp_path: Path) -> None:
    for text in ("", "# only this\n", "---\n", "{}"):
        assert load(write(tmp_path / "empty", text), {}).contexts == {}
    assert load("", {"KUBECONFIG": "/dev/null"}).contexts == {}


def test_json_is_read_as_well(tmp_path: Path) -> None:
    path = write(tmp_path / "json", '{"kind": "Config", "current-context": "a", "contexts": [{"name": "a"}]}')
    assert load(path, {}).contexts["a"].value == {}


def test_paths_start_at_the_folder_of_their_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sub").mkdir()
    write(tmp_path / "sub" / "c", "clusters: [{name: c, cluster: {certificate-authority: pki/ca.crt}}]")
    monkeypatch.chdir(tmp_path)
    entry = load("sub/c", {}).clusters["c"]
    assert entry.file_path("certificate-authority") == str(tmp_path / "sub" / "pki" / "ca.crt")
    write(tmp_path / "abs", "clusters: [{name: c, cluster: {certificate-authority: /pki/ca.crt}}]")
    assert load("abs", {}).clusters["c"].file_path("certificate-authority") == "/pki/ca.crt"


def test_data_is_base64_whatever_its_lines(tmp_path: Path) -> None:
    text = "clusters: [{name: c, cluster: {a-data: aGVs\n    bG8=, b-data: 'nonsense!'}}]"
    entry = load(write(tmp_path / "c", text), {}).clusters["c"]
    assert entry.data("a-data") == b"hello"
    with pytest.raises(BrokenConfig, match=r"c:2:\d+: b-data is not valid base64"):
        entry.data("b-data")


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("clusters: [\nusers: x", "2:9", "did not find expected"),
        ("\tclusters: []", "1:1", "cannot start any token"),
        ("- a\n- b", "1:1", "a kubeconfig has to be a mapping"),
        ("just words", "1:1", "a kubeconfig has to be a mapping"),
        ("kind: Pod\napiVersion: v1", "1:1", "this is a Pod, not a kubeconfig"),
        ("clusters: {a: b}", "1:1", "clusters has to be a list"),
        ("users:\n- user: {}", "2:3", "each of users has to have a name"),
        ("users:\n- name: 7", "2:3", "each of users has to have a name"),
        ("contexts:\n- name: a\n- name: a", "3:3", 'contexts has "a" twice'),
        ("contexts:\n- name: a\n  context: here", "3:3", "context has to be a mapping"),
        ("current-context: [a]", "1:1", "current-context has to be text"),
    ],
)
def test_a_broken_file_is_told_with_its_place(tmp_path: Path, text: str, place: str, message: str) -> None:
    path = write(tmp_path / "broken", text)
    with pytest.raises(BrokenConfig) as caught:
        load(path, {})
    assert str(caught.value).startswith(f"{path}:{place}: "), caught.value
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == 4


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(BrokenConfig, match="folder cannot be read: is a directory"):
        load(str(tmp_path / "folder"), {})
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\x00\xd8broken")
    with pytest.raises(BrokenConfig):
        load(str(tmp_path / "bytes"), {})
