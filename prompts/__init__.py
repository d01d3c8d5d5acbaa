"""Every sentence that the assistant says of itself or to a model, as files, and the one way to fill them in.

`answers/` holds what a reader sees, `model/` what a model gets: there each file begins with its purpose and
its placeholders, a line each, before a line `---`.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from string import Template

_HERE = Path(__file__).parent


@cache
def _template(path: str) -> Template:
    return Template((_HERE / path).read_text("utf-8").partition("---\n")[2].strip())


@cache
def _answer(name: str) -> Template:
    return Template((_HERE / "answers" / f"{name}.txt").read_text("utf-8").strip())


def render(name: str, **values: str) -> str:
    """Return the text of the file `name` in `answers/` with its `$placeholders` filled in.

    Raises:
        KeyError: A placeholder has no value, or a value has no placeholder.
    """
    return _filled(_answer(name), f"answers/{name}.txt", values)


def instruct(name: str, **values: str) -> str:
    """Return the text of the file `name` in `model/`, without its head, filled in.

    Raises:
        KeyError: A placeholder has no value, or a value has no placeholder.
    """
    return _filled(_template(f"model/{name}.txt"), f"model/{name}.txt", values)


def _filled(template: Template, path: str, values: dict[str, str]) -> str:
    unused = set(values) - set(template.get_identifiers())
    if unused:
        raise KeyError(f"prompts/{path} has no placeholder for: {', '.join(sorted(unused))}")
    return template.substitute(values)


@cache
def fingerprint() -> str:
    """Return a hash of everything that a model is told: the files of `model/`."""
    digest = hashlib.sha256()
    for path in sorted((_HERE / "model").glob("*.txt")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]
