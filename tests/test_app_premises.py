from __future__ import annotations

from collections.abc import Callable

import pytest

from app import assertions, polarity, premises
from app.lexicon import Lexicon
from app.sentences import Indexed, index
from app.understanding import understand
from app.units import units

TEXT = """# How the FOX1 protein drives tumours

## Findings

FOX1 promotes tumour growth by degrading BAR2. Overexpression of FOX1 raised the levels of GUF3, while
reducing the expression of ZAP4, which the KIN5 inhibitor QX-77 reverses. Brown *et al.* observed in 30
patients that WIM6 is elevated in serum. Loss of WIM6 weakens autophagy. TUB7 secreted by NIB8 binds to
LOM9. The drug was approved in 2019. Cells shift from HUD1 to PEX2 under stress. RIX3 showed strong
activity against VAR-1 but weak activity against VAR-2. SUL4 did not spread outside the CAV5 region.
PAM6 was a more suitable marker than DOS7. VEX2 inhibitors (such as MB-12 or MB-14) reverse HUD1-induced
resistance. The five-year survival of the disease is less than 20%. Vesicles range in size from 40 to 100 nm.
"""


@pytest.fixture(scope="module")
def lexicon(lexicon_of: Callable[[str], Lexicon]) -> Lexicon:
    return lexicon_of(TEXT)


@pytest.fixture(scope="module")
def prose(lexicon: Lexicon) -> tuple[Indexed, ...]:
    return index(lexicon)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("A1X activates B2X", "=a1x -activates-> =b2x+1"),
        ("B2X is degraded by A1X", "=a1x -degraded-> =b2x-1"),
        ("A1X prevents the downregulation of B2X", "=a1x -prevents-> =b2x+1"),
        ("inhibition of A1X reduces B2X", "=a1x -reduces-> =b2x+1"),
        ("A1X does not activate B2X", "=a1x -activate-> =b2x-1"),
        ("B2X, an A1X inhibitor", "=b2x -inhibitor-> =a1x-1"),
        ("the A1X antagonist B2X", "=b2x -antagonist-> =a1x-1"),
        ("A1X destabilises B2X", "=a1x -destabilises-> =b2x-1"),
        ("A1X lowers sensitivity to treatment", "=a1x -lowers-> resistance+1"),
    ],
)
def test_a_sentence_claims(lexicon: Lexicon, text: str, told: str) -> None:
    assert told in assertions.shown(assertions.claims(units(text, lexicon)))


SAID = {
    "premise": "Not as the question has it",
    "premise_swapped": "The other way round",
    "premise_apart": "The review does not tie",
    "premise_instead": "Not White but Brown",
}

WRONG = [
    ("Why does ZAP4 rise when FOX1 is overexpressed?", "premise", "reducing the expression of ZAP4"),
    ("How does FOX1 stabilise BAR2?", "premise", "degrading BAR2"),
    ("How does BAR2 degrade FOX1?", "premise_swapped", "degrading BAR2"),
    ("How does FOX1 overexpression lower GUF3?", "premise", "raised"),
    ("Why is GUF3 silenced there?", "premise", "raised"),
    ("LOM9 secreted by NIB8 binds to TUB7. What then?", "premise_swapped", "TUB7 secreted by NIB8"),
    ("What does QX-77, being a DOS7 inhibitor, reverse?", "premise", "KIN5 inhibitor"),
    ("How does FOX1 degrade PEX2?", "premise_apart", "degrading BAR2"),
    ("What did White et al. see of WIM6 in serum?", "premise_instead", "Brown"),
    ("How do cells shift from PEX2 to HUD1?", "premise_swapped", "from HUD1 to PEX2"),
    ("Why is RIX3 so active against VAR-2?", "premise_swapped", "weak activity against VAR-2"),
    ("SUL4 spread beyond the CAV5 region; how far?", "premise", "did not spread"),
    ("What reverses MB-12, described as a DOS7 antagonist?", "premise", "VEX2 inhibitors"),
    ("With the disease over half survive, so why worry?", "premise", "less than 20%"),
    ("Vesicles range up to a size of 1-2 micrometres; why so big?", "premise", "40 to 100 nm"),
    ("How do cells swap PEX2 for HUD1?", "premise_swapped", "from HUD1 to PEX2"),
    ("By which steps does BAR2 degrade FOX1?", "premise_swapped", "degrading BAR2"),
    ("Why was DOS7 found superior to PAM6?", "premise_swapped", "PAM6 was a more suitable"),
]


