from __future__ import annotations

from collections.abc import Callable

import pytest

from app.asked import Asked
from app.assertions import told
from app.lexicon import Lexicon
from app.opposed import opposed
from app.understanding import understand
from app.unlike import unlike

TEXT = """# How the FOX1 protein drives tumours

## Findings

GUF3 lowers the intracellular iron of liver cells. Brown *et al.* saw a marked elevation of WIM6 in the
serum of patients. In the wild cycle ticks act as vectors and voles as amplifying hosts. Hexol can activate
the ZAP4 route in skin. BAR2 protects nerve cells from decay by activating LOM9. Raised PEX2 goes with highly
ordered and poorly growing roots. QX-77, a kinase inhibitor, has the capacity to reverse this effect. TUB7,
located on the lysosomal membrane, forms vesicles. Wilting is a water-dependent form of decay. NIB8, a
downstream protein of RIX3, blocks growth. Green saw SUL4 raised in CAV5. VAR9 was lost in DOS7. BAR2
serves as a decoy for ZAP4. Among rodents voles have the highest decay.
"""


@pytest.fixture(scope="module")
def lexicon(lexicon_of: Callable[[str], Lexicon]) -> Lexicon:
    return lexicon_of(TEXT)


def _wrong(question: str, lexicon: Lexicon) -> list[str]:
    """Return the rules by which any sentence of the review tells against the question."""
    asked = Asked(understand(question, lexicon), lexicon)
    return [rule.__name__ for rule in (opposed, unlike) if any(rule(asked, [t]) for t in told(lexicon))]


@pytest.mark.parametrize(
    ("question", "rules"),
    [
        ("How does GUF3 raise the iron of liver cells?", ["opposed"]),
        ("How does GUF3 lower the iron of liver cells?", []),
        ("Which protein raises the iron of liver cells?", []),
        ("What happens once the iron of liver cells is raised by GUF3?", []),
        ("In which of the patients did serum WIM6 drop?", ["opposed"]),
        ("Why do ticks act as hosts and voles as vectors?", ["opposed"]),
        ("Why do voles act as hosts and ticks as vectors?", []),
        ("Why does Hexol switch the ZAP4 route off in skin?", ["opposed"]),
        ("Why does Hexol switch the ZAP4 route on in skin?", []),
        ("How does LOM9 activate BAR2 to protect nerve cells?", ["opposed"]),
        ("How does BAR2 activate LOM9 to protect nerve cells?", []),
        ("Why is PEX2 a sign of poorly ordered roots?", ["opposed"]),
        ("The authors say kinase inhibitor QX-77 worsens BAR2-driven decay, right?", ["opposed"]),
        ("What explains that TUB7 sits on the mitochondrial membrane?", ["unlike"]),
        ("What explains that TUB7 sits on the lysosomal membrane?", []),
        ("How does ZAP4 act as a decoy for BAR2?", ["opposed"]),
        ("How does BAR2 act as a decoy for ZAP4?", []),
        ("What explains that GUF3 raises the iron of liver cells?", ["opposed"]),
        ("Why have voles the lowest decay of all rodents?", ["opposed"]),
        ("Which rodents have the lowest decay, voles?", []),
        ("Why is wilting independent of water?", ["unlike"]),
        ("NIB8 sits upstream of RIX3: what does it do?", ["unlike"]),
        ("Which protein is upstream of NIB8?", []),
        ("Why did Green see SUL4 raised in DOS7?", ["unlike"]),
        ("Why did Green see SUL4 raised in CAV5?", []),
        ("Did Green see SUL4 raised in DOS7?", []),
    ],
)
def test_a_question_is_held_against_the_sentence_that_answers_it(
    question: str, rules: list[str], lexicon: Lexicon
) -> None:
    assert _wrong(question, lexicon) == rules
