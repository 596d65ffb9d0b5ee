"""This machine as store and runtime: SQLite, processes, artifacts, logs."""
