"""Whether a Retry node gets another attempt, has to wait for it, or ends, and with which words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from argocli.engine.running.transient import is_transient
from argocli.expr.expression import ExpressionError, evaluate_bool
from argocli.model import durations, phases, timestamps
from argocli.model.values import JsonObject, any_text, mapping, number_text, text
from argocli.model.workflow import Node

_LONGEST_WAIT = (2**63 - 1) / 10**9  # seconds; what upstream's nanoseconds can hold
_NO_EXIT_CODE = "-1"


@dataclass(frozen=True, slots=True)
class RetryDecision:
    """What to do with a Retry node.

    attempt: run the newest attempt on, or the next one where that has ended; its pod may run until `attempt_deadline`.
    wait: nothing before `wake_at`. succeed, finish, error: the node ends in `phase`. daemoned: it is a daemon now, in
    `phase`. done: nothing to change.
    """

    kind: Literal["attempt", "wait", "succeed", "finish", "daemoned", "error", "done"]
    phase: str = ""
    message: str = ""
    wake_at: datetime | None = None
    attempt_deadline: datetime | None = None


class _StrategyError(Exception):
    """A retryStrategy that cannot be used."""


def decide(
    retry_node: Node,
    attempts: Sequence[Node],
    strategy: JsonObject,
    now: datetime,
    *,
    shutdown: str,
    deadline: datetime | None,
    transient_pattern: str = "",
) -> RetryDecision:
    """What comes next for a Retry node with these attempts, oldest first, hooks left out.

    `deadline` is the workflow's; `transient_pattern` is a further regular expression for errors that may pass.
    """
    try:
        return _decide(retry_node, attempts, strategy, now, shutdown, deadline, transient_pattern)
    except (_StrategyError, ExpressionError) as error:
        return RetryDecision("error", phases.ERROR, str(error))


def _decide(
    retry_node: Node,
    attempts: Sequence[Node],
    strategy: JsonObject,
    now: datetime,
    shutdown: str,
    deadline: datetime | None,
    transient_pattern: str,
) -> RetryDecision:
    if retry_node["phase"] in phases.FULFILLED:
        return RetryDecision("done", retry_node["phase"], retry_node.get("message", ""))
    if not attempts:
        return RetryDecision("attempt")
    last = attempts[-1]
    phase, own_message = last["phase"], last.get("message", "")
    backoff = mapping(strategy, "backoff")
    if last.get("daemoned") and phase not in phases.FULFILLED and phase != phases.PENDING:
        known = bool(retry_node.get("daemoned")) and retry_node["phase"] == phase
        return RetryDecision("done" if known else "daemoned", phase)
    if phase not in phases.FULFILLED or last.get("taskResultSynced") is False:
        return RetryDecision("attempt", attempt_deadline=_end_of_trying(attempts, backoff) if attempts[1:] else None)
    if phase not in phases.UNSUCCESSFUL:
        return RetryDecision("succeed", phases.SUCCEEDED)
    if shutdown:
        return RetryDecision("finish", phase, f"Stopped with strategy '{shutdown}'")
    if deadline is not None and now >= deadline:
        return RetryDecision("finish", phase, f"retry exceeded workflow deadline {_go_time(deadline)}")
    end = _end_of_trying(attempts, backoff)
    limit = _whole(strategy, "limit")
    if isinstance(strategy.get("backoff"), dict):
        held = _back_off(attempts, backoff, limit, end, now)
        if held is not None:
            return held
    if not _policy_retries(strategy, phase, own_message, transient_pattern):
        return RetryDecision("finish", phase, own_message)
    if limit is not None and len(attempts) > limit:
        return RetryDecision("finish", phase, "No more retries left")
    expression = text(strategy, "expression")
    if expression and not evaluate_bool(expression, expression_scope(attempts), now=now):
        return RetryDecision("finish", phase, "retryStrategy.expression evaluated to false")
    return RetryDecision("attempt", attempt_deadline=end)


def _end_of_trying(attempts: Sequence[Node], backoff: JsonObject) -> datetime | None:
    """When backoff.maxDuration, counted from the first attempt's start, is over."""
    longest = _seconds(backoff, "maxDuration")
    started = timestamps.from_text(attempts[0].get("startedAt"))
    if longest is None or started is None:
        return None
    return started + timedelta(seconds=min(longest, _LONGEST_WAIT))


