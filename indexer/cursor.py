"""`Page.next`: where a page ended, as an opaque text."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import orjson

from config.errors import BadInput


def write(*values: float | int | str) -> str:
    """The cursor of the last hit of a page."""
    return urlsafe_b64encode(orjson.dumps(values)).decode().rstrip("=")


def read(cursor: str, *types: type) -> list[Any]:
    """The values of a cursor; each must have its type.

    Raises:
        BadInput: not a cursor of this index and order.
    """
    try:
        values = orjson.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if [type(value) for value in values] != list(types):
            raise TypeError
    except (ValueError, TypeError):
        raise BadInput("this page cursor is of another index or order", fix="start at the first page") from None
    return list(values)
