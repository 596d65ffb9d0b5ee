"""The commands for templates that workflows refer to."""

from __future__ import annotations

from argocli.cli.flags import ALL_NAMESPACES, DRY_RUN, OUTPUT, Command, Flag

LABELLED = Flag("selector", "l", "text", "only those with these labels, such as app=shop,tier!=test")
STRICT = Flag("strict", "", "bool", "refuse unknown fields (the default)")
EVERY = Flag("all", "", "bool", "all there are")
EVERY_HERE = Flag("all", "", "bool", "all of the namespace")
YES = Flag("yes", "y", "bool", "do not ask")
PLACES = "FILE|URL|-..."

TEMPLATES = (
    Command(
        "template create",
        "template_write",
        "CreateTemplates",
        "files",
        PLACES,
        "check WorkflowTemplates and create them",
        (OUTPUT, STRICT),
    ),
    Command(
        "template update",
        "template_write",
        "UpdateTemplates",
        "files",
        PLACES,
        "check WorkflowTemplates and put them in the place of those of their names",
        (OUTPUT, STRICT),
    ),
    Command(
        "template list",
        "resource_list",
        "ListTemplates",
        "names",
        "",
        "list WorkflowTemplates",
        (ALL_NAMESPACES, LABELLED, OUTPUT),
    ),
    Command("template get", "resource_get", "GetTemplates", "names", "[NAME...]", "show WorkflowTemplates", (OUTPUT,)),
    Command(
        "template delete",
        "resource_delete",
        "DeleteTemplates",
        "names",
        "[NAME...]",
        "delete WorkflowTemplates",
        (EVERY_HERE, DRY_RUN, YES),
    ),
    Command(
        "cluster-template create",
        "template_write",
        "CreateClusterTemplates",
        "files",
        PLACES,
        "check ClusterWorkflowTemplates and create them",
        (OUTPUT, STRICT),
    ),
    Command(
        "cluster-template update",
        "template_write",
        "UpdateClusterTemplates",
        "files",
        PLACES,
        "check ClusterWorkflowTemplates and put them in the place of those of their names",
        (OUTPUT, STRICT),
    ),
    Command(
        "cluster-template list",
        "resource_list",
        "ListClusterTemplates",
        "names",
        "",
        "list ClusterWorkflowTemplates",
        (LABELLED, OUTPUT),
    ),
    Command(
        "cluster-template get",
        "resource_get",
        "GetClusterTemplates",
        "names",
        "[NAME...]",
        "show ClusterWorkflowTemplates",
        (OUTPUT,),
    ),
    Command(
        "cluster-template delete",
        "resource_delete",
        "DeleteClusterTemplates",
        "names",
        "[NAME...]",
        "delete ClusterWorkflowTemplates",
        (EVERY, DRY_RUN, YES),
    ),
)