def _back_off(
    attempts: Sequence[Node], backoff: JsonObject, limit: int | None, end: datetime | None, now: datetime
) -> RetryDecision | None:
    """What the delay between attempts has to say; None where the next one may start as far as it is concerned."""
    last = attempts[-1]
    if end is not None and now > end:
        return RetryDecision("finish", last["phase"], "Max duration limit exceeded")
    base = _seconds(backoff, "duration")
    if base is None:
        return RetryDecision("error", phases.ERROR, "no base duration specified for retryStrategy")
    wait = _wait(base, _whole(backoff, "factor"), len(attempts) - 1)
    cap = _seconds(backoff, "cap")
    if cap is not None:
        wait = min(wait, cap)
    wake = (timestamps.from_text(last.get("finishedAt")) or now) + timedelta(seconds=wait)
    if end is not None and wake > end:
        return RetryDecision("finish", last["phase"], "Backoff would exceed max duration limit")
    if now < wake and limit is not None and len(attempts) <= limit:
        return RetryDecision("wait", phases.RUNNING, f"Backoff for {_humanised(wait)}", wake_at=wake)
    return None


def _wait(base: float, factor: int | None, times: int) -> float:
    wait = base
    if factor is not None and factor > 1:
        for _ in range(times):
            wait *= factor
            if wait >= _LONGEST_WAIT or wait == 0:
                break
    return min(wait, _LONGEST_WAIT)


def _policy_retries(strategy: JsonObject, phase: str, message: str, pattern: str) -> bool:
    policy = text(strategy, "retryPolicy") or ("Always" if text(strategy, "expression") else "OnFailure")
    if policy == "Always":
        return True
    if policy == "OnFailure":
        return phase == phases.FAILED
    if policy == "OnError":
        return phase == phases.ERROR
    if policy == "OnTransientError":
        return is_transient(message, pattern)
    raise _StrategyError(f"{policy} is not a valid RetryPolicy")


def expression_scope(attempts: Sequence[Node]) -> dict[str, str]:
    """The names that retryStrategy.expression can use, after at least one attempt."""
    return {"retries": str(len(attempts) - 1), **_last_retry(attempts[-1])}


def retry_variables(attempts: Sequence[Node]) -> dict[str, str]:
    """The template variables of the attempt that follows these."""
    if not attempts:
        return {
            "retries": "0",
            "lastRetry.exitCode": "0",
            "lastRetry.duration": "0",
            "lastRetry.status": "",
            "lastRetry.message": "",
        }
    return {"retries": str(len(attempts)), **_last_retry(attempts[-1])}


def _last_retry(last: Node) -> dict[str, str]:
    started, finished = timestamps.from_text(last.get("startedAt")), timestamps.from_text(last.get("finishedAt"))
    took = (finished - started).total_seconds() if started and finished else 0.0
    return {
        "lastRetry.exitCode": last.get("outputs", {}).get("exitCode") or _NO_EXIT_CODE,
        "lastRetry.duration": number_text(took),
        "lastRetry.status": last["phase"],
        "lastRetry.message": last.get("message", ""),
    }


def _whole(source: JsonObject, field: str) -> int | None:
    written = any_text(source.get(field))
    if written is None or written == "":
        return None
    try:
        return int(written)
    except ValueError:
        raise _StrategyError(f"retryStrategy.{field} is no whole number: {written}") from None


def _seconds(source: JsonObject, field: str) -> float | None:
    written = any_text(source.get(field))
    if not written:
        return None
    try:
        return durations.parse(written)
    except ValueError as error:
        raise _StrategyError(f"unable to parse {written} as a duration: {error}") from error


def _humanised(seconds: float) -> str:
    """`1 minute 5 seconds`: whole units, those that are zero left out."""
    rest = int(seconds)
    parts: list[str] = []
    for unit, size in (("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1)):
        amount, rest = divmod(rest, size)
        if amount:
            parts.append(f"{amount} {unit}" if amount == 1 else f"{amount} {unit}s")
    return " ".join(parts) or "0 seconds"


def _go_time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S +0000 UTC")
