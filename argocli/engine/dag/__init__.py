"""Dag templates: what depends on what, which tasks to visit, loops, and what has become of the whole."""
