"""What would come of files: papers that several of them have are counted once."""

from index.ingest import Input
from index.preview import previews

TERNS = "@article{a, title={Terns over the sea}, abstract={Terns fly from pole to pole.}, eprint={2401.00001}}\n"
GREBES = "@article{b, title={Grebes dance}, abstract={Grebes dance on the water.}}\n"


def test_a_paper_met_before_is_not_new() -> None:
    files = [Input("a.bib", (TERNS + GREBES + GREBES).encode()), Input("b.bib", (GREBES + TERNS).encode())]
    first, second = previews(files, count_known=lambda papers: sum(paper.title == "Grebes dance" for paper in papers))
    assert (first.papers, first.known, first.repeated, first.new) == (3, 1, 1, 1)
    assert (second.papers, second.known, second.repeated, second.new) == (2, 0, 2, 0)
    assert not second.is_known
