"""Random workflows for property tests: steps, DAGs, loops, retries, hooks, locks, limits and daemons in every mix."""

from __future__ import annotations

import random

from tests.engine.world import config_map, workflow

MAPS = dict([config_map("limits", {"two": "2"})])


def random_workflow(seed: int) -> dict:
    """The same workflow for the same seed."""
    return _Maker(random.Random(seed)).make()


class _Maker:
    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.templates: list[dict] = []

    def make(self) -> dict:
        spec: dict = {}
        if self._one_in(5):
            spec["parallelism"] = self.chance.randint(1, 4)
        if self._one_in(4):
            spec["onExit"] = self._leaf()
        if self._one_in(6):
            spec["hooks"] = {"running": {"expression": 'workflow.status == "Running"', "template": "ok"}}
        if self._one_in(12):
            spec["retryStrategy"] = {"limit": 1}
        self._body("main", 0)
        if "parallelism" in f"{self.templates}{spec}":
            # A daemon takes one of the places for good: with limits the rest may have to wait for ever.
            for template in self.templates:
                template.pop("daemon", None)
        if "failFast" in str(self.templates):
            # What hangs inside a part that failFast has ended keeps the DAG around it waiting, upstream as here.
            for template in self.templates:
                if template.pop("suspend", None):
                    template["container"] = {"image": "busybox"}
        return workflow(*self.templates, **spec)

    def _one_in(self, number: int) -> bool:
        return self.chance.randrange(number) == 0

    def _template(self, depth: int) -> str:
        if depth < 2 and self._one_in(3):
            name = f"t{len(self.templates)}"
            self.templates.append({"name": name})
            self._body(name, depth + 1)
            return name
        return self._leaf()

    def _leaf(self) -> str:
        name = f"leaf{len(self.templates)}"
        leaf: dict = {"name": name, "container": {"image": "busybox", "command": ["true"]}}
        if self._one_in(3):
            leaf["retryStrategy"] = {"limit": self.chance.randint(0, 2)}
            if self._one_in(2):
                leaf["retryStrategy"]["backoff"] = {"duration": "5s", "factor": 2}
        if self._one_in(5):
            leaf["synchronization"] = self.chance.choice(
                [
                    {"mutexes": [{"name": "m"}]},
                    {"semaphores": [{"configMapKeyRef": {"name": "limits", "key": "two"}}]},
                    {"mutexes": [{"name": "m"}, {"name": "n"}]},
                ]
            )
        elif self._one_in(12):
            leaf["daemon"] = True
        elif self._one_in(12):
            leaf["suspend"] = {"duration": "3s"}
            del leaf["container"]
        self.templates.append(leaf)
        return name

    def _body(self, name: str, depth: int) -> None:
        template = {"name": name, **(self._steps(depth) if self._one_in(2) else self._dag(depth))}
        if self._one_in(6):
            template["parallelism"] = self.chance.randint(1, 3)
        if self._one_in(10):
            template["failFast"] = True
        if self._one_in(10):
            template["retryStrategy"] = {"limit": 1}
        if self._one_in(8):
            template["synchronization"] = {"mutexes": [{"name": f"only-{name}"}]}
        self.templates = [other for other in self.templates if other["name"] != name] + [template]

    def _steps(self, depth: int) -> dict:
        groups = []
        names: list[str] = []
        for _ in range(self.chance.randint(1, 3)):
            group = []
            for _ in range(self.chance.randint(1, 3)):
                step = self._holder(f"s{len(names) + len(group)}", depth, "steps", names)
                group.append(step)
            names += [step["name"] for step in group]
            groups.append(group)
        return {"steps": groups}

    def _dag(self, depth: int) -> dict:
        tasks: list[dict] = []
        for index in range(self.chance.randint(1, 6)):
            before = [task["name"] for task in tasks]
            task = self._holder(f"a{index}", depth, "tasks", [])
            needed = [name for name in before if self._one_in(2)]
            if needed:
                words = ["", "", ".Succeeded", ".Failed", ".Omitted", ".AnySucceeded"]
                join = self.chance.choice([" && ", " || "])
                task["depends"] = join.join(name + self.chance.choice(words) for name in needed)
            tasks.append(task)
        body: dict = {"tasks": tasks}
        if self._one_in(6):
            body["failFast"] = False
        if self._one_in(8):
            body["target"] = tasks[-1]["name"]
        return {"dag": body}

    def _holder(self, name: str, depth: int, kind: str, earlier: list[str]) -> dict:
        holder: dict = {"name": name, "template": self._template(depth)}
        if self._one_in(4):
            count = self.chance.choice([0, 1, 3, 5])
            holder.update({"withItems": list(range(count))} if self._one_in(2) else {"withSequence": {"count": count}})
        elif self._one_in(5):
            holder["hooks"] = {"failed": {"expression": f'{kind}.{name}.status == "Failed"', "template": "ok"}}
        if self._one_in(8):
            running = {"expression": f'{kind}.{name}.status == "Running"', "template": "ok"}
            holder["hooks"] = {**holder.get("hooks", {}), "running": running}
        if self._one_in(6):
            holder["onExit"] = "ok"
        if self._one_in(6):
            holder["continueOn"] = {"failed": True}
        if self._one_in(6):
            holder["when"] = self.chance.choice(["1 == 2", "1 == 1"])
        if earlier and self._one_in(4):
            source = self.chance.choice(earlier)
            holder["when"] = f"{{{{steps.{source}.status}}}} != Failed"
        return holder
