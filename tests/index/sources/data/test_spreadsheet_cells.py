"""No cell is a formula, and each comes back as it was."""

import pytest

from index.sources.data.spreadsheet_cells import inert, restored

RISKY = ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "＝1", "＠now", "'=1", "''-x", "-", "\r+1"]


@pytest.mark.parametrize("cell", RISKY)
def test_what_a_spreadsheet_would_run_is_text_and_comes_back(cell: str) -> None:
    assert inert(cell) == f"'{cell}"
    assert restored(inert(cell)) == cell


@pytest.mark.parametrize("cell", ["", "a = b", "'quoted' words", "Tides - a survey", "'", "1-2"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert inert(cell) == cell
    assert restored(cell) == cell
