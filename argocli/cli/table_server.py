"""The commands around workflows: limits that they share, logins, plugins, and what an Argo Server alone can do."""

from __future__ import annotations

from argocli.cli.flags import FIELD_SELECTOR, FOLLOWING, NODE_SELECTOR, OUTPUT, PARAMETER, SELECTOR, Command, Flag

_KIND = Flag("type", "", "text", "where the limit is kept: configmap or database")
_MAP = Flag("cm-name", "", "text", "with --type configmap: the name of the ConfigMap")
_LIMIT = Flag("limit", "", "int", "how many may go on at the same time")
_NAME = Flag("name", "", "bool", "what is given are names")
_UID = Flag("uid", "", "bool", "what is given are UIDs")
_CHOSEN = (SELECTOR, FIELD_SELECTOR, _NAME, _UID, PARAMETER, *FOLLOWING)
_ARCHIVED = "NAME|UID"


def _archive(word: str, usage: str, text: str, *flags: Flag) -> Command:
    return Command(f"archive {word}", "server_only", "Archive", "names", usage, f"{text} (needs an Argo Server)", flags)


_SERVING = (
    Flag("port", "p", "int", "port to listen on"),
    Flag("secure", "e", "bool", "serve TLS"),
    Flag("auth-mode", "", "many", "how people log in: client, server, sso; may be repeated"),
    Flag("namespaced", "", "bool", "serve one namespace only"),
    Flag("managed-namespace", "", "text", "with --namespaced: the namespace to serve"),
    Flag("browser", "b", "bool", "open the pages in a browser"),
    Flag("base-href", "", "text", "path of the pages"),
    Flag("configmap", "", "text", "ConfigMap of the controller"),
    Flag("tls-certificate-secret-name", "", "text", "Secret with the certificate to serve with"),
    Flag("hsts", "", "bool", "tell browsers to come back with TLS only"),
    Flag("x-frame-options", "", "text", "value of that header"),
    Flag("access-control-allow-origin", "", "text", "value of that header"),
    Flag("allowed-link-protocol", "", "many", "protocols that links may have; may be repeated"),
    Flag("api-rate-limit", "", "int", "requests a second from one address"),
    Flag("event-async-dispatch", "", "bool", "answer events before they are dealt with"),
    Flag("event-operation-queue-size", "", "int", "how many events may wait"),
    Flag("event-worker-count", "", "int", "how many events are dealt with at a time"),
    Flag("kube-api-burst", "", "int", "requests to Kubernetes at once"),
    Flag("kube-api-qps", "", "text", "requests to Kubernetes a second"),
    Flag("log-format", "", "text", "how to write diagnostic lines", ("text", "json")),
    Flag("loglevel", "", "text", "which diagnostic lines to show: debug, info, warn or error"),
)

SERVER = (
    Command("sync create", "sync", "CreateLimit", "names", "KEY", "create a limit", (_KIND, _MAP, _LIMIT)),
    Command("sync get", "sync", "GetLimit", "names", "KEY", "show a limit", (_KIND, _MAP)),
    Command("sync update", "sync", "UpdateLimit", "names", "KEY", "change a limit", (_KIND, _MAP, _LIMIT)),
    Command("sync delete", "sync", "DeleteLimit", "names", "KEY", "delete a limit", (_KIND, _MAP)),
    Command("auth token", "auth_token", "TokenOptions", "", "", "print what requests say about who is asking", ()),
    Command(
        "executor-plugin build",
        "plugin_build",
        "BuildOptions",
        "names",
        "DIR",
        "make the ConfigMap and the README of an executor plugin",
        (),
    ),
    _archive(
        "list",
        "",
        "list archived workflows",
        SELECTOR,
        Flag("chunk-size", "", "int", "how many to fetch at a time; 0 is all"),
        OUTPUT,
    ),
    _archive(
        "get",
        _ARCHIVED,
        "show an archived workflow",
        Flag("output", "o", "text", "form of the output", ("json", "yaml", "wide")),
        _NAME,
        _UID,
    ),
    _archive("delete", f"{_ARCHIVED}...", "delete archived workflows", _NAME, _UID),
    _archive("list-label-keys", "", "list the keys of labels in the archive"),
    _archive(
        "list-label-values",
        "",
        "list the values of a label in the archive",
        Flag("selector", "l", "text", "key of the label"),
    ),
    _archive(
        "resubmit",
        f"{_ARCHIVED}...",
        "submit archived workflows again as new ones",
        Flag("memoized", "", "bool", "take over what the good steps of a failed workflow left"),
        Flag("priority", "", "int", "priority of the new workflow"),
        *_CHOSEN,
    ),
    _archive(
        "retry",
        f"{_ARCHIVED}...",
        "run archived workflows on from where they failed",
        Flag("restart-successful", "", "bool", "with a node selector: run good nodes again as well"),
        NODE_SELECTOR,
        *_CHOSEN,
    ),
    Command(
        "cp",
        "server_only",
        "Copy",
        "names",
        "NAME DIR",
        "copy the artifacts of a workflow into a folder (needs an Argo Server)",
        (
            Flag("namespace", "n", "text", "namespace of the workflow"),
            Flag("node-id", "", "text", "only artifacts of this node"),
            Flag("template-name", "", "text", "only artifacts of nodes of this template"),
            Flag("artifact-name", "", "text", "only artifacts of this name"),
            Flag("path", "", "text", "where below the folder, with {namespace}, {workflowName}, {nodeId} and the like"),
        ),
    ),
    Command("server", "server_only", "Server", "names", "", "the Argo Server is not part of this program", _SERVING),
)
