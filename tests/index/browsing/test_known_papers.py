from dataclasses import replace

from index.browsing.known_papers import count_known
from index.collection import Stores
from index.papers import Entry
from tests.conftest import paper

NETS = paper("Tide Nets", "We net.", doi="10.1000/nets")


def test_a_paper_is_known_by_its_id_or_title_until_it_is_removed(stores: Stores) -> None:
    library = stores.library
    library.upsert([Entry(NETS, 1)])
    same_id = replace(NETS, title="Nets in the Tide", id="other")
    same_title = paper("Tide nets!", "Another text.")
    new = paper("Dune Winds", "Wind blows.")

    assert count_known(library, [NETS, same_id, same_title, new]) == 3
    assert count_known(library, []) == 0
    library.remove([NETS.id])
    assert count_known(library, [NETS]) == 0
