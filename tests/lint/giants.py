"""Manifests that mean harm: each shape is made as large as asked for, 1 being the size that a benchmark takes.

What is made of them is a text, or bytes where it is none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

HEAD = "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {generateName: a-}\nspec:\n  entrypoint: main\n"
TEMPLATES = HEAD + "  templates:\n"
MAIN = "  - {name: main, container: {image: a}}\n"
WORK = "  - {name: work, container: {image: a}}\n"
ECHO = "  - {name: work, inputs: {parameters: [{name: p}]}, container: {image: a, args: ['{{inputs.parameters.p}}']}}\n"
LIBRARY = "apiVersion: argoproj.io/v1alpha1\nkind: WorkflowTemplate\nmetadata: {name: w%d}\nspec:\n  templates:\n"
MEGABYTE = 1024 * 1024

Maker = Callable[[Callable[[int], int]], str | bytes]
GIANTS: dict[str, Maker] = {}


def giant(make: Maker) -> Maker:
    GIANTS[make.__name__] = make
    return make


def make(name: str, size: float = 1.0) -> bytes:
    """A giant's bytes."""
    made = GIANTS[name](lambda count: max(2, int(count * size)))
    return made if isinstance(made, bytes) else made.encode("utf-8", "surrogatepass")


def main(body: str) -> str:
    """A workflow whose entrypoint has this body, written as a line of flow."""
    return f"{TEMPLATES}  - {{name: main, {body}}}\n"


def argument(text: str) -> str:
    return main(f"container: {{image: a, args: ['{text}']}}")


def dag(tasks: Iterable[str], called: str = WORK) -> str:
    lines = "".join(f"      - {{template: work, {task}}}\n" for task in tasks)
    return f"{TEMPLATES}  - name: main\n    dag:\n      tasks:\n{lines}{called}"


def steps(groups: Iterable[str], called: str = WORK) -> str:
    lines = "".join(f"    - [{{template: work, {step}}}]\n" for step in groups)
    return f"{TEMPLATES}  - name: main\n    steps:\n{lines}{called}"


def call(text: str, called: str = WORK) -> str:
    return dag(["name: a", f"name: b, {text}"], called)


def documents(texts: Iterable[str]) -> str:
    return "---\n".join(texts)


def library(number: int, *references: str) -> str:
    calls = ", ".join(f"{{name: s{index}, templateRef: {{{one}}}}}" for index, one in enumerate(references))
    return LIBRARY % number + f"  - {{name: main, steps: [[{calls}]]}}\n"


