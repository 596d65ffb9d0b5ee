"""libyaml's bare parser and its events, without the rest of the `yaml` package.

`import yaml` makes loaders, dumpers and a dozen regular expressions that lint never uses, at ten times the cost of the
parser itself. So the package is entered without running its `__init__`; whoever asks it for anything else later sets
that off, and has the package as it always is. Where this does not work, `yaml` is imported in the plain way.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from importlib.machinery import ModuleSpec
    from types import ModuleType
    from typing import Any

# Modules of which the parser's C code wants nothing but an error class.
_ERRORS = {
    "reader": "ReaderError",
    "scanner": "ScannerError",
    "parser": "ParserError",
    "composer": "ComposerError",
    "constructor": "ConstructorError",
    "emitter": "EmitterError",
    "serializer": "SerializerError",
    "representer": "RepresenterError",
}


def _enter() -> None:
    """Import the parser with stand-ins for those modules."""
    from importlib.machinery import PathFinder

    spec = PathFinder.find_spec("yaml")
    if spec is None or spec.submodule_search_locations is None:
        raise ImportError("yaml")
    package = _module("yaml", spec)
    package.__path__ = list(spec.submodule_search_locations)
    package.__file__, package.__loader__ = spec.origin, spec.loader
    try:
        import yaml.error
        import yaml.events
        import yaml.nodes
        import yaml.tokens

        for name, error in _ERRORS.items():
            stand_in = _module(f"yaml.{name}", None)
            setattr(package, name, stand_in)
            marked: Any = type(error, (yaml.error.MarkedYAMLError,), {})
            unfit: Any = type(error, (yaml.error.YAMLError,), {"__init__": _unfit})
            setattr(stand_in, error, unfit if name == "reader" else marked)
        import yaml._yaml
    except BaseException:
        for name in [name for name in sys.modules if name == "yaml" or name.startswith("yaml.")]:
            del sys.modules[name]
        raise
    for name in _ERRORS:
        delattr(package, name)
        del sys.modules[f"yaml.{name}"]
    package.__getattr__ = _whole(package, spec)


def _module(name: str, spec: ModuleSpec | None) -> Any:
    made = sys.modules[name] = type(sys)(name)
    made.__spec__ = spec
    return made


def _unfit(self: Any, _: object, position: int, character: int, *others: object) -> None:
    """What is known of a character that no YAML may hold."""
    self.position, self.character = position, character


def _whole(package: ModuleType, spec: ModuleSpec) -> Any:
    def load(name: str) -> object:
        """The first thing that is asked for runs the package's own code."""
        del package.__getattr__
        assert spec.loader is not None
        spec.loader.exec_module(package)
        for module, error in _ERRORS.items():
            setattr(package._yaml, error, getattr(getattr(package, module), error))
        return getattr(package, name)

    return load


if "yaml" not in sys.modules:
    try:
        _enter()
    except Exception:  # another version, another interpreter: the plain way below works
        sys.modules.pop("yaml", None)

try:
    from yaml._yaml import CParser as Parser
except ImportError:  # a PyYAML without libyaml is several times slower
    from yaml import Loader as Parser  # type: ignore[assignment]
from yaml.error import Mark, MarkedYAMLError, YAMLError  # noqa: E402
from yaml.events import (  # noqa: E402
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

__all__ = [
    "AliasEvent",
    "DocumentStartEvent",
    "MappingEndEvent",
    "MappingStartEvent",
    "Mark",
    "MarkedYAMLError",
    "Parser",
    "ScalarEvent",
    "SequenceEndEvent",
    "SequenceStartEvent",
    "StreamEndEvent",
    "YAMLError",
]
