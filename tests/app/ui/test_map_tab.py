"""What the map tab sends to the browser: one compact text, and cards in which text from papers is escaped."""

import json

from app.ui.chat.cards import paper_html
from app.ui.map_tab import message_of
from index.map.paper_map import Origin, PaperMap
from index.map.topics import Topic
from index.papers import Paper

HOSTILE = '</h3><img src=x onerror="alert(1)">'
DRAWN = PaperMap(
    Origin(1, "library", "encoder", 7),
    ids=("a", "b"),
    titles=("Bees", HOSTILE),
    x=(0, 65_535),
    y=(10, 20),
    topic=(0, 0),
    topics=(Topic("Bees · nectar", 5, 6, 2, 0),),
    groups=(Topic("Insects", 5, 6, 2, 0),),
)


def test_a_map_is_sent_as_parallel_columns():
    message = json.loads(message_of(DRAWN))
    assert message["ids"] == ["a", "b"]
    assert message["titles"] == ["Bees", HOSTILE]
    assert (message["x"], message["y"], message["topic"]) == ([0, 65_535], [10, 20], [0, 0])
    assert message["topics"] == [{"name": "Bees · nectar", "x": 5, "y": 6, "papers": 2, "group": 0}]
    assert message["groups"][0]["name"] == "Insects"
    assert message["stamp"]


def test_no_map_is_a_message_too():
    assert json.loads(message_of(None)) == {"stamp": "", "ids": []}


def test_a_card_shows_the_paper_and_escapes_it():
    html = paper_html(Paper(HOSTILE, f"About {HOSTILE}", author_count=3, sources=(HOSTILE,)))
    assert "<img" not in html
    assert html.count("&lt;img src=x") == 3
    assert "3 authors" in html
