"""Running templates: the order of checks, what holds a call back, retries, hooks, and the kinds of template.

`execute` runs any; `steps`, `leaves` and `suspend` are kinds, dags have a room of their own.
"""
