"""Findings about manifests."""
