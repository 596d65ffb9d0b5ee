"""Label and annotation keys that Argo writes or reads on workflows and pods."""

from __future__ import annotations

PREFIX = "workflows.argoproj.io/"

WORKFLOW = PREFIX + "workflow"
PHASE = PREFIX + "phase"
COMPLETED = PREFIX + "completed"
ON_EXIT = PREFIX + "on-exit"
INSTANCE_ID = PREFIX + "controller-instanceid"
RESUBMITTED_FROM = PREFIX + "resubmitted-from-workflow"
CRON_WORKFLOW = PREFIX + "cron-workflow"
WORKFLOW_TEMPLATE = PREFIX + "workflow-template"
CLUSTER_WORKFLOW_TEMPLATE = PREFIX + "cluster-workflow-template"
CONFIGMAP_TYPE = PREFIX + "configmap-type"

POD_NAME_FORMAT = PREFIX + "pod-name-format"
NODE_ID = PREFIX + "node-id"
NODE_NAME = PREFIX + "node-name"
DISPLAY_NAME = PREFIX + "display-name"
SCHEDULED_TIME = PREFIX + "scheduled-time"
WORKFLOW_TEMPLATE = PREFIX + "workflow-template"
CLUSTER_WORKFLOW_TEMPLATE = PREFIX + "cluster-workflow-template"
LAST_USED_SCHEDULE = "cronworkflows.argoproj.io/last-used-schedule"
BACKFILL = PREFIX + "backfill"
