"""`argo submit`: check the manifests, keep the workflows, hand them over, and follow them where asked."""

from __future__ import annotations

from typing import NamedTuple

from argocli.commands import sources
from argocli.commands.present import Following, show, show_and_follow
from argocli.commands.session import Session
from argocli.errors import OK, ManifestError, Refused, UsageError
from argocli.lifecycle.submit import SubmitChanges, apply_options, missing_arguments, parse_labels, parse_parameter
from argocli.model.values import JsonObject, mapping
from argocli.model.workflow import Workflow


class SubmitOptions(NamedTuple):
    files: tuple[str, ...] = ()
    parameter: tuple[str, ...] = ()
    parameter_file: str = ""
    entrypoint: str = ""
    name: str = ""
    generate_name: str = ""
    labels: str = ""
    serviceaccount: str = ""
    priority: int | None = None
    output: str = ""
    wait: bool = False
    watch: bool = False
    log: bool = False
    dry_run: bool = False
    strict: bool | None = None

    @property
    def following(self) -> Following:
        return Following(self.output, self.wait, self.watch, self.log)

    def check(self) -> None:
        if not self.files:
            raise UsageError("requires at least 1 arg(s), only received 0", hint="argo submit FILE")
        self.following.check()
        for flag, given in (("--watch", self.watch), ("--wait", self.wait), ("--log", self.log)):
            if given and self.dry_run:
                raise UsageError(f"{flag} cannot be combined with --dry-run")
        if self.dry_run and not self.output:
            raise UsageError("--dry-run should have an output option", hint="add -o yaml, -o json or -o name")


def run(options: SubmitOptions, session: Session) -> int:
    options.check()
    manifests = sources.load(options.files, session, strict=options.strict is not False)
    for line in manifests.ignored:
        print(f"warning: {line}", file=session.stderr)
    if options.watch and len(manifests.workflows) > 1:
        raise UsageError("cannot watch more than one workflow")
    changes = _changes(options, session)
    workflows = [apply_options(workflow, changes) for workflow in manifests.workflows]
    for workflow in workflows:
        missing = missing_arguments(workflow)
        if missing:
            raise ManifestError(
                f"the workflow's argument {missing[0]!r} has no value", hint=f"add -p {missing[0]}=VALUE"
            )
    session.need_local() if not options.dry_run else None
    if options.strict:
        _refuse_unfaithful(workflows, session)
    if options.dry_run:
        show(session, workflows, options.output)
        return OK
    for template in manifests.templates:
        _keep(template, session)
    created: list[Workflow] = []
    for workflow in workflows:
        created.append(session.store().create(workflow))
        session.hand_over()
    return show_and_follow(session, created, options.following)


def _changes(options: SubmitOptions, session: Session) -> SubmitChanges:
    given = sources.parameter_file(options.parameter_file, session) if options.parameter_file else []
    given += [parse_parameter(item) for item in options.parameter]
    return SubmitChanges(
        name=options.name,
        generate_name=options.generate_name,
        namespace=session.namespace,
        entrypoint=options.entrypoint,
        service_account=options.serviceaccount,
        priority=options.priority,
        labels=parse_labels(options.labels),
        parameters=given,
    )


def _refuse_unfaithful(workflows: list[Workflow], session: Session) -> None:
    for workflow in workflows:
        ignored = [note for note in session.fidelity(workflow) if note.level == "ignored"]
        if ignored:
            first = ignored[0]
            raise Refused(
                f"--strict: {first.feature} would be ignored here ({first.detail})"
                + (f" and {len(ignored) - 1} more" if len(ignored) > 1 else ""),
                hint="leave --strict out to run all the same",
            )


def _keep(template: JsonObject, session: Session) -> None:
    metadata = dict(mapping(template, "metadata"))
    if template.get("kind") == "ClusterWorkflowTemplate":
        metadata.pop("namespace", None)
    else:
        metadata.setdefault("namespace", session.namespace)
    session.local_store().keep_template({**template, "metadata": metadata})
