from __future__ import annotations

import pytest

from app.lexicon import Lexicon
from app.verify import Names, Proof, translation, verify
from ingest.shipped import path
from ingest.text import read_text


@pytest.fixture(scope="module")
def names() -> Names:
    return Names(Lexicon(read_text(path())))


ROW = Proof("Molecule AB1; Table 1 AB1 Transport; AB1 Expression Up; AB1 Target CD2; AB1 Ref. [7]", (7,), is_row=True)
OTHER = Proof("Molecule EF3; Table 1 EF3 Transport; EF3 Expression Down; EF3 Target GH4", (8,), is_row=True)
SENTENCE = Proof("AB1 promotes drug resistance by degrading CD2 in 40% of 120 patients.", (7,))

MEDIATED = Proof("As a sponge for CD2, AB1 upregulates EF3, which depends on GH4.")
INHIBITOR = Proof("IJ5, an AB1 inhibitor, inhibits the proliferation of cells and induces their apoptosis.")
ABOUT_CD2 = Proof("CD2 inhibits GH4 in resting lymph nodes.")
GROWTH = Proof("Resting cells drive the growth of lymph nodes.")

CLAIMS = [
    pytest.param("AB1 degrades CD2.", [SENTENCE], "", id="said in other words"),
    pytest.param("CD2 is degraded by AB1.", [SENTENCE], "", id="passive"),
    pytest.param("AB1 increases drug resistance.", [SENTENCE], "", id="a synonym of the direction"),
    pytest.param("CD2 degrades AB1.", [SENTENCE], "role", id="actor and target swapped"),
    pytest.param("AB1 reduces drug resistance.", [SENTENCE], "direction", id="the other direction"),
    pytest.param("AB1 does not degrade CD2.", [SENTENCE], "direction", id="a direction turned round by a negation"),
    pytest.param("No AB1 was found in patients.", [SENTENCE], "negation", id="negated"),
    pytest.param("CD2 is not degraded unless AB1 promotes resistance.", [SENTENCE], "direction", id="denied"),
    pytest.param("AB1 shuts off drug resistance.", [SENTENCE], "direction", id="the other direction in two words"),
    pytest.param("AB1 is given off.", [SENTENCE], "", id="a particle without a direction"),
    pytest.param("AB1 degrades CD2 in two thirds of 120 patients.", [SENTENCE], "number", id="another share in words"),
    pytest.param("AB1 degrades CD2 in 120 patients, 40% of them.", [SENTENCE], "", id="numbers in another order"),
    pytest.param("The growth of lymph nodes drives resting cells.", [GROWTH], "role", id="places exchanged"),
    pytest.param("Resting cells are what drives the growth of lymph nodes.", [GROWTH], "", id="places kept"),
    pytest.param(
        "AB1, whose target is CD2, inhibits GH4 in resting lymph nodes.", [ROW, ABOUT_CD2], "role", id="of another name"
    ),
    pytest.param(
        "AB1 targets CD2, which inhibits GH4 in resting lymph nodes.", [ROW, ABOUT_CD2], "", id="of the right one"
    ),
    pytest.param("CD2 upregulates AB1.", [MEDIATED], "role", id="who acts is never told to"),
    pytest.param("AB1 upregulates EF3 as a sponge for CD2.", [MEDIATED], "", id="who acts is told"),
    pytest.param("GH4 depends on EF3.", [MEDIATED], "role", id="what depends on what"),
    pytest.param("AB1 inhibits IJ5.", [INHIBITOR], "role", id="an inhibitor's target is no doer"),
    pytest.param("IJ5, which inhibits AB1, induces apoptosis of cells.", [INHIBITOR], "", id="an aside"),
    pytest.param("Apoptosis of cells is inhibited by IJ5.", [INHIBITOR], "direction", id="the other noun's direction"),
    pytest.param("IJ5 failed to inhibit the proliferation of cells.", [INHIBITOR], "direction", id="failed to"),
    pytest.param("AB1 degrades CD2 in 60% of patients.", [SENTENCE], "number", id="another number"),
    pytest.param("AB1 degrades CD2 in 120% of patients.", [SENTENCE], "number", id="a unit that is not its own"),
    pytest.param("AB1 degrades EF3.", [SENTENCE], "name", id="another name"),
    pytest.param("AB1 degrades CD2 [7].", [SENTENCE], "", id="the reference that stands there"),
    pytest.param("AB1 degrades CD2 [9].", [SENTENCE], "reference", id="an invented reference"),
    pytest.param("AB1 degrades CD2 and cures cirrhosis.", [SENTENCE], "beyond", id="something added"),
    pytest.param("AB1 always degrades CD2.", [SENTENCE], "certainty", id="more certain than the evidence"),
    pytest.param("AB1 targets CD2.", [], "citation", id="no evidence"),
    pytest.param("AB1", [SENTENCE], "citation", id="no statement"),
    pytest.param("AB1 targets CD2 and EF3 targets GH4.", [ROW, OTHER], "", id="two rows"),
    pytest.param("AB1 targets GH4 and EF3 targets CD2.", [ROW, OTHER], "role", id="another row's value"),
    pytest.param("AB1 is up, whereas EF3 is down.", [ROW, OTHER], "", id="two directions"),
    pytest.param("AB1 is down, whereas EF3 is up.", [ROW, OTHER], "direction", id="another row's direction"),
]


@pytest.mark.parametrize(("claim", "proofs", "kind"), CLAIMS)
def test_a_claim_passes_or_is_stopped_for_what_is_wrong(
    names: Names, claim: str, proofs: list[Proof], kind: str
) -> None:
    problems = {p.kind for p in verify(claim, proofs, names)}
    assert kind in problems if kind else not problems


def test_a_name_may_stand_in_the_sentence_that_a_leaning_one_leans_on(names: Names) -> None:
    leaning = Proof("It degrades CD2.", context="AB1 is a ligase.")
    assert not verify("AB1 degrades CD2.", [leaning], names)
    assert verify("AB1 degrades CD2.", [Proof("It degrades CD2.")], names)


def test_every_sentence_of_the_review_carries_itself(names: Names) -> None:
    document = names.lexicon.document
    body = [s for p in document.paragraphs if p.kind not in ("front", "back") for s in p.sentences]
    stopped = [s.text for s in body if len(s.text) > 20 and verify(s.text, [Proof(s.text, s.references)], names)]
    assert stopped == []


TRANSLATIONS = [
    pytest.param("AB1 senkt CD2 um 40 %.", True, id="agrees"),
    pytest.param("AB1 steigert CD2 um 40 %.", False, id="another direction"),
    pytest.param("AB1 senkt CD2 um 50 %.", False, id="another number"),
    pytest.param("AB1 senkt EF3 um 40 %.", False, id="another name"),
    pytest.param("AB1 senkt CD2 nicht um 40 %.", False, id="negated"),
]


@pytest.mark.parametrize(("said", "agrees"), TRANSLATIONS)
def test_a_translation_agrees_in_names_numbers_and_directions(names: Names, said: str, agrees: bool) -> None:
    assert translation.agrees("AB1 reduces CD2 by 40%.", said, "German", names) == agrees


def test_no_language_is_trusted_whose_words_are_not_known(names: Names) -> None:
    assert not translation.agrees("AB1 reduces CD2.", "AB1 reduces CD2.", "Klingon", names)
