"""`argo submit`: check the manifests, keep the workflows, hand them over, and follow them where asked."""

from __future__ import annotations

from typing import NamedTuple

from argocli.commands import follow, logs, sources
from argocli.commands.session import Session
from argocli.errors import INTERRUPTED, OK, ManifestError, Refused, UsageError
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

    def check(self) -> None:
        if not self.files:
            raise UsageError("requires at least 1 arg(s), only received 0", hint="argo submit FILE")
        if self.watch and self.wait:
            raise UsageError("--wait cannot be combined with --watch")
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
        return _print(options, session, workflows)
    for template in manifests.templates:
        _keep(template, session)
    created: list[Workflow] = []
    for workflow in workflows:
        created.append(session.store().create(workflow))
        session.hand_over()
    return _follow(options, session, created)


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


def _print(options: SubmitOptions, session: Session, workflows: list[Workflow]) -> int:
    from argocli.render import colour
    from argocli.render.detail import block
    from argocli.render.formats import format_list, format_object

    if options.output in ("json", "yaml", "name"):
        text = (
            format_object(workflows[0], options.output)
            if len(workflows) == 1
            else format_list(workflows, options.output)
        )
        session.stdout.write(text)
    else:
        coloured = colour.wanted(session.stdout)
        for workflow in workflows:
            session.stdout.write(block(workflow, session.clock.now(), wide=options.output == "wide", colour=coloured))
    session.stdout.flush()
    return OK


def _follow(options: SubmitOptions, session: Session, created: list[Workflow]) -> int:
    names = [(workflow["metadata"].get("namespace", ""), workflow["metadata"]["name"]) for workflow in created]
    waits = options.wait or options.watch or options.log
    as_data = options.output in ("json", "yaml", "name")
    if options.output == "name" or not (as_data and waits):
        if not (options.watch and not as_data):
            _print(options, session, created)
        else:
            print(f"Name: {names[0][1]}", file=session.stdout, flush=True)
    if not waits:
        return OK
    try:
        if options.log:
            for namespace, name in names:
                logs.print_logs(session, namespace, name, follow=True)
        if options.watch and not as_data:
            return follow.watch(session, *names[0])
        code = follow.wait(session, names, None, quiet=as_data)
    except KeyboardInterrupt:
        follow.say_it_goes_on(session, names[0][1])
        return INTERRUPTED
    final = [session.store().get(namespace, name) for namespace, name in names]
    if as_data and options.output != "name":
        _print(options, session, final)
    for workflow in final:
        follow.say_fidelity(session, workflow)
    return code
