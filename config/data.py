"""Operators' data: YAML beside the code, checked by a pydantic model, with errors that name the line."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from config.errors import BadInput

ROOT = Path(__file__).resolve().parent
M = TypeVar("M", bound=BaseModel)
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast where libyaml is there


def folder(name: str) -> Path:
    """One of the data folders: `sites`, `indicators`, `statements`, `sharing`."""
    return ROOT / name


def load_yaml(path: Path, model: type[M]) -> M:
    """Read one YAML file into its model.

    Raises:
        BadInput: the file, the line and the key that are wrong.
    """
    try:
        text = path.read_text(encoding="utf-8")
        content: Any = yaml.load(text, Loader=_LOADER)  # noqa: S506 - both are safe loaders
    except OSError as error:
        raise BadInput(error.strerror or str(error), file=path) from None
    except UnicodeDecodeError as error:
        raise BadInput(f"not UTF-8 at byte {error.start}", file=path, fix="save it as UTF-8") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else None
        raise BadInput(
            getattr(error, "problem", None) or str(error), file=path, line=line, fix="mend the YAML"
        ) from None
    try:
        return model.model_validate(content)
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        line = _line(yaml.compose(text, Loader=_LOADER), first["loc"])
        raise BadInput(first["msg"], file=path, line=line, field=".".join(map(str, first["loc"]))) from None


def _line(node: yaml.Node | None, place: tuple[int | str, ...]) -> int | None:
    """The line of the deepest node that `place` still reaches."""
    for part in place:
        step: yaml.Node | None = None
        if isinstance(node, yaml.MappingNode):
            step = next((value for key, value in node.value if key.value == part), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            step = node.value[part]
        if step is None:
            break
        node = step
    return node.start_mark.line + 1 if node is not None else None
