"""A text with selectors in it, and what stands where."""

from __future__ import annotations

import random
import string
from typing import Any

from examples.world.model import Selector
from examples.world.spelling import spell


class Draft:
    """Fills templates. Each selector that is put into a text is spelt, and its spelling kept.

    `hide` is the chance that a selector is written so that a machine should not read it.
    """

    def __init__(self, rng: random.Random, *, hide: float = 0.0, language: str = "en") -> None:
        self._rng, self._hide, self._language = rng, hide, language
        self.spellings: dict[str, str] = {}
        self.obfuscated = False

    def put(self, selector: Selector) -> str:
        """The phrase for a selector, e.g. `Cash App $demorosie22`."""
        hide = self._rng.random() < self._hide
        phrase, core = spell(self._rng, selector, hide=hide, language=self._language)
        self.spellings[selector.name] = core
        if selector.kind == "zelle":  # it is paid to a phone or an e-mail, which is then published too
            self.spellings[("phone:" if selector.value.startswith("+") else "email:") + selector.value] = core
        self.obfuscated = self.obfuscated or hide
        return phrase

    def fill(self, template: str, slots: dict[str, Any]) -> str:
        """Fill `{slot}`s; a selector is spelt only when its slot occurs, a missing one (None) leaves nothing."""
        used = dict.fromkeys(name for _, name, _, _ in string.Formatter().parse(template) if name)  # in their order
        values = {name: self._value(slots[name]) for name in used}
        return "\n".join(line.rstrip() for line in template.format(**values).splitlines())

    def _value(self, value: Any) -> str:
        if value is None:
            return ""
        return self.put(value) if isinstance(value, Selector) else str(value)
