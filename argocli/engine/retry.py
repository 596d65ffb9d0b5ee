"""Whether a Retry node tries again, waits, or ends: the decision alone (controller semantics, retries)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from argocli.engine import nodes
from argocli.expr.expression import ExpressionError, evaluate_bool
from argocli.expr.go_values import json_text
from argocli.model import durations, phases, timestamps
from argocli.model.values import JsonObject, any_text, mapping, text
from argocli.model.workflow import Node

_TRANSIENT = re.compile(
    "|".join(
        re.escape(part)
        for part in (
            "i/o timeout", "connection timed out", "connection reset by peer", "connect: connection refused",
            "net/http: TLS handshake timeout", "http2: client connection lost", "http2: server sent GOAWAY",
            "Connection closed by foreign host", "request did not complete within requested timeout",
            "invalid connection", "etcdserver: leader changed", "etcdserver: request timed out",
            "etcdserver: too many requests", "client rate limiter Wait returned an error",
            "unexpected error when reading response body", "stream error when reading response body",
            "upper: no more rows in",
        )
    )
)  # fmt: skip
_POLICIES = frozenset({"Always", "OnFailure", "OnError", "OnTransientError"})
_LONGEST = timedelta(days=36500)


@dataclass(frozen=True, slots=True)
class RetryDecision:
    """`attempt`: run the next (or the unfinished last) attempt. `wait`: look again at `wake_at`. `finish`: the node
    ends in `phase`. `daemoned`: the last attempt is a running daemon. `done`: it had ended already."""

    kind: Literal["attempt", "wait", "finish", "daemoned", "done"]
    phase: str = ""
    message: str = ""
    wake_at: datetime | None = None
    attempt_deadline: datetime | None = None


def decide(
    retry_node: Node,
    attempts: Sequence[Node],
    strategy: JsonObject,
    now: datetime,
    *,
    shutdown: str,
    deadline: datetime | None,
) -> RetryDecision:
    """What to do with a Retry node. `attempts` are its attempts in order, hooks left out."""
    if retry_node["phase"] in phases.FULFILLED:
        return RetryDecision("done")
    if not attempts:
        return RetryDecision("attempt")
    last = attempts[-1]
    if last.get("daemoned"):
        return RetryDecision("daemoned", phase=last["phase"])
    if not nodes.fulfilled(last):
        return RetryDecision("attempt", attempt_deadline=_limit(attempts, strategy))
    phase = last["phase"]
    if phase not in phases.UNSUCCESSFUL:
        return RetryDecision("finish", phase=phases.SUCCEEDED)
    if shutdown:
        return RetryDecision("finish", phase, f"Stopped with strategy '{shutdown}'")
    if deadline is not None and now >= deadline:
        return RetryDecision("finish", phase, f"retry exceeded workflow deadline {timestamps.to_text(deadline)}")
    backoff = mapping(strategy, "backoff")
    if backoff:
        decision = _back_off(attempts, last, strategy, backoff, now)
        if decision is not None:
            return decision
    return _may_retry(attempts, last, strategy)


def _may_retry(attempts: Sequence[Node], last: Node, strategy: JsonObject) -> RetryDecision:
    phase, message = last["phase"], last.get("message", "")
    expression = text(strategy, "expression")
    policy = text(strategy, "retryPolicy") or ("Always" if expression else "OnFailure")
    if policy not in _POLICIES:
        return RetryDecision("finish", phases.ERROR, f"{policy} is not a valid RetryPolicy")
    if not _retriable(policy, phase, message):
        return RetryDecision("finish", phase, message)
    limit = _whole(strategy.get("limit"))
    if limit is not None and len(attempts) > limit:
        return RetryDecision("finish", phase, "No more retries left")
    if expression:
        try:
            wanted = evaluate_bool(expression, _expression_scope(attempts, last))
        except ExpressionError as error:
            return RetryDecision("finish", phases.ERROR, str(error))
        if not wanted:
            return RetryDecision("finish", phase, "retryStrategy.expression evaluated to false")
    return RetryDecision("attempt", attempt_deadline=_limit(attempts, strategy))


def _retriable(policy: str, phase: str, message: str) -> bool:
    if policy == "OnFailure":
        return phase == phases.FAILED
    if policy == "OnError":
        return phase == phases.ERROR
    return policy == "Always" or is_transient(message)


def is_transient(message: str) -> bool:
    """Whether an error text looks as if the cause may pass."""
    return _TRANSIENT.search(message) is not None


def _whole(value: object) -> int | None:
    if isinstance(value, bool) or value is None:
        return None
    try:
        return int(str(value))
    except ValueError:
        return None


def _limit(attempts: Sequence[Node], strategy: JsonObject) -> datetime | None:
    """The moment that backoff.maxDuration leads to."""
    longest = text(mapping(strategy, "backoff"), "maxDuration")
    started = timestamps.from_text(attempts[0].get("startedAt")) if attempts else None
    if not longest or started is None:
        return None
    return started + timedelta(seconds=durations.parse(longest))


def _back_off(
    attempts: Sequence[Node], last: Node, strategy: JsonObject, backoff: JsonObject, now: datetime
) -> RetryDecision | None:
    phase = last["phase"]
    limit = _limit(attempts, strategy)
    if limit is not None and now > limit:
        return RetryDecision("finish", phase, "Max duration limit exceeded")
    base = any_text(backoff.get("duration"))
    if not base:
        return RetryDecision("finish", phases.ERROR, "no base duration specified for retryStrategy")
    wait = _wait(durations.parse(base), backoff, len(attempts))
    finished = timestamps.from_text(last.get("finishedAt")) or now
    wake = finished + wait
    if limit is not None and wake > limit:
        return RetryDecision("finish", phase, "Backoff would exceed max duration limit")
    allowed = _whole(strategy.get("limit"))
    if now < wake and allowed is not None and len(attempts) <= allowed:
        return RetryDecision("wait", message=f"Backoff for {humanise(wait.total_seconds())}", wake_at=wake)
    return None


def _wait(base: float, backoff: JsonObject, tried: int) -> timedelta:
    factor = _whole(any_text(backoff.get("factor")))
    seconds = base
    if factor is not None and factor > 0:
        seconds = base * min(float(factor) ** (tried - 1), 1e12) if tried < 400 else _LONGEST.total_seconds()
    cap = any_text(backoff.get("cap"))
    if cap:
        seconds = min(seconds, durations.parse(cap))
    return timedelta(seconds=min(seconds, _LONGEST.total_seconds()))


def humanise(seconds: float) -> str:
    """`2 seconds`, `1 minute 5 seconds`."""
    whole = int(seconds)
    parts = []
    for size, word in ((86400, "day"), (3600, "hour"), (60, "minute"), (1, "second")):
        count, whole = divmod(whole, size)
        if count:
            parts.append(f"{count} {word}{'' if count == 1 else 's'}")
    return " ".join(parts[:2]) or "0 seconds"


def _expression_scope(attempts: Sequence[Node], last: Node) -> dict[str, str]:
    return {
        "retries": str(len(attempts) - 1),
        "lastRetry.exitCode": last.get("outputs", {}).get("exitCode") or "-1",
        "lastRetry.status": last["phase"],
        "lastRetry.duration": _duration(last),
        "lastRetry.message": last.get("message", ""),
    }


def _duration(node: Node) -> str:
    started, ended = timestamps.from_text(node.get("startedAt")), timestamps.from_text(node.get("finishedAt"))
    return json_text((ended - started).total_seconds()) if started and ended else "0"


def retry_variables(attempts: Sequence[Node]) -> dict[str, str]:
    """The variables of the attempt that follows these."""
    if not attempts:
        return {
            "retries": "0",
            "lastRetry.exitCode": "0",
            "lastRetry.status": "",
            "lastRetry.duration": "0",
            "lastRetry.message": "",
        }
    return {**_expression_scope(attempts, attempts[-1]), "retries": str(len(attempts))}
