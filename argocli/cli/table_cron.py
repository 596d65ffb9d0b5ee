"""The commands for cron workflows."""

from __future__ import annotations

from argocli.cli.flags import ALL_NAMESPACES, DRY_RUN, OUTPUT, Command, Flag
from argocli.cli.table_templates import EVERY_HERE, LABELLED, PLACES, STRICT, YES

_WORKFLOW = (
    Flag("entrypoint", "", "text", "run this template instead of spec.workflowSpec.entrypoint"),
    Flag("serviceaccount", "", "text", "service account of the pods"),
    Flag("parameter", "p", "many", "set a parameter of the workflows, NAME=VALUE; may be repeated"),
    Flag("parameter-file", "f", "text", "read parameters from a YAML or JSON mapping; -p wins"),
    Flag("labels", "l", "text", "labels to add to the cron workflow, NAME=VALUE,..."),
    Flag("schedule", "", "text", "this schedule in the place of all in the file"),
    OUTPUT,
    STRICT,
)

CRON = (
    Command(
        "cron create",
        "cron_write",
        "CreateCronWorkflows",
        "files",
        PLACES,
        "check CronWorkflows and create them",
        (
            Flag("name", "", "text", "name of the cron workflow"),
            Flag("generate-name", "", "text", "beginning of a generated name"),
            *_WORKFLOW,
        ),
    ),
    Command(
        "cron update",
        "cron_write",
        "UpdateCronWorkflows",
        "files",
        PLACES,
        "check CronWorkflows and put them in the place of those of their names",
        (
            Flag("name", "", "text", "name of the cron workflow to replace"),
            Flag("generate-name", "", "text", "taken and passed over: what is replaced has its name"),
            *_WORKFLOW,
        ),
    ),
    Command(
        "cron list",
        "resource_list",
        "ListCronWorkflows",
        "names",
        "",
        "list CronWorkflows, with their last and next runs",
        (ALL_NAMESPACES, LABELLED, OUTPUT),
    ),
    Command("cron get", "resource_get", "GetCronWorkflows", "names", "NAME...", "show CronWorkflows", (OUTPUT,)),
    Command(
        "cron delete",
        "resource_delete",
        "DeleteCronWorkflows",
        "names",
        "[NAME...]",
        "delete CronWorkflows",
        (EVERY_HERE, DRY_RUN, YES),
    ),
    Command(
        "cron suspend",
        "cron_hold",
        "SuspendCronWorkflows",
        "names",
        "[NAME...]",
        "let schedules pass without a run",
        (),
    ),
    Command("cron resume", "cron_hold", "ResumeCronWorkflows", "names", "[NAME...]", "let schedules count again", ()),
)
