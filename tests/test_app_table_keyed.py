"""Tables keyed by two columns, rows that write a comparison, tables meant by their caption's words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.assistant import Assistant

REVIEW = """# A Review of Sweet Crops

## Abstract

Crops are grown in many soils. This review sums up what is known of their yields, and of the fungus that harms them.

## Crops

Beets are grown by farmers in cold soils [1]. Farmers in Malta lose more of their crops to rust [2].

Table 1. Harvests of sweet crops by soil.

| Crop | Soil | Yield | Loss |
|---|---|---|---|
| Sugarbeet | Clay | Low | 12 |
| Sugarbeet | Sand | High | 4 |
| Sugarbeet | Peat | Moderate | 7 |
| Carrot | Clay | High | 3 |
| Carrot | Sand | Low | 9 |

Table 2. Fields by outcome.

| Variable | Saved | Lost | p value |
|---|---|---|---|
| Rainfall < 20 mm | 14 | 31 | 0.02 |
| Rainfall > 20 mm | 40 | 6 | 0.04 |
| Frost | 11 | 5 | 0.60 |
| Hail | 2 | 9 | 0.01 |

Table 3. Fungal infections of plants.

| Species | Common name | Country |
|---|---|---|
| Beta vulgaris | Beetroot | Malta |
| Daucus carota | Wild carrot | Norway |
| Solanum nigrum | Nightshade | Chile |

## References

1. Kepler, J. (2019) Harmonies. World, 1, 1-2. https://doi.org/10.1000/a
2. Brahe, T. (2018) Tables. World, 1, 3-4. https://doi.org/10.1000/b
"""


@pytest.fixture(scope="module")
def assistant(assistant_of: Callable[[str, str], Assistant]) -> Assistant:
    return assistant_of("crops.md", REVIEW)


ANSWERED = [
    pytest.param("What is the yield of Sugarbeet in Clay and in Sand?", ["Clay Low", "Sand High"], ["Peat"], id="keys"),
    pytest.param("Sugarbeet: is the yield higher in Clay or Sand?", ["Clay Low", "Sand High"], ["Peat"], id="or"),
    pytest.param("What yield does Carrot have in Sand?", ["Low"], ["High"], id="one key"),
    pytest.param("loss of Sugarbeet on Peat", ["7"], ["12"], id="one key, in few words"),
    pytest.param("How many fields were lost when rainfall was under 20 mm?", ["31"], ["6"], id="was under"),
    pytest.param("p value for rainfall above 20 mm?", ["0.04"], ["0.02"], id="above"),
    pytest.param("How many were saved with rainfall below 20 mm?", ["14"], ["40"], id="below"),
    pytest.param("How many fields with hail were lost?", ["9"], ["5"], id="condition and column"),
    pytest.param(
        "In the table of infected plants, which is from Malta?", ["Beta vulgaris", "Beetroot"], ["Nig"], id="of"
    ),
    pytest.param("Which crop in the infections table was found in Norway?", ["Wild carrot"], ["Beet"], id="noun"),
]


@pytest.mark.parametrize(("question", "facts", "others"), ANSWERED)
def test_the_rows_answer(assistant: Assistant, question: str, facts: list[str], others: list[str]) -> None:
    answer = assistant.ask(question)
    assert answer.outcome == "answered", answer.text
    assert all(fact in answer.text for fact in facts), answer.text
    assert not any(other in answer.text for other in others), answer.text
