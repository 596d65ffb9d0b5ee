"""Templates that do something themselves: what each type needs and must not have."""

from __future__ import annotations

import pytest

from tests.lint.probes import failing, finds, leaf, mended, passes, said, steps, workflow

C = "container: {image: a}"
SET = "containerSet: {containers: [%s]}"
HDFS = "inputs: {artifacts: [{name: m, path: /x, hdfs: {%s}}]}"
IN = "inputs: {artifacts: [{name: m, path: /x, %s}]}"


@pytest.mark.parametrize(
    ("text", "rule", "fragment", "good"),
    [
        # Any template
        (leaf(C, "«suspend»: {}"), "template-types-several", "templates.main multiple template types specified", ("suspend: {}", "daemon: false")),
        (leaf(C, "«steps»: []"), "template-types-several", "multiple template types specified", ("steps: []", "steps:")),
        (leaf(C, "podResources: {limits: {«nvidia.com/gpu»: '1'}}"), "pod-resources", 'templates.main.podResources: "nvidia.com/gpu" is not a valid pod-level resource', ("nvidia.com/gpu", "memory")),
        (leaf("http: {url: x}", "«podResources»: {}"), "pod-resources", "templates.main.podResources is not supported for HTTP templates", ("podResources: {}", "daemon: true")),
        (leaf("plugin: {x: {}}", "«podResources»: {}"), "pod-resources", "podResources is not supported for Plugin templates", None),
        (leaf(C, "inputs: {artifacts: [{name: «m», raw: {data: x}}]}"), "artifact-path-required", "Artifact 'm' did not specify a path", ("raw", "path: /x, raw")),
        (leaf("http: {url: x}", "inputs: {artifacts: [{name: «m», optional: true}]}"), "artifact-path-required", "did not specify a path", ("optional: true", "optional: true, path: x")),
        (leaf(C, "inputs: {artifacts: [{name: m, path: «/tmp/..», raw: {data: x}}]}"), "artifact-path-outside", "Directory traversal is not permitted", ("/tmp/..", "/tmp/..x")),
        (leaf("suspend: {}", "inputs: {artifacts: [{name: m, «path»: /x, raw: {data: x}}]}"), "artifact-path-not-allowed", "templates.main.inputs.artifacts.m.path only valid in container/script templates", ("path: /x, ", "")),
        (leaf("steps: []", "inputs: {artifacts: [{name: m, «path»: /x, raw: {data: x}}]}"), "artifact-path-not-allowed", "path only valid in container/script templates", ("path: /x, ", "")),
        (leaf(C, IN % "optional: true, «from»: x"), "input-from", "templates.main.inputs.artifacts.m.from not valid in inputs", (", from: x", "")),
        (leaf(C, IN % "optional: true, «git»: {}"), "artifact-location", "templates.main.inputs.artifacts.m.git.repo is required", ("git: {}", "git: {repo: r}")),
        (leaf(C, "archiveLocation: {«git»: {}}"), "artifact-location", "templates.main.archiveLocation.git.repo is required", ("git: {}", "git: {repo: r}")),
        (leaf(C, HDFS.replace("hdfs", "«hdfs»") % "path: /x, hdfsUser: u"), "artifact-location", ".hdfs.addresses is required", ("hdfsUser: u", "hdfsUser: u, addresses: [a]")),
        (leaf(C, HDFS.replace("hdfs", "«hdfs»") % "addresses: [a], hdfsUser: u"), "artifact-location", ".hdfs.path is required", ("addresses: [a]", "addresses: [a], path: /x")),
        (leaf(C, HDFS % "addresses: [a], path: «x», hdfsUser: u"), "artifact-location", "hdfs.path must be a absolute file path", ("path: x", "path: /x")),
        (leaf(C, HDFS % "addresses: [a], path: «'{{workflow.name}}'», hdfsUser: u"), "artifact-location", "must be a absolute file path", ("'{{", "'/{{")),
        (leaf(C, HDFS.replace("hdfs", "«hdfs»") % "addresses: [a], path: /x"), "artifact-location", "hdfsUser", ("path: /x}", "path: /x, hdfsUser: u}")),
        (leaf(C, HDFS % "addresses: [a], path: /x, «krbKeytabSecret»: {name: a, key: b}, krbServicePrincipalName: p, krbConfigConfigMap: {name: a, key: b}, krbUsername: u"), "artifact-location", "are required with", ("krbUsername: u", "krbUsername: u, krbRealm: r")),
        (leaf(C, HDFS % "addresses: [a], path: /x, «krbCCacheSecret»: {name: a, key: b}, krbServicePrincipalName: p"), "artifact-location", "are required with", ("Name: p", "Name: p, krbConfigConfigMap: {name: a, key: b}")),
        (leaf(C, "initContainers: [{«image»: a}]"), "init-container-name", "initContainers must all have container name", ("image: a}]", "name: i, image: a}]")),
        (leaf("http: {url: x}", "«resourceClaims»: [{name: c}]"), "resource-claims", "templates.main.resourceClaims is not supported for HTTP templates, which do not create a pod", ("http: {url: x}", C)),
        (leaf("suspend: {}", "«resourceClaims»: [{name: c}]"), "resource-claims", "not supported for Suspend templates", ("[{name: c}]", "[]")),
        (leaf("suspend: {}", "«timeout»: 5s"), "timeout-not-allowed", "main template doesn't support timeout field", ("suspend: {}", "http: {url: x}")),
        (leaf("steps: []", "«pendingTimeout»: 5s"), "timeout-not-allowed", "template doesn't support pendingTimeout field", ("steps: []", C)),
        (leaf(C, "timeout: «'30'»"), "timeout-format", "main has invalid duration format in timeout", ("'30'", "30s")),
        (leaf(C, "timeout: «'-3'»"), "timeout-format", "invalid duration format in timeout", ("'-3'", "'3 '")),
        (leaf(C, "timeout: «'{{workflow.parameters.t}}'»", spec="  arguments: {parameters: [{name: t, value: 10}]}\n"), "timeout-format", "invalid duration format in timeout", ("value: 10", "value: 10s")),
        (leaf(C, "timeout: «'{{=string(5+5)}}'»"), "timeout-format", "invalid duration format in timeout", ("string(5+5)", "nope.x")),
        (leaf(C, "timeout: «\"{{=workflow.parameters['a-b']}}\"»", spec="  arguments: {parameters: [{name: a-b, value: 10}]}\n"), "timeout-format", "invalid duration format", ("value: 10", "value: x")),
        # Leaves
        (leaf("container: {image: a, volumeMounts: [{name: a, mountPath: /x}, {name: b, mountPath: «/x»}]}"), "mount-path-twice", "'/x' already mounted in container.volumeMounts.a", ("b, mountPath: /x", "b, mountPath: /x/")),
        (leaf("container: {image: a, volumeMounts: [{name: a, mountPath: /x}]}", "inputs: {artifacts: [{name: m, path: «/z/../w», raw: {data: d}}]}"), "artifact-path-outside", "Directory traversal", ("/z/../w", "/z/../z/w")),
        (leaf("container: {image: a, volumeMounts: [{name: a, mountPath: /x}]}", "inputs: {artifacts: [{name: m, path: «/x/», raw: {data: d}}]}"), "mount-path-twice", "templates.main.inputs.artifacts[0].path '/x' already mounted in container.volumeMounts.a", ("mountPath: /x", "mountPath: /x/")),
        (leaf(C, "inputs: {artifacts: [{name: a, path: /x, raw: {data: d}}, {name: b, path: «/x/.», raw: {data: d}}]}"), "mount-path-twice", "already mounted in inputs.artifacts.a", (C, "script: {image: a}")),
        (leaf("«container»: {}"), "image-required", "templates.main.container.image may not be empty", ("entrypoint: main\n", "entrypoint: main\n  templateDefaults: {container: {image: a}}\n")),
        (leaf("«script»: {source: x}"), "image-required", "templates.main.script.image may not be empty", ("entrypoint: main\n", "entrypoint: main\n  templateDefaults: {script: {image: a}}\n")),
        (leaf("«container»: {image: '{{workflow.parameters.i}}'}", spec="  arguments: {parameters: [{name: i, value: ''}]}\n"), "image-required", "image may not be empty", ("value: ''", "value: a")),
        (leaf("containerSet: {«containers»: []}"), "containers-required", "containerSet.containers must have at least one container", ("[]", "[{name: a}]")),
        (leaf("containerSet: {volumeMounts: [{name: a, mountPath: /x}, {name: b, mountPath: «/x»}], containers: [{name: a}]}"), "mount-path-twice", "already mounted in volumeMounts.a", ("b, mountPath: /x", "b, mountPath: /z")),
        (leaf(SET % "{name: a, dependencies: [«c»]}"), "container-dependency", "templates.main.containerSet.containers.a dependency 'c' not defined", ("{name: a,", "{name: c}, {name: a,")),
        (leaf(SET % "{name: a, dependencies: [b]}, {name: b, dependencies: «[a]»}"), "container-cycle", "containers dependency cycle detected: b->a->b", ("dependencies: [a]", "dependencies: []")),
        (leaf(SET % "{name: a, dependencies: «[a]»}"), "container-cycle", "dependency cycle detected: a->a", None),
        (leaf((SET % "{name: a}").replace("containers:", "«containers»:"), "outputs: {parameters: [{name: o, valueFrom: {path: /x}}]}"), "main-container-required", 'containerSet.containers must have a container named "main" for input or output', ("[{name: a}]", "[{name: main}]")),
        (leaf(SET % "{name: «wait»}"), "reserved-container-name", '"wait" is a reserved Argo container name', ("wait", "waits")),
        (leaf(C, "sidecars: [{name: «artifact-plugin-x», image: a}]"), "reserved-container-name", 'templates.main.sidecars: "artifact-plugin-x" is a reserved', ("artifact-plugin-x", "x")),
        (leaf("suspend: {}", "sidecars: [{name: «supervisor»}]"), "reserved-container-name", "reserved Argo container name", ("supervisor", "s")),
        (leaf("resource: {action: «Create», manifest: x}"), "resource-action", "templates.main.resource.action must be one of: get, create, apply, delete, replace, patch", ("Create", "create")),
        (leaf("«resource»: {manifest: x}"), "resource-action", "resource.action must be one of", ("manifest: x", "action: get")),
        (leaf("«resource»: {action: create}"), "manifest-required", "either templates.main.resource.manifest or templates.main.resource.manifestFrom must be specified", ("create", "delete")),
        (leaf("resource: {action: create, manifest: x, «manifestFrom»: {artifact: {name: m}}}", IN % "optional: true"), "manifest-twice", "shouldn't have both `manifest` and `manifestFrom`", ("manifest: x, ", "")),
        (leaf("resource: {action: create, manifestFrom: {artifact: {name: «n0»}}}"), "manifest-artifact", "artifact n0 in `manifestFrom` refer to a non-exist artifact", ("action: create", "action: get")),
        (leaf("resource: {action: create, manifest: «'a: [' »}".replace(" »", "»")), "manifest-syntax", "templates.main.resource.manifest must be a valid yaml", ("'a: ['", "'a: {{=x}}'")),
        (leaf("resource: {action: create, manifest: «'a: {{foo}}'»}"), "manifest-syntax", "must be a valid yaml", ("{{foo}}", '"{{foo}}"')),
        (leaf(C, "activeDeadlineSeconds: «-1»"), "deadline-format", "activeDeadlineSeconds must be a positive integer > 0 or an argo variable", ("-1", "0")),
        (leaf(C, "activeDeadlineSeconds: «10s»"), "deadline-format", "must be a positive integer", ("10s", "'10'")),
        (leaf(C, "activeDeadlineSeconds: «'1{{foo}}'»"), "deadline-format", "must be a positive integer", ("1{{foo}}", "{{foo}}")),
        (leaf(C, "«parallelism»: 0"), "parallelism-not-allowed", "templates.main.parallelism is only valid for steps and dag templates", (C, "steps: []")),
        (leaf("suspend: {}", "«parallelism»: 1"), "parallelism-not-allowed", "parallelism is only valid for steps and dag templates", None),
        (leaf("steps: []", "«activeDeadlineSeconds»: 1"), "deadline-not-allowed", "templates.main.activeDeadlineSeconds is only valid for leaf templates", ("steps: []", "suspend: {}")),
        # Metrics
        (leaf(C, "metrics: {prometheus: [{name: «a:b», help: h}]}"), "metric-name", "templates.main metric name 'a:b' is invalid", ("a:b", "a_b")),
        (leaf("steps: []", "metrics: {prometheus: [{name: «9a», help: h}]}"), "metric-name", "metric name '9a' is invalid", ("9a", "_9a")),
        (leaf(C, "metrics: {prometheus: [{name: a, help: h, labels: [{key: «a-b», value: x}]}]}"), "metric-name", "templates.main metric label 'a-b' is invalid", ("a-b", "ab")),
        (leaf(C, "metrics: {prometheus: [{name: «a»}]}"), "metric-help", "templates.main metric 'a' must contain a help string under 'help: ' field", ("name: a", "name: a, help: h")),
        (leaf(C, "metrics: {prometheus: [{name: a, help: h, «gauge»: {}}]}"), "metric-value", "metric 'a' error: missing gauge.value", ("gauge: {}", "gauge: {value: '1'}")),
        (leaf(C, "metrics: {prometheus: [{name: a, help: h, «counter»: {}}]}"), "metric-value", "missing counter.value", None),
        (leaf(C, "metrics: {prometheus: [{name: a, help: h, «histogram»: {}}]}"), "metric-value", "missing histogram.value", None),
        (leaf(C, "metrics: {prometheus: [{name: a, help: h, gauge: {realtime: true, value: «'{{resourcesDuration.cpu}}'»}}]}"), "metric-realtime", "'resourcesDuration.*' metrics cannot be used in real-time", ("true", "false")),
    ],
)  # fmt: skip
def test_templates(text: str, rule: str, fragment: str, good: tuple[str, str] | None) -> None:
    finds(text, rule, fragment)
    if good:
        passes(mended(text, good))


