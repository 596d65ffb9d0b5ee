"""The name of Argo's API."""

from __future__ import annotations

API_VERSION = "argoproj.io/v1alpha1"
