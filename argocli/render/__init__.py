"""Workflow objects as trees, tables and plain lines."""
