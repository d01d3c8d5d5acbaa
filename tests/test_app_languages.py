from __future__ import annotations

import pytest

from app.languages import is_foreign


@pytest.mark.parametrize(
    ("text", "foreign"),
    [
        ("Wie wird das Wetter morgen in Hamburg?", True),
        ("¿Cuál es la mejor receta de paella valenciana?", True),
        ("Quel est le rôle de X1 dans la résistance ?", True),
        ("Come funziona il farmaco nel fegato?", True),
        ("今天天气怎么样？", True),
        ("Which circRNA grabs microRNA-655-3p?", False),
        ("Santarpia 2012 doi", False),
        ("X1 resistence mecanism", False),
        ("MIR-21 and DES levels in vitro", False),
        ("role of de novo lipogenesis", False),
        ("β-catenin?", False),
    ],
)
def test_only_what_is_certain_is_foreign(text: str, foreign: bool) -> None:
    assert is_foreign(text) is foreign
