"""Every sentence that the assistant says of itself, as files, and the one way to fill them in."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from string import Template


@cache
def _template(name: str) -> Template:
    return Template((Path(__file__).parent / "answers" / f"{name}.txt").read_text("utf-8").strip())


def render(name: str, **values: str) -> str:
    """Return the text of the file `name` with its `$placeholders` filled in.

    Raises:
        KeyError: A placeholder has no value, or a value has no placeholder.
    """
    template = _template(name)
    unused = set(values) - set(template.get_identifiers())
    if unused:
        raise KeyError(f"prompts/answers/{name}.txt has no placeholder for: {', '.join(sorted(unused))}")
    return template.substitute(values)
