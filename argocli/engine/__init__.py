"""From workflow, observed pods and time to a new status. Pure.

To get to know it: `reconcile` is a pass from top to bottom. `run` holds its parts, in the files named for them: what it
is `given`, the table of `nodes`, its `agenda`, its `orders`, what is `shared`, the `memory` between passes. Then
`running/execute`: the way of every template that runs.

    nodes/      what a node is, the table of them, how they hang together
    pods/       what is asked of a runtime, what it reports, and what that means for nodes
    templates/  from what is written to what can run: look-up, merging, scopes, references, loops
    running/    a call: checks, limits, retries, hooks, and the kinds of template; dag/ is the largest of them
    locks/      mutexes and semaphores

Beside a pass stand the objects that go with a workflow (claims, disruption, companions), its metrics and events, and
what is done about workflows as a whole (cron, ttl, throttle, pod_gc, artifact_gc, cache_gc).
"""
