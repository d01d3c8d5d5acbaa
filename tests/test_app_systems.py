from __future__ import annotations

from pathlib import Path

import pytest

from app.lexicon import Lexicon
from app.sentences import index
from app.systems import answer
from app.understanding import understand
from ingest.readers import read

TEXT = """# Genes and their effects

FOX1 drives growth through BAR2. It has so far only been confirmed in cell lines [1]. BAZ3 was studied in patients [2].

Table 1: Genes

| Gene | Effect | Reference |
| --- | --- | --- |
| FOX1 | growth | [1] |
| BAZ3 | decay | [2] |
"""


@pytest.mark.parametrize(
    ("asked", "outcome"),
    [
        ("Was FOX1 ever shown in animals?", "answered"),
        ("Has FOX1 been tested in patients?", "answered"),
        ("What did the mouse experiments on FOX1 show?", "corrected"),
        ("Was FOX1 confirmed in cell lines?", ""),
        ("Is FOX1 found in mice?", ""),
        ("Was BAZ3 shown in animals?", ""),
    ],
)
def test_a_sentence_that_limits_a_finding_tells_where_it_was_not_shown(
    tmp_path: Path, asked: str, outcome: str
) -> None:
    path = tmp_path / "genes.md"
    path.write_text(TEXT, "utf-8")
    lexicon = Lexicon(read(path))
    draft = answer(understand(asked, lexicon), lexicon, index(lexicon))
    assert (draft.outcome if draft else "") == outcome
