"""Tests against a real Kubernetes API server, and the API server (or the whole cluster) they run against.

KUBEBUILDER_ASSETS names a folder with etcd, kube-apiserver and kubectl (`python -m tests.cluster build` makes one), or
ARGOCLI_TEST_KUBECONFIG a kubeconfig of a cluster that tests may use. With neither, these tests skip.
"""
