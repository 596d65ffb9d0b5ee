"""Warnings beyond what the controller refuses: parameters, templates, the order of steps, expressions."""

from __future__ import annotations

from argocli.lint.catalogue import Rule
from argocli.lint.finding import INFO, WARNING

RULES = (
    Rule(
        "unused-parameter",
        WARNING,
        "An input parameter that nothing in the template mentions.",
        "Callers have to supply it, or it keeps a default that has no effect. Take it away, or use it.",
        upstream=False,
    ),
    Rule(
        "unused-argument",
        WARNING,
        "An argument of the workflow that nothing mentions.",
        "Setting it at submission changes nothing, which is easily taken for a fault elsewhere. Take it away, "
        "or use it as {{workflow.parameters.NAME}}.",
        upstream=False,
    ),
    Rule(
        "unknown-argument",
        WARNING,
        "A step, task or hook hands over an argument that the template has no input for.",
        "The value goes nowhere, mostly because one of the two names is misspelt. The original program accepts "
        "any name here.",
        upstream=False,
    ),
    Rule(
        "default-not-in-enum",
        WARNING,
        "The value or default of an input is none of the values in its enum.",
        "The list is what people are offered; a run with the default would do what none of them says.",
        upstream=False,
    ),
    Rule(
        "shadowed-default",
        WARNING,
        "An input has a value and a default: the default never counts.",
        "An argument comes first, then value, then default. Leave out one of the two.",
        fixable=True,
        upstream=False,
    ),
    Rule(
        "argument-without-value",
        INFO,
        "An argument of the workflow has no value.",
        "It has to be given with each submission, or the submission is refused. Off by default, because "
        "templates for many uses are often meant so.",
        on=False,
        upstream=False,
    ),
    Rule(
        "unused-template",
        WARNING,
        "A template that nothing calls, from the entrypoint, exit handler and hooks on.",
        "It is read and checked all the same. Take it away, or call it. Libraries (WorkflowTemplates) are not "
        "looked at.",
        upstream=False,
    ),
    Rule(
        "endless-recursion",
        WARNING,
        "A call that always leads back to the template that makes it.",
        "Without a condition on the way, the run ends at the controller's limit of nested calls. Add a `when` "
        "to one of the calls.",
        upstream=False,
    ),
    Rule(
        "unknown-hook-template",
        WARNING,
        "A hook or an onExit of a step or task names a template that does not exist.",
        "The original program does not look these names up; the run fails when the hook is due.",
        upstream=False,
    ),
    Rule(
        "two-exit-handlers",
        WARNING,
        "Both onExit and hooks.exit are given.",
        "Only one of them runs. Keep the hook.",
        upstream=False,
    ),
    Rule(
        "same-group-reference",
        WARNING,
        "A step uses what another step of the same group leaves.",
        "Steps of a group run side by side, so the value is never there when it is needed, and the step fails "
        "to resolve it. Move one of the two into a group of its own.",
        upstream=False,
    ),
    Rule(
        "missing-dependency",
        WARNING,
        "A task refers to a task that it does not depend on.",
        "The reference cannot be resolved when the task is due, so it never starts or fails. Name the other "
        "task in depends. The original program only looks at values that begin with the reference.",
        upstream=False,
    ),
    Rule(
        "unreachable-task",
        WARNING,
        "A task that no target of the dag depends on.",
        "With dag.target only the targets and what they depend on run. Take the task away, or add it to the target.",
        upstream=False,
    ),
    Rule(
        "bad-depends",
        WARNING,
        "A depends condition that cannot be read.",
        "The original program takes the names of tasks out of the text and looks at nothing else; the run "
        "fails. Write names joined with && and ||, with ! and brackets.",
        upstream=False,
    ),
    Rule(
        "sequence-without-end",
        WARNING,
        "A withSequence has neither count nor end.",
        "The controller does not know where to stop, and the step fails.",
        upstream=False,
    ),
    Rule(
        "with-param-no-list",
        WARNING,
        "A withParam is fed by something that is no JSON list.",
        'The loop needs a list such as ["a", "b"]; anything else fails the step when it is due.',
        upstream=False,
    ),
    Rule(
        "item-outside-loop",
        WARNING,
        "{{item}} is used where nothing loops.",
        "Only the step or task with withItems, withParam or withSequence, and what is written inside it, has "
        "an item. Hand it to a template as an argument.",
        upstream=False,
    ),
    Rule(
        "misspelt-variable",
        WARNING,
        "A tag begins with a word that is nearly one of Argo's.",
        "Tags that Argo does not know stay as they are, without an error. Correct the word, or write the "
        "braces apart if the text is meant so.",
        fixable=True,
        upstream=False,
    ),
    Rule(
        "open-tag",
        WARNING,
        "A tag of Argo's without its two closing braces.",
        "The original program mostly takes the braces of its own JSON for them, and the text stays as it is.",
        upstream=False,
    ),
    Rule(
        "bad-expression",
        WARNING,
        "An expression that cannot be read.",
        "The original program never checks expressions; the run fails when it comes to this one.",
        upstream=False,
    ),
    Rule(
        "hyphen-in-expression",
        WARNING,
        "A name with a minus sign stands bare in an expression.",
        "It is read as a subtraction. Write it in brackets: steps['my-step'].",
        fixable=True,
        upstream=False,
    ),
    Rule(
        "unknown-reference",
        WARNING,
        "A step, task, input or argument is named that there is not, where the controller does not look.",
        "Names in expressions, in values of inputs, in metrics of steps and dags, in the spec outside of its templates "
        "and arguments of a template's later callers are not checked by the original program; the value is missing at "
        "run time.",
        upstream=False,
    ),
    Rule(
        "bad-when",
        WARNING,
        "A when condition that cannot be read.",
        "The original program never checks conditions; the step fails when it is due. Put texts with signs in them "
        "into single quotes.",
        upstream=False,
    ),
    Rule(
        "unknown-function",
        WARNING,
        "An expression calls a function that does not exist.",
        "Expressions have the functions of the expr language, Argo's own (asInt, asFloat, toJson, jsonpath) and those "
        "of sprig behind `sprig.`. The original program does not check them; the run fails.",
        upstream=False,
    ),
)
