"""What a spec says about its pods: when they go, what they may use."""

from __future__ import annotations

from functools import cache
from re import Pattern

from argocli.lint.facts import Fields, Path
from argocli.lint.semantics.validation import KEY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argocli.lint.semantics.validation import Base, Validation

STRATEGIES = ("OnPodCompletion", "OnPodSuccess", "OnWorkflowCompletion", "OnWorkflowSuccess")
_WITH_VALUES = ("In", "NotIn")
_WITHOUT_VALUES = ("Exists", "DoesNotExist")


def check_pod_gc(run: Validation, base: Base, pod_gc: Fields, path: Path) -> None:
    """A known strategy, and a selector that can select."""
    strategy = pod_gc.get("strategy")
    if strategy and strategy not in STRATEGIES:
        message = f"podGC.strategy unknown strategy '{strategy}': one of {', '.join(STRATEGIES)}"
        run.add("pod-gc-strategy", message, base, (*path, "strategy"))
    selector = pod_gc.get("labelSelector")
    if selector:
        _check_selector(run, base, selector, (*path, "labelSelector"))


def _check_selector(run: Validation, base: Base, selector: Fields, path: Path) -> None:
    def report(said: str, place: Path, at: int = 0) -> None:
        run.add("pod-gc-selector", f"podGC.labelSelector invalid: {said}", base, place, at)

    for key, value in (selector.get("matchLabels") or {}).items():
        place = (*path, "matchLabels", key)
        if not is_label_key(key):
            report(f"'{key}' is no label key", place, KEY)
        if not is_label_value(value or ""):
            report(f"'{value}' is no label value", place)
    for index, given in enumerate(selector.get("matchExpressions") or ()):
        place = (*path, "matchExpressions", index)
        rule = given or {}
        key, operator, values = rule.get("key") or "", rule.get("operator") or "", rule.get("values") or []
        if not is_label_key(key):
            report(f"'{key}' is no label key", (*place, "key"))
        if operator not in _WITH_VALUES + _WITHOUT_VALUES:
            report(
                f"'{operator}' is no operator: one of {', '.join(_WITH_VALUES + _WITHOUT_VALUES)}", (*place, "operator")
            )
        elif operator in _WITH_VALUES and not values:
            report(f"{operator} needs values", (*place, "operator"))
        elif operator in _WITHOUT_VALUES and values:
            report(f"{operator} has no values", (*place, "values"), KEY)
        for number, value in enumerate(values):
            if not is_label_value(value or ""):
                report(f"'{value}' is no label value", (*place, "values", number))


def is_label_value(value: str) -> bool:
    """At most 63 letters, digits, dashes, underscores and dots, letters or digits at both ends; or nothing."""
    return not value or (len(value) <= 63 and _qualified().fullmatch(value) is not None)


def is_label_key(key: str) -> bool:
    """A name as of a label value, with a DNS name and a slash in front of it if need be."""
    prefix, slash, name = key.rpartition("/")
    if slash and (not prefix or len(prefix) > 253 or not _domain().fullmatch(prefix)):
        return False
    return bool(name) and is_label_value(name)


@cache
def _qualified() -> Pattern[str]:
    import re

    return re.compile(r"([A-Za-z0-9][A-Za-z0-9_.-]*)?[A-Za-z0-9]")


@cache
def _domain() -> Pattern[str]:
    import re

    return re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")


def check_pod_resources(run: Validation, base: Base, resources: Fields, path: Path, words: str) -> None:
    """Resources of whole pods are cpu, memory and huge pages."""
    if resources.get("claims"):
        run.add("pod-resources", f"{words}.claims is not supported", base, (*path, "claims"), KEY)
    for field in ("limits", "requests"):
        for name in resources.get(field) or {}:
            if name not in ("cpu", "memory") and not name.startswith("hugepages-"):
                message = f'{words}: "{name}" is not a valid pod-level resource: cpu, memory or hugepages-<size>'
                run.add("pod-resources", message, base, (*path, field, name), KEY)
