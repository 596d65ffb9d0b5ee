"""Kubernetes: the adapter that finds a cluster, speaks to its API and keeps Argo's objects there."""
