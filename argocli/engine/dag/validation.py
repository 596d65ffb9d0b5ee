"""What makes a dag template impossible to run: tasks that nothing leads to, or that depend on what there is not."""

from __future__ import annotations

from collections.abc import Iterator

from argocli.engine.dag import depends
from argocli.model.values import JsonObject, mapping, objects, text


def dag_problems(path: str, template: JsonObject) -> Iterator[str]:
    """Each problem in upstream's words; `path` names the template."""
    body = mapping(template, "dag")
    if not body:
        return
    tasks = {text(task, "name"): task for task in objects(body, "tasks")}
    yield from (f"{path} sorting failed: {reason}" for reason in _unsortable(objects(body, "tasks"), tasks))
    if any(task.get("depends") for task in tasks.values()) and any(task.get("dependencies") for task in tasks.values()):
        yield f"{path} cannot use both 'depends' and 'dependencies' in the same DAG template"
    for name, task in tasks.items():
        try:
            depends.validate(task)
        except depends.DependsError as error:
            yield f"{path}.tasks.{name} {error}"
    for target in text(body, "target").split(" ") if text(body, "target") else []:
        if target not in tasks and "{{" not in target:
            yield f"{path}.targets target '{target}' is not defined"


def _unsortable(declared: list[JsonObject], tasks: depends.Tasks) -> Iterator[str]:
    names = [text(task, "name") for task in declared]
    if len(names) > len(tasks):
        yield from (f"duplicated nodeName {name}" for name in tasks if names.count(name) > 1)
    for task in declared:
        yield from (f"invalid dependency {name}" for name in depends.unknown_tasks(task, tasks))
    if depends.find_cycle(tasks):
        yield "graph with cycle"