@pytest.mark.parametrize(
    "kind",
    [
        "container: {image: a}",
        "containerSet: {containers: [{name: a}]}",
        "script: {image: a}",
        "resource: {action: get}",
        "data: {}",
        "suspend: {}",
        "http: {}",
        "plugin: {x: {}}",
        "steps: []",
    ],
)
def test_every_type_stands_alone(kind: str) -> None:
    passes(leaf(kind))


@pytest.mark.parametrize(
    ("path", "good"),
    [
        ("/tmp/..", False), ("/tmp/../../etc", False), ("/tmp/../tmp/", False), ("/tmp/../tmp-x", False), ("/a/b/../c", False), ("/tmp/../tmp/abcd", True),
        ("/tmp/sub/../../tmp/sub/abcd", True), ("/tmp/..a.txt", True), ("/tmp", True), ("../x", True), ("/..", True), ("x/../x/z", True), ("..", True),
    ],
)  # fmt: skip
def test_paths_that_climb(path: str, good: bool) -> None:
    for where in ("inputs", "outputs"):
        text = leaf("script: {image: a}", f"{where}: {{artifacts: [{{name: m, path: '{path}', optional: true}}]}}")
        assert (not said(text)) == good


def test_a_path_is_judged_in_inputs_before_and_in_outputs_after_substitution() -> None:
    argument = "  arguments: {parameters: [{name: up, value: '/tmp/../x'}]}\n"
    passes(
        leaf("script: {image: a}", IN.replace("/x", "'{{workflow.parameters.up}}'") % "optional: true", spec=argument)
    )
    assert said(
        leaf(
            "script: {image: a}", "outputs: {artifacts: [{name: m, path: '{{workflow.parameters.up}}'}]}", spec=argument
        )
    )


