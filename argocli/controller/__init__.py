"""The loop that drives workflows: observe, reconcile, create, settle, persist, release."""
