"""Whole-object transforms: submit, stop, retry. Pure."""
