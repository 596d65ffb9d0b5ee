"""The random workflows whose final tree depends, by the rules, on the order in which pods end; no others.

Everything here looks at how a run ended, and says why another order may have led elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.engine.world import World

_NEVER_RAN = ("Skipped", "Omitted", None)
_COMPLETED = ("Succeeded", "Failed", "Error")


def order_matters(world: World, *, together: bool = False) -> bool:
    """Whether another order of the same events may end otherwise; with `together` pods may end unseen or at once."""
    return (
        fail_fast_struck(world) or hook_missed(world, together=together) or hooks_passed_over(world, together=together)
    )


def fail_fast_struck(world: World) -> bool:
    """Upstream's rule of a template's `failFast`: once a member has failed, no member that is not there yet starts.
    Which ones are there is a matter of which pods ended before the one that failed."""
    return any("failFast enabled" in node.get("message", "") for node in world.nodes())


def hook_missed(world: World, *, together: bool = False) -> bool:
    """Upstream's rule of lifecycle hooks: one starts in a pass that finds its expression true; what was true between
    two passes only is missed.

    A hook that waits for Running misses it where no pass comes by meanwhile that may start it: a limit keeps its pod
    from starting; within a step group, a hook of a step before it is at work; inside a task, a hook of that task is.
    Where pods end unseen it happens everywhere.
    """
    spec, phases = world.workflow["spec"], world.phases()
    if "running" in spec.get("hooks", {}) and f"{name_of(world)}.hooks.running" not in phases:
        return True
    hooked_tasks = [
        f"{name}{mark}"
        for boundary, member, _, names in members(world)
        if boundary["type"] == "DAG" and has_hooks(member)
        for name in names
        for mark in ".[("
    ]
    for boundary, member, before, names in members(world):
        limited = "parallelism" in spec or "parallelism" in template_of(world, boundary)
        behind = len(names) > 1 or any(has_hooks(other) for other in before)
        inside = any(name.startswith(task) for name in names for task in hooked_tasks)
        if "running" in member.get("hooks", {}) and (together or limited or behind or inside):
            ran = [name for name in names if world.node(name)["type"] != "Skipped"]
            if any(f"{name}.hooks.running" not in phases for name in ran):
                return True
    return False


def hooks_passed_over(world: World, *, together: bool = False) -> bool:
    """Upstream's rule of dags: a pass visits tasks first and judges the dag then, so that a task's hooks start in the
    pass after the one that has seen it change, if the dag is still at work by then. It is not where all that depends on
    the task is over at once, unless some other task of the dag still runs. Where pods end unseen, what depends on the
    task may even have run meanwhile."""
    phases = world.phases()
    for boundary, member, _, names in members(world):
        tasks = template_of(world, boundary).get("dag", {}).get("tasks", [])
        after = dependants(member, tasks)
        waiting = [name for name in names if hook_to_start(member, world.node(name))]
        if not after or not waiting:
            continue
        if together and any(hook_to_start(member, world.node(name)) not in phases for name in waiting):
            return True
        over = all(phases.get(f"{boundary['name']}.{name}") in _NEVER_RAN for name in after)
        line = {member["name"], *ancestors(member["name"], tasks), *after}
        beside = [f"{boundary['name']}.{task['name']}" for task in tasks if task["name"] not in line]
        if over and any(phases.get(name) not in _NEVER_RAN for name in beside):
            return True
    return False


def hook_to_start(member: dict, node: dict) -> str:
    """The node of the hook that what the task has come to calls for; empty where it calls for none."""
    if "failed" in member.get("hooks", {}) and node["phase"] == "Failed":
        return f"{node['name']}.hooks.failed"
    return f"{node['name']}.onExit" if "onExit" in member and node["phase"] in _COMPLETED else ""


def final_tree(world: World) -> dict:
    """The status at the end, without what only tells in which order members began, whether a daemon was seen ready
    before it was ended, and whether it still ran when pods were looked at last.

    What depends on a task hangs below its hooks, too, if they are there by then: they are where another dependency took
    longer than the hooks. So edges are compared only where no such task has hooks.
    """
    status = world.tree()
    del status["conditions"]
    compares_edges = not any(has_hooks(task) and dependants(task, tasks) for tasks in dags(world) for task in tasks)
    for node in status["nodes"].values():
        node.pop("podIP", None)
        for field in ("children", "outboundNodes"):
            edges = node.pop(field, None)
            if compares_edges and edges is not None:
                node[field] = sorted(edges)
    return status


def dags(world: World) -> list[list[dict]]:
    return [one["dag"]["tasks"] for one in world.workflow["spec"]["templates"] if "dag" in one]


def has_hooks(member: dict) -> bool:
    return "hooks" in member or "onExit" in member


def members(world: World) -> Iterator[tuple[dict, dict, list[dict], list[str]]]:
    """Every step and task of a template that ran: the node of that template, the member, the steps before it in its
    group, and the nodes that it has become."""
    for node in world.nodes():
        if node["type"] not in ("Steps", "DAG"):
            continue
        template = template_of(world, node)
        for index, group in enumerate(template.get("steps", [])):
            for place, step in enumerate(group):
                yield node, step, group[:place], become(world, node, f"{node['name']}[{index}].{step['name']}")
        for task in template.get("dag", {}).get("tasks", []):
            yield node, task, [], [name for name in [f"{node['name']}.{task['name']}"] if name in world.phases()]


def become(world: World, boundary: dict, name: str) -> list[str]:
    """The nodes of a step: one, or those that its loop has made."""
    mine = (node for node in world.nodes() if node.get("boundaryID") == boundary["id"])
    flags = ("hooked", "retried")
    plain = (node["name"] for node in mine if not any(node.get("nodeFlag", {}).get(flag) for flag in flags))
    return [other for other in plain if other == name or other.startswith(f"{name}(")]


def template_of(world: World, node: dict) -> dict:
    return next(one for one in world.workflow["spec"]["templates"] if one["name"] == node["templateName"])


def ancestors(name: str, tasks: list[dict]) -> set[str]:
    task = next(one for one in tasks if one["name"] == name)
    direct = {other["name"] for other in tasks if other["name"] in needed(task)}
    return direct.union(*(ancestors(other, tasks) for other in direct))


def dependants(task: dict, tasks: list[dict]) -> list[str]:
    return [other["name"] for other in tasks if task["name"] in needed(other)]


def needed(task: dict) -> list[str]:
    """The names that the condition of a task mentions."""
    return [word.partition(".")[0] for word in task.get("depends", "").replace("&&", " ").replace("||", " ").split()]


def name_of(world: World) -> str:
    return world.workflow["metadata"]["name"]