def bomb() -> str:
    lines = ["a: &a [x,x,x,x,x,x,x,x,x]"]
    lines += [
        f"{name}: &{name} [{','.join([f'*{below}'] * 9)}]" for below, name in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    return "\n".join(lines) + "\n"


@giant
def alias_bomb(n: Callable[[int], int]) -> str:
    return f"kind: Workflow\n{bomb()}"


@giant
def merge_bomb(n: Callable[[int], int]) -> str:
    return "kind: Workflow\na: &a {k: 1, l: 2}\n" + "".join(
        f"m{i}: {{<<: [{','.join(['*a'] * 50)}]}}\n" for i in range(n(2_000))
    )


@giant
def merge_tower(n: Callable[[int], int]) -> str:
    return "kind: Workflow\nm0: &m0 {k: 1}\n" + "".join(
        f"m{i + 1}: &m{i + 1} {{<<: *m{i}, k{i}: 1}}\n" for i in range(n(2_000))
    )


@giant
def alias_to_itself(n: Callable[[int], int]) -> str:
    return "kind: Workflow\nspec: &a {templates: [*a]}\n"


@giant
def manifest_bomb(n: Callable[[int], int]) -> str:
    inside = "".join(f"        {line}\n" for line in bomb().splitlines())
    return f"{TEMPLATES}  - name: main\n    resource:\n      action: create\n      manifest: |\n{inside}"


@giant
def manifest_nested(n: Callable[[int], int]) -> str:
    return main(f"resource: {{action: create, manifest: '{'[' * n(200_000)}'}}")


@giant
def flow_nested(n: Callable[[int], int]) -> str:
    return main(f"container: {{image: a, env: {'[' * n(10_000)}{']' * n(10_000)}}}")


@giant
def flow_mappings_nested(n: Callable[[int], int]) -> str:
    return "kind: Workflow\na: " + "{a: " * n(10_000) + "}" * n(10_000)


@giant
def flow_never_closed(n: Callable[[int], int]) -> str:
    return "[" * n(MEGABYTE)


@giant
def block_nested(n: Callable[[int], int]) -> str:
    return "kind: Workflow\n" + "".join(f"{' ' * i}a:\n" for i in range(n(4_000)))


@giant
def dashes_nested(n: Callable[[int], int]) -> str:
    return "kind: Workflow\na:\n" + "- " * n(10_000) + "a\n"


@giant
def inline_nested(n: Callable[[int], int]) -> str:
    deep = n(60)
    return main("dag: {tasks: [{name: a, inline: {" * deep + "container: {image: a}" + "}}]}" * deep)


@giant
def plugin_nested(n: Callable[[int], int]) -> str:
    return main("plugin: {a: " + "{a: [" * n(80) + "]}" * n(80) + "}")


@giant
def list_in_param(n: Callable[[int], int]) -> str:
    return call(f"withParam: '{'[' * n(100_000)}'")


@giant
def large_file(n: Callable[[int], int]) -> str:
    return TEMPLATES + MAIN + "  # x\n" * (n(50 * MEGABYTE) // 6)


@giant
def large_string(n: Callable[[int], int]) -> str:
    return argument("x" * n(9 * MEGABYTE))


@giant
def large_list(n: Callable[[int], int]) -> str:
    return f"{TEMPLATES}  - name: main\n    container:\n      image: a\n      args:\n" + "      - a\n" * n(940_000)


@giant
def large_flow_list(n: Callable[[int], int]) -> str:
    return main(f"container: {{image: a, args: [{'a,' * n(4_700_000)}]}}")


@giant
def many_documents(n: Callable[[int], int]) -> str:
    return documents([TEMPLATES + MAIN] * n(56_000))


@giant
def many_documents_from_helm(n: Callable[[int], int]) -> str:
    return documents([f"# Source: a/b{i}.yaml\n{TEMPLATES}{MAIN}" for i in range(n(5_000))])


@giant
def many_documents_one_broken(n: Callable[[int], int]) -> str:
    return documents([*[TEMPLATES + MAIN] * n(5_000), "a: [\n", "kind: Workflow\nspec: \x01\n"])


@giant
def empty_documents(n: Callable[[int], int]) -> str:
    return "---\n" * n(2_300_000)


@giant
def small_documents(n: Callable[[int], int]) -> str:
    return "---\na: 1\n" * n(1_000_000)


@giant
def keys(n: Callable[[int], int]) -> str:
    return f"{TEMPLATES}{MAIN}  nodeSelector:\n" + "".join(f"    k{i}: v\n" for i in range(n(100_000)))


@giant
def unknown_keys(n: Callable[[int], int]) -> str:
    return TEMPLATES + MAIN + "".join(f"  k{i}: v\n" for i in range(n(100_000)))


@giant
def same_keys(n: Callable[[int], int]) -> str:
    return f"{TEMPLATES}{MAIN}  nodeSelector:\n" + "    k: v\n" * n(100_000)


@giant
def long_key(n: Callable[[int], int]) -> str:
    return f"{TEMPLATES}{MAIN}  ? {'k' * n(MEGABYTE)}\n  : v\n"


@giant
def wrong_types(n: Callable[[int], int]) -> str:
    return TEMPLATES + MAIN + "  - {name: 1, container: {image: [], args: {}}, inputs: 7}\n" * n(30_000)


@giant
def comments(n: Callable[[int], int]) -> str:
    return TEMPLATES + MAIN + "".join(f"  # argolint: disable=x{i}\n" for i in range(n(50_000)))


@giant
def comments_behind_findings(n: Callable[[int], int]) -> str:
    return TEMPLATES + MAIN + "".join(f"  k{i}: v  # argolint: disable=unknown-field\n" for i in range(n(20_000)))


@giant
def carriage_returns(n: Callable[[int], int]) -> str:
    return (TEMPLATES + MAIN).replace("\n", "\r") * n(20_000)


@giant
def one_line(n: Callable[[int], int]) -> str:
    texts = ", ".join(f"'{{{{inputs.parameters.q{i}}}}}'" for i in range(n(20_000)))
    return main(f"container: {{image: a, args: [{texts}]}}")


@giant
def not_utf_8(n: Callable[[int], int]) -> bytes:
    return documents([TEMPLATES + MAIN] * n(2_000)).encode() + b"---\n\xff\xfe\xfa\n" * n(2_000)


@giant
def utf_16(n: Callable[[int], int]) -> bytes:
    return documents([TEMPLATES + MAIN] * n(5_000)).encode("utf-16") + b"\x00"


@giant
def unusual_characters(n: Callable[[int], int]) -> str:
    odd = "\u202e\u200b\u0301\U000e0001\U0001f600\u00a0\u3000\ufeff\u2028\u2029\x85\ud7ff\ue000\U0010ffff".replace(
        "\ufeff", ""
    )
    texts = f"{{{{\u00a0inputs.parameters.{odd}}}}}{{{{={odd}}}}}{{{{inputs.parameters.\u2028}}}}"
    return f'{TEMPLATES}  - {{name: "{odd}", container: {{image: \'{odd}\', args: ["{texts * n(2_000)}"]}}}}\n{MAIN}'


@giant
def escapes(n: Callable[[int], int]) -> str:
    return (
        TEMPLATES
        + MAIN
        + '  - {name: "\\e[2J\\0\\x01\\u202e", container: {image: "\\U0001f600", args: ["{{\\x61\\n}}"]}}\n' * n(1_000)
    )


@giant
def huge_numbers(n: Callable[[int], int]) -> str:
    nines = "9" * n(1_000_000)
    return f"{TEMPLATES}{MAIN}  parallelism: 1.{nines}\n  priority: 1e400\n---\n{HEAD}  parallelism: {nines}\n  activeDeadlineSeconds: 0x{nines}\n"


@giant
def huge_sequences(n: Callable[[int], int]) -> str:
    return call("withSequence: {start: '0', end: '2000000000', format: '%0999999999d'}") + "---\n" + call(
        "withSequence: {count: '" + "9" * n(1_000) + "'}"
    )  # fmt: skip
