"""What the tests of the word index share."""

from index.papers import Entry, Paper
from index.stores.library import Library
from index.stores.word_index import WordIndex
from tests.conftest import paper

TIDE = paper("Tide Nets", "Nets of rope follow the tide. A gull looks on.")

DUNE = paper("Dune Maps", "Maps of dunes for those who follow the wind. A net would not help.")

REEF = paper("Reef Songs", "Songs from under the sea, sung by GPT-4 and Llama-3.1 in 3D.")


def put(library: Library, *papers: Paper) -> None:
    library.upsert([Entry(item, line) for line, item in enumerate(papers, 1)])


def found(words: WordIndex, question: str, limit: int = 10) -> list[str]:
    titles = {item.id: item.title for item in (TIDE, DUNE, REEF)}
    return [titles.get(id_, id_) for id_, _ in words.search(question, limit)]