@pytest.mark.parametrize(
    ("manifest", "good"),
    [
        ("plain text", True),
        ("a: 1\n---\nb: 2", True),
        ("a: 1\na: 2", True),
        ("{{=nope.x}}: {{= nope }}", True),
        ("a: .inf", False),
        ("{", False),
        ("\ta: b", False),
    ],
)
def test_manifests(manifest: str, good: bool) -> None:
    assert (
        not said(leaf(f"resource: {{action: create, manifest: {manifest!r}}}".replace("\\'", "''").replace("'", '"')))
    ) == good


def test_stand_ins_pass_for_what_they_may_become() -> None:
    inputs = "inputs: {parameters: [{name: x}]}"
    call = "{name: main, steps: [[{name: a, template: t, arguments: {parameters: [{name: x, value: bad}]}}]]}"
    for body in (
        "resource: {action: '{{inputs.parameters.x}}', manifest: z}",
        "resource: {action: create, manifest: '{{inputs.parameters.x}}: ['}",
        "container: {image: a}, activeDeadlineSeconds: '{{inputs.parameters.x}}'",
        "container: {image: '{{inputs.parameters.x}}'}",
    ):
        passes(workflow(call, f"{{name: t, {inputs}, {body}}}"))


def test_a_timeout_is_judged_for_every_call() -> None:
    template = "{name: t, timeout: '{{inputs.parameters.x}}', inputs: {parameters: [{name: x}]}, container: {image: a}}"
    call = "{name: main, steps: [[{name: a, template: t, arguments: {parameters: [{name: x, value: 'VALUE'}]}}]]}"
    assert "has invalid duration format" in said(workflow(call.replace("VALUE", "30"), template))[0]
    passes(workflow(call.replace("VALUE", "30s"), template))


def test_default_images_are_those_of_the_object_that_a_template_stands_in() -> None:
    defaults = "  templateDefaults: {container: {image: a}}\n"
    for kind, good in (("WorkflowTemplate", True), ("ClusterWorkflowTemplate", False)):
        other = (
            f"kind: {kind}\nmetadata: {{name: t}}\nspec:\n{defaults}  templates:\n  - {{name: x, container: {{}}}}\n"
        )
        passes(other)
        scope = ", clusterScope: true" if kind.startswith("Cluster") else ""
        text = steps(f"name: a, templateRef: {{name: t, template: x{scope}}}")
        assert (not said(f"{other}---\n{text}")) == good
    assert said(
        steps("name: a, templateRef: {name: t, template: x}", spec=defaults)
        + f"---\n{other.replace('Cluster', '').replace(defaults, '')}"
    )


def test_several_findings_of_one_template() -> None:
    text = leaf("container: {}", "timeout: '5'", "parallelism: 1", "activeDeadlineSeconds: x", "initContainers: [{}]")
    assert sorted(one.rule for one in failing(text)) == [
        "deadline-format",
        "image-required",
        "init-container-name",
        "parallelism-not-allowed",
        "timeout-format",
    ]