@pytest.mark.parametrize(("question", "word", "truth"), WRONG)
def test_a_false_premise_is_found(
    lexicon: Lexicon, prose: tuple[Indexed, ...], question: str, word: str, truth: str
) -> None:
    wrong = premises.check(understand(question, lexicon), (), lexicon, prose)
    assert wrong is not None
    assert wrong.text.startswith(SAID[word])
    assert truth in " ".join(" ".join(prose[p].sentence.text for p in wrong.positions).split())


RIGHT = [
    "How does FOX1 promote tumour growth?",
    "What does FOX1 do to BAR2?",
    "Which protein does FOX1 degrade?",
    "Why does ZAP4 fall when FOX1 is overexpressed?",
    "Which VEX2 inhibitors reverse HUD1-induced resistance?",
    "FOX1 breaks down which protein?",
    "How could FOX1 be silenced?",
    "What happens when WIM6 is silenced?",
    "Does FOX1 promote or suppress tumour growth?",
    "What does QX-77 reverse?",
    "What did Brown et al. see in 30 patients?",
    "How do cells shift from HUD1 to PEX2?",
    "Against what is RIX3 active?",
    "When was the drug approved, in 2019?",
    "What drug reverses FOX1?",
    "What can reverse FOX1?",
    "What happens to GUF3 and ZAP4 when FOX1 is overexpressed, and what drug reverses it?",
    "FOX1: effect of overexpression on ZAP4?",
    "What does FOX1 raise and how do you block FOX1?",
]


@pytest.mark.parametrize("question", RIGHT)
def test_a_right_question_is_left_alone(lexicon: Lexicon, prose: tuple[Indexed, ...], question: str) -> None:
    assert premises.check(understand(question, lexicon), prose[:2], lexicon, prose) is None


@pytest.mark.parametrize(
    ("question", "truth"),
    [("Was the drug approved in 2015?", "2019"), ("What was seen in 300 patients?", "30")],
)
def test_a_wrong_number_is_found(lexicon: Lexicon, prose: tuple[Indexed, ...], question: str, truth: str) -> None:
    chosen = [i for i in prose if truth in i.sentence.text]
    wrong = premises.check(understand(question, lexicon), chosen, lexicon, prose)
    assert wrong is not None
    assert truth in wrong.text


@pytest.mark.parametrize(
    ("text", "term", "sign"),
    [
        ("A1X lowers growth", "growth", -1),
        ("it prevents the downregulation of growth", "growth", 1),
        ("growth goes down", "growth", -1),
        ("hypomethylation of A1X", "methyl", -1),
        ("cells are insensitive to it", "resistance", 1),
        ("less sensitive cells", "resistance", 1),
        ("it raises growth, it lowers growth", "growth", 0),
    ],
)
def test_a_text_turns_a_thing(lexicon: Lexicon, text: str, term: str, sign: int) -> None:
    assert polarity.polarities(units(text, lexicon))[term] == sign


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("How does loss of WIM6 strengthen autophagy?", "Loss of WIM6"),
        ("What weakens autophagy when WIM6 is lost?", ""),
    ],
)
def test_a_chosen_sentence_of_the_other_side_corrects(
    lexicon: Lexicon, prose: tuple[Indexed, ...], question: str, said: str
) -> None:
    chosen = [i for i in prose if "Loss of WIM6" in i.sentence.text]
    wrong = premises.check(understand(question, lexicon), chosen, lexicon, prose)
    assert bool(wrong) == bool(said)
    assert not wrong or said in prose[wrong.positions[0]].sentence.text
