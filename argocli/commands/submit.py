"""`argo submit`: check the manifests, keep the workflows, hand them over, and follow them where asked."""

from __future__ import annotations

import contextlib
from typing import NamedTuple

from argocli.commands import sources
from argocli.commands.node_filter import node_filter
from argocli.commands.present import Following, show, show_and_follow
from argocli.commands.session import Session
from argocli.errors import OK, ArgoError, ManifestError, Refused, UsageError
from argocli.lifecycle.submit import SubmitChanges, apply_options, missing_arguments, parse_labels, parse_parameter
from argocli.model import timestamps
from argocli.model.values import JsonObject, mapping, text
from argocli.model.workflow import Workflow

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from argocli.manifest.positions import Document


class SubmitOptions(NamedTuple):
    files: tuple[str, ...] = ()
    source: str = ""
    parameter: tuple[str, ...] = ()
    parameter_file: str = ""
    entrypoint: str = ""
    name: str = ""
    generate_name: str = ""
    labels: str = ""
    serviceaccount: str = ""
    priority: int | None = None
    scheduled_time: str = ""
    output: str = ""
    status: str = ""
    node_field_selector: str = ""
    wait: bool = False
    watch: bool = False
    log: bool = False
    dry_run: bool = False
    server_dry_run: bool = False
    strict: bool | None = None

    @property
    def following(self) -> Following:
        keep = node_filter(self.status, self.node_field_selector)
        return Following(self.output, self.wait, self.watch, self.log, keep)

    def check(self) -> None:
        if self.files and self.source:
            raise UsageError("cannot combine --from with file arguments")
        if not self.files and not self.source:
            raise UsageError(
                "requires at least 1 arg(s), only received 0", hint="argo submit FILE, or --from KIND/NAME"
            )
        if self.scheduled_time and timestamps.from_text(self.scheduled_time) is None:
            raise UsageError(f"--scheduled-time: {self.scheduled_time!r} is no RFC 3339 time")
        self.following.check()
        for trial, tried in (("--dry-run", self.dry_run), ("--server-dry-run", self.server_dry_run)):
            for flag, given in (("--watch", self.watch), ("--wait", self.wait), ("--log", self.log)):
                if given and tried:
                    raise UsageError(f"{flag} cannot be combined with {trial}")
            if tried and not self.output:
                raise UsageError(f"{trial} should have an output option", hint="add -o yaml, -o json or -o name")
        if self.dry_run and self.server_dry_run:
            raise UsageError("--dry-run cannot be combined with --server-dry-run")


def run(options: SubmitOptions, session: Session) -> int:
    options.check()
    manifests = _from_cluster(options, session) if options.source else _from_files(options, session)
    if options.watch and len(manifests.workflows) > 1:
        raise UsageError("cannot watch more than one workflow")
    if options.status and not options.watch:
        session.diagnostics.warn("--status is about the tree that --watch shows")
    changes = _changes(options, session)
    workflows = [apply_options(workflow, changes) for workflow in manifests.workflows]
    for workflow in workflows:
        missing = missing_arguments(workflow)
        if missing:
            raise ManifestError(
                f"the workflow's argument {missing[0]!r} has no value", hint=f"add -p {missing[0]}=VALUE"
            )
    if not session.local:
        with _as_submission():
            _judge(workflows, manifests.documents, options, session)
    elif options.strict:
        _refuse_unfaithful(workflows, session)
    if options.dry_run:
        show(session, workflows, options.output)
        return OK
    if options.server_dry_run:
        with _as_submission():
            tried = [session.store().create(workflow, dry_run=True) for workflow in workflows]
        show(session, tried, options.output)
        return OK
    for template in manifests.templates:
        _keep(template, session)
    return show_and_follow(session, _create(workflows, options, session), options.following)


def _from_files(options: SubmitOptions, session: Session) -> sources.Manifests:
    manifests = sources.load(options.files, session, strict=options.strict is not False)
    for line in manifests.ignored:
        session.diagnostics.warn(line)
    if options.scheduled_time:
        session.diagnostics.warn("--scheduled-time is about --from cronwf/NAME, and means nothing here")
    if manifests.templates and not session.local:
        kinds = ", ".join(sorted({text(template, "kind") for template in manifests.templates}))
        session.diagnostics.warn(f"Object is not of kind Workflow. Ignoring... ({kinds})")
        manifests.templates.clear()
    return manifests


def _from_cluster(options: SubmitOptions, session: Session) -> sources.Manifests:
    """What --from names, of the cluster or of the local store."""
    from argocli.lifecycle.submit_from import parse_source, workflow_from

    kind, name = parse_source(options.source)
    found = session.resources().get(kind, session.namespace, name)
    scheduled = options.scheduled_time or timestamps.to_text(session.clock.now())
    return sources.Manifests([workflow_from(found, kind, scheduled=scheduled)], [], [], [])


def _judge(workflows: list[Workflow], documents: list[Document], options: SubmitOptions, session: Session) -> None:
    from argocli.commands.judge import Judge

    judge = Judge(session, strict=options.strict is not False)
    for index, workflow in enumerate(workflows):
        judge.check(workflow, documents[index] if documents else None)


def _create(workflows: list[Workflow], options: SubmitOptions, session: Session) -> list[Workflow]:
    """Keep them all. Where one is refused, those before it are told of first: they are there."""
    created: list[Workflow] = []
    try:
        with _as_submission() if not session.local else contextlib.nullcontext():
            for workflow in workflows:
                created.append(session.store().create(workflow))
                session.hand_over()
    except ArgoError:
        if created:
            show(session, created, options.output)
        raise
    return created


@contextlib.contextmanager
def _as_submission() -> Iterator[None]:
    """What goes wrong inside is said to be a submission that failed."""
    try:
        yield
    except ArgoError as error:
        error.message = f"failed to submit workflow: {error.message}"
        error.args = (f"failed to submit workflow: {error}",)
        raise


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
