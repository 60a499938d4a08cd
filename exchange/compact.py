"""Records as JSON without the fields that say nothing: a field equal to its default is left out."""

from __future__ import annotations

from dataclasses import MISSING, Field, fields, is_dataclass
from typing import Any


def compact(record: Any) -> Any:
    """A dataclass as a dict without the fields at their defaults (its version stays); reading it back is lossless."""
    if is_dataclass(record) and not isinstance(record, type):
        shown = ((field.name, getattr(record, field.name)) for field in fields(record) if _says(field, record))
        return {name: compact(value) for name, value in shown}
    if isinstance(record, (tuple, list)):
        return [compact(value) for value in record]
    return record


def _says(field: Field[Any], record: object) -> bool:
    default = field.default_factory() if field.default_factory is not MISSING else field.default
    return field.name in ("schema", "version") or bool(getattr(record, field.name) != default)
