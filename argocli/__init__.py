"""argocli: the argo command for Argo Workflows, with or without a cluster."""

__version__ = "0.1.0"
