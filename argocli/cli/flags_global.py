"""The flags that every command takes: those people use every day, and those that say which cluster, as whom and how."""

from __future__ import annotations

from argocli.cli.flags import Flag

EVERYDAY = (
    Flag("local", "", "bool", "run on this machine: no cluster, no container engine (or ARGO_LOCAL=1)"),
    Flag("namespace", "n", "text", "namespace to work in (or ARGO_NAMESPACE)"),
    Flag("context", "", "text", "context of the kubeconfig to use"),
    Flag("kubeconfig", "", "text", "this kubeconfig, and none that KUBECONFIG names"),
    Flag("verbose", "v", "bool", "show every request on stderr, with its time and size"),
    Flag("help", "h", "bool", "show this help"),
)
CONNECTION = (
    Flag("cluster", "", "text", "cluster of the kubeconfig to use"),
    Flag("user", "", "text", "user of the kubeconfig to use"),
    Flag("server", "", "text", "address of the Kubernetes API server"),
    Flag("tls-server-name", "", "text", "name that the certificate of the API server has to be for"),
    Flag("certificate-authority", "", "text", "file with the authority that has signed the server's certificate"),
    Flag("insecure-skip-tls-verify", "", "bool", "believe any certificate of the API server"),
    Flag("client-certificate", "", "text", "file with the client certificate; goes with --client-key"),
    Flag("client-key", "", "text", "file with the key of the client certificate"),
    Flag("token", "", "text", "bearer token for the API server"),
    Flag("username", "", "text", "user name for the API server, with --password"),
    Flag("password", "", "text", "password for the API server"),
    Flag("as", "", "text", "act as this user"),
    Flag("as-group", "", "many", "act as a member of this group; may be repeated"),
    Flag("as-uid", "", "text", "act as the user with this UID"),
    Flag("proxy-url", "", "text", "proxy on the way to the server"),
    Flag("request-timeout", "", "text", "give a request this long, such as 30s; 0 is as long as it takes"),
    Flag("disable-compression", "", "bool", "ask the API server for plain answers"),
    Flag("instanceid", "", "text", "only workflows of the controller with this instance id; new ones are for it"),
    Flag("argo-server", "s", "text", "host:port of an Argo Server, to go through instead of the API server"),
    Flag("argo-base-href", "", "text", "path at which the Argo Server stands"),
    Flag("argo-http1", "", "bool", "speak HTTP/1 with the Argo Server"),
    Flag("secure", "e", "bool", "use TLS towards the Argo Server (the default)"),
    Flag("insecure-skip-verify", "k", "bool", "believe any certificate of the Argo Server"),
    Flag("header", "H", "list", "header to send to the Argo Server, NAME:VALUE; may be repeated"),
    Flag("loglevel", "", "text", "which diagnostic lines to show: debug, info, warn or error"),
    Flag("log-format", "", "text", "how to write them", ("text", "json")),
    Flag("gloglevel", "", "int", "how much to tell about requests; 6 and more is -v"),
)
