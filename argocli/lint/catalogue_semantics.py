"""Rules of the controller: what it would refuse about a workflow, a template or a schedule."""

from __future__ import annotations

from argocli.lint.catalogue import Rule
from argocli.lint.finding import ERROR, UNRESOLVED

_REFUSED = (
    # Names
    ("name-required", "Something in a list has no name.",
     "Templates, steps, tasks, containers, parameters and artifacts are referred to by name."),
    ("name-invalid", "A name holds characters that it must not.",
     "Names of templates, steps, tasks and containers are letters, digits and dashes, at most 128 of them, no dash "
     "first; those of parameters and artifacts may have underscores too. A tag in a step's name has to be known."),
    ("name-duplicate", "Two things of one list have the same name.",
     "References could mean either. The steps of all groups of a template count as one list."),
    ("name-too-long", "The name of the object is too long.",
     "Pods, labels and, for cron workflows, the workflows they start carry the name with something behind it. "
     "Workflows and templates may have 63 characters, cron workflows 52."),
    # The workflow
    ("entrypoint-required", "The workflow does not say which template it starts with.",
     "Set spec.entrypoint. Only WorkflowTemplates and ClusterWorkflowTemplates can do without."),
    ("templates-beside-reference", "Templates stand next to a workflowTemplateRef.",
     "The spec that is referred to brings all templates; own ones would never be looked at."),
    ("hook-expression-required", "A hook other than exit has no expression.",
     "Without one nobody knows when it should run."),
    ("pod-gc-strategy", "podGC.strategy is none of the known strategies.", "They are spelled exactly."),
    ("pod-gc-selector", "podGC.labelSelector can select nothing.",
     "Keys and values have the form of Kubernetes labels; In and NotIn need values, the other operators have none."),
    ("pod-resources", "podResources where or with what there are none.",
     "Resources of whole pods are cpu, memory and hugepages-*, and only templates that make a pod have them."),
    ("executor-plugin-incomplete", "An executor plugin does not say all that its sidecar needs.",
     "It needs a name, and a container with a port, resource requests and limits, and a securityContext."),
    ("duplicate-template", "Two templates of one kind have the same name in the same namespace.",
     "Only one of them can be in a cluster, and which one a reference means is chance. The original program gives up "
     "on all files."),
    # Arguments
    ("argument-value-required", "A parameter is handed over without a value.",
     "Give it a value or a valueFrom. The arguments of workflows and templates may be filled in at submission, those "
     "of cron workflows, steps and tasks cannot; a default does not count there."),
    ("argument-value-source", "A valueFrom that an argument cannot have.",
     "Arguments take values from a config map, an event or whoever resumes; paths, expressions and outputs belong to "
     "outputs."),
    ("enum-empty", "An enum without any value.", "No value could ever be right. Take it away or fill it."),
    ("enum-mismatch", "A value that its own enum does not list.", "Both are compared as text."),
    ("artifact-source-required", "An artifact is handed over without saying where it is.",
     "It needs from, a location, or a key in the default repository."),
    ("artifact-two-sources", "An artifact has both from and fromExpression.", "Leave one of them out."),
    ("input-not-supplied", "A call does not supply an input that has no default.",
     "Hand it over in the arguments, or give the input a value or default. An argument without a value does not count, "
     "and hides the default."),
    # Calls
    ("undefined-template", "There is no template of this name.",
     "Plain names are looked up in the object that they stand in, templateRefs in the object they name."),
    ("template-and-reference", "A call has both template and templateRef.", "Leave one of them out."),
    ("reference-incomplete", "A templateRef without name or template.", "Both are needed."),
    ("cluster-scope-reference", "A ClusterWorkflowTemplate refers to a template of a namespace.",
     "It belongs to no namespace, so there is none to look in. The original program crashes on it."),
    ("template-missing", "A step or task does not say what to run.", "Give it template, templateRef or inline."),
    # Templates
    ("template-type-unknown", "A template that does nothing.",
     "It needs one of container, containerSet, script, resource, steps, dag, suspend, data, http and plugin; null is "
     "none."),
    ("template-types-several", "A template that does several things at once.",
     "It has one body. Make two templates of it."),
    ("retry-policy", "retryPolicy is none of the known policies.",
     "Always, OnFailure, OnError or OnTransientError, spelled exactly; tags are not replaced here."),
    ("init-container-name", "An init container has no name.", "All of them need one."),
    ("resource-claims", "resourceClaims on a template that makes no pod.", "Move them to a template that does."),
    ("timeout-not-allowed", "A timeout on a template that runs nothing itself.",
     "Steps, dags and suspended templates have none; set it on the templates that they call."),
    ("timeout-format", "A timeout without a unit.", "Write 30s, 5m or 1h30m."),
    ("deadline-not-allowed", "activeDeadlineSeconds on a steps or dag template.",
     "It belongs to templates that run a pod, or to the whole workflow."),
    ("deadline-format", "activeDeadlineSeconds is no whole number.", "A number of seconds, or one tag alone."),
    ("parallelism-not-allowed", "parallelism on a template that calls nothing.",
     "It bounds how many steps or tasks run at the same time."),
    ("image-required", "A container or script without an image.",
     "Set it here, or in spec.templateDefaults of the same object."),
    ("mount-path-twice", "Two things are to be mounted at the same path.", "Volumes and input artifacts share them."),
    ("reserved-container-name", "A container has a name that the controller needs itself.",
     "wait, supervisor and artifact-plugin-* are taken."),
    ("containers-required", "A container set without containers.", "It needs at least one."),
    ("container-dependency", "A container depends on one that is not in the set.", "Dependencies name containers."),
    ("container-cycle", "Containers wait for each other in a circle.", "None of them could ever start."),
    ("main-container-required", "A container set with inputs or outputs has no container called main.",
     "Artifacts and outputs are those of main."),
    ("resource-action", "A resource template does not say what to do.",
     "get, create, apply, delete, replace or patch, spelled exactly."),
    ("manifest-required", "A resource template without a manifest.", "Only get and delete can do without."),
    ("manifest-twice", "A resource template has both manifest and manifestFrom.", "Leave one of them out."),
    ("manifest-artifact", "manifestFrom names an artifact that is no input.", "Declare it in inputs.artifacts."),
    ("manifest-syntax", "A manifest that is no YAML.",
     "It is read after tags have been replaced, with a word in place of every expression that cannot be evaluated."),
    # Steps and dags
    ("several-loops", "A step or task with more than one loop.", "One of withItems, withParam and withSequence."),
    ("sequence-count-and-end", "A sequence with both count and end.", "Either how many, or up to where."),
    ("tasks-required", "A dag without tasks.", "It needs at least one."),
    ("dependency-unknown", "A task depends on one that is not in the dag.",
     "In depends every word that stands alone is a task; results begin with a capital letter: a.Succeeded."),
    ("dependency-cycle", "Tasks depend on each other in a circle.", "None of them could ever start."),
    ("dependency-missing", "A task uses an output of one that it does not depend on.",
     "The other task may not be over by then. Name it in depends or dependencies."),
    ("digit-name", "The name of a task with dependencies begins with a digit.",
     "Conditions of dependencies could not be told from numbers."),
    ("depends-and-dependencies", "depends and dependencies in one dag.", "Use depends for all tasks, or for none."),
    ("continue-on-with-depends", "continueOn in a dag that uses depends.",
     "Say in depends which results are good enough, such as a.Succeeded || a.Failed."),
    ("depends-result", "depends asks for a result that there is not.",
     "Succeeded, Failed, Errored, Skipped, Omitted, Daemoned, AnySucceeded and AllFailed."),
    ("depends-without-items", "AnySucceeded or AllFailed of a task that is no loop.",
     "They count the items of withItems, withParam or withSequence."),
    ("target-unknown", "A dag's target is no task.", "Targets are names of tasks with single spaces between them."),
    # Inputs, outputs, artifacts
    ("input-from", "An input artifact with from.", "Where it comes from is said by whoever calls the template."),
    ("artifact-path-required", "An artifact without a path in the container.",
     "Templates that run something need to know where it is to be, optional or not."),
    ("artifact-path-not-allowed", "An artifact with a path in a template that has no container.",
     "Steps, dags and suspended templates hand artifacts on; they have no file system."),
    ("artifact-path-outside", "A path that leads out of the folder that it begins with.",
     "`/tmp/../etc` reads as something below /tmp and is not. Write where it really is."),
    ("artifact-location", "A location that does not say all that its store needs.",
     "git needs repo; hdfs addresses, an absolute path, and a user or Kerberos with its settings."),
    ("output-value-twice", "An output has both value and valueFrom.", "Leave one of them out."),
    ("output-value-required", "An output has neither value nor valueFrom.", "Say where its value comes from."),
    ("output-source", "A valueFrom that does not fit the template.",
     "Exactly one source: path for containers and scripts, jsonPath or jqFilter for resources, parameter or expression "
     "for steps and dags."),
    # Metrics
    ("metric-name", "The name of a metric or of its label is not what Prometheus takes.",
     "Letters, digits and underscores, no digit first, no colon."),
    ("metric-help", "A metric without help.", "Prometheus shows it beside the figures."),
    ("metric-value", "A gauge, counter or histogram without a value.", "Give it one, or leave it out."),
    ("metric-realtime", "A real-time gauge of resourcesDuration.", "That is known only when the pod has ended."),
    # Variables
    ("unresolved-variable", "A variable that nothing resolves here.",
     "Steps see the steps before them, tasks the tasks that they depend on, bodies their own inputs; outputs have to "
     "be declared by the template that is called. Names that begin otherwise are left alone."),
    ("tag-not-closed", "A tag that is opened and not closed.", "Close it in the same text."),
    ("value-not-json", "A value with a character that cannot be filled in.",
     "Control characters break the JSON that tags are replaced in."),
    # Cron workflows
    ("schedules-required", "A cron workflow without schedules.", "It would never run."),
    ("schedule-malformed", "A schedule that is none.",
     "Five fields (minute, hour, day, month, weekday) or @daily and the like, a time zone in front if need be."),
    ("timezone-unknown", "There is no time zone of this name.",
     "Names of the tz database, spelled exactly: Europe/Berlin, UTC."),
    ("concurrency-policy", "concurrencyPolicy is none of the known ones.", "Allow, Forbid or Replace."),
    ("starting-deadline", "startingDeadlineSeconds is negative.", "Zero or more seconds."),
)  # fmt: skip

_FIXABLE = frozenset({
    "timeout-format", "pod-gc-strategy", "retry-policy", "concurrency-policy", "resource-action", "dependency-unknown",
    "depends-result",
})  # fmt: skip

RULES = (
    *(Rule(name, ERROR, summary, text, fixable=name in _FIXABLE) for name, summary, text in _REFUSED),
    Rule(
        "unresolved-reference",
        UNRESOLVED,
        "What is referred to is not among the files.",
        "Nothing can be said about the call: whether the template exists, what it needs, what it leaves. Lint it "
        "together with the file that has the template, or name that file's folder with --refs. Offline, the namespace "
        "that counts is the one written in the object.",
    ),
)
