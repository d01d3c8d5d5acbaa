"""What the review says on both sides: row and prose, two sentences, two sections, an entry's title and the text."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.assistant import Assistant

REVIEW = """# A Review of Pumpkin Rust

## Abstract

Pumpkin rust is treated with tovaride, which shows superior yield compared to belenol. Rust is common.

## 1. Fungi

FOX1 speeds the growth of spores by activating BAR2 [1]. Spore counts of ZIP7 were significantly different in
infected leaves [2]. KAT3 enhances rust by promoting mitosis [1]. HUM4 spreads rust by inhibiting mitosis [2].
TUB7 spreads rust independently of leaf wetness [2]. LOM9 increases leaf wetness [1].

Table 1. Genes of rust.

| Gene | Expression | Target | Ref. |
|---|---|---|---|
| FOX1 | Up | BAR2 | [1] |
| ZIP7 | Up | GUF3 | [2] |
| KAT3 | Down | MOP8 | [1] |

## 2. Conclusion

Tovaride demonstrates comparable yield to belenol.

## References

1. White, A. (2019) FOX1 Silences BAR2 in Rust. Fungi, 1, 1-2. https://doi.org/10.1000/a
2. Brown, B. (2018) Spores. Fungi, 1, 3-4. https://doi.org/10.1000/b
"""


@pytest.fixture(scope="module")
def assistant(assistant_of: Callable[[str, str], Assistant]) -> Assistant:
    return assistant_of("rust.md", REVIEW)


BOTH = [
    ("Is tovaride better than belenol?", ["superior", "comparable"]),
    (
        "What do abstract and conclusion say on the yield of tovaride against belenol?",
        ["superior", "comparable"],
    ),
    ("Is FOX1 upregulated or merely said to be active?", ["Expression Up", "gives no expression", "activating BAR2"]),
    ("Do table and text agree on ZIP7?", ["Expression Up", "significantly different"]),
    ("Does rust come from more mitosis or from less mitosis?", ["promoting mitosis", "inhibiting mitosis"]),
    ("Does rust need leaf wetness or not?", ["independently of leaf wetness", "increases leaf wetness"]),
    ("Reference 1 has another title, but what does the text say of BAR2?", ["FOX1 Silences BAR2", "activating BAR2"]),
]


@pytest.mark.parametrize(("question", "parts"), BOTH)
def test_both_sides_are_shown(assistant: Assistant, question: str, parts: list[str]) -> None:
    answer = assistant.ask(question)
    assert answer.outcome == "answered"
    assert all(part in answer.text for part in parts)
    assert len(answer.citations) > 1


ONE = ["What is the target of FOX1?", "Is FOX1 up or down?", "What does KAT3 promote?", "How is rust treated?"]


@pytest.mark.parametrize("question", ONE)
def test_nothing_is_set_against_each_other_that_no_question_does(assistant: Assistant, question: str) -> None:
    assert "both" not in assistant.ask(question).text
