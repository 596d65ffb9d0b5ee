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
    Command(
        "cron backfill",
        "cron_backfill",
        "BackfillOptions",
        "names",
        "NAME",
        "start the runs that the schedules would have had in a period",
        (
            Flag("start", "", "text", "beginning of the period; a run at that very time is not in it"),
            Flag("end", "", "text", "end of the period (now); a run at that very time is in it"),
            Flag("format", "", "text", 'how they are written, as a Go layout ("Mon, 02 Jan 2006 15:04:05 MST")'),
            Flag("argname", "", "text", "parameter that gets the time of the run (cronScheduleTime)"),
            Flag("name", "", "text", "what to call the backfill; a word of its own where none is given"),
            Flag("maxworkflowcount", "", "int", "how many runs a workflow starts at the most (1000)"),
            Flag("parallel", "", "bool", "runs do not wait for one another"),
        ),
    ),
)
