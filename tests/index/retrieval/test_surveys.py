"""Surveys are recognised by their titles, or by what their abstracts say of them."""

from collections.abc import Iterator

import pytest

from index.collection import Stores
from index.retrieval.question_parsing import parse_for
from index.retrieval.search import search
from tests.conftest import opened, paper

TITLED = paper("Tides: A Survey", "We look at tides.")
REVIEW = paper("A Critical Review of Dunes", "Dunes move.")
SAYS_SO = paper("Tides of the North", "This survey orders what is known of tides in the north.")
USERS = paper("Do Readers Like Tides?", "We surveyed 300 readers about tides in a user study.")
PEERS = paper("Peer Reviewers and Tides", "We study how peer reviewers read papers on tides.")


@pytest.fixture(scope="module")
def coast(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    yield from opened(tmp_path_factory.mktemp("coast"), TITLED, REVIEW, SAYS_SO, USERS, PEERS)


def test_surveys_are_found_whatever_they_are_about(coast: Stores) -> None:
    found = search(coast, parse_for(coast, "list all surveys"))
    assert {hit.paper.id for hit in found.hits} == {TITLED.id, REVIEW.id, SAYS_SO.id}


def test_surveys_on_a_topic(coast: Stores) -> None:
    found = search(coast, parse_for(coast, "any survey on tides?"))
    assert {hit.paper.id for hit in found.hits} == {TITLED.id, SAYS_SO.id}
