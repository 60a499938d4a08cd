"""A setting, a command or a page that the docs do not know is a failure."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from config.settings import PREFIX, Settings
from tests.generated import DOCS, PAGES, commands

ROOT = DOCS.parent
PROSE = [*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *ROOT.glob("examples/**/*.md")]


@pytest.mark.parametrize(("name", "page"), PAGES.items(), ids=PAGES)
def test_generated_pages_are_current(name: str, page: Callable[[], str]) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == page(), "run `make docs`"


def test_every_setting_says_what_it_is() -> None:
    page = (DOCS / "settings.md").read_text(encoding="utf-8")
    for name, field in Settings.model_fields.items():
        assert f"{PREFIX}{name.upper()}" in page
        assert field.description, name


def test_every_command_helps() -> None:
    seen = dict(commands())
    assert len(seen) > 20
    for path, command in seen.items():
        assert command.help, path
        for parameter in command.params:
            assert getattr(parameter, "help", None) or parameter.param_type_name == "argument", (
                f"{path} {parameter.name}"
            )


TYPED = re.compile(r"(?:^ {4}(?:[A-Z_]+=\S+ )*|`)(?:\.venv/bin/)?(adtrail(?: [a-z]+)+)", re.MULTILINE)


def test_commands_in_the_prose_exist() -> None:
    """What a page tells people to type is a command."""
    known = {path for path, _ in commands()}
    known |= {" ".join(path.split()[:-1]) for path in known}
    for file in PROSE:
        for line in TYPED.findall(file.read_text(encoding="utf-8")):
            words = line.split()
            assert any(" ".join(words[:n]) in known for n in range(2, len(words) + 1)), f"{file.name}: {line}"


def test_links_between_pages_lead_somewhere() -> None:
    for file in PROSE:
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", file.read_text(encoding="utf-8")):
            assert (file.parent / target).exists(), f"{file.relative_to(ROOT)} links to {target}"


def test_the_readme_leads_to_every_page() -> None:
    """A page nobody links to is a page nobody reads."""
    text = "".join(file.read_text(encoding="utf-8") for file in PROSE)
    for page in DOCS.rglob("*.md"):
        assert page.name in text.replace(str(page), ""), f"no page links to {page.name}"


def test_nothing_of_a_machine_is_in_the_repo() -> None:
    """No path of the checkout in any text, and no address in a lock file: what is locked installs behind any index."""
    for file in ROOT.rglob("*"):
        inside = file.relative_to(ROOT)
        if (
            file.suffix in {".py", ".md", ".toml", ".yaml", ".txt", ".html", ".js", ".json"}
            and inside.parts[0][0] != "."
        ):
            text = file.read_text(encoding="utf-8", errors="replace")
            assert f"{ROOT}/" not in text, inside
            assert inside.parts[0] != "requirements" or "://" not in text, inside
