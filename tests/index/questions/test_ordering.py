import pytest

from index.questions.query import Order
from tests.index.questions.asking import read


@pytest.mark.parametrize(
    ("question", "order", "limit", "text"),
    [
        ("newest papers on tides", "newest", None, "tides"),
        ("the latest tide papers", "newest", None, "tide"),
        ("Show me recent papers on tides", "newest", None, "tides"),
        ("any recent papers on tides?", "newest", None, "tides"),
        ("what are the most recent papers on tides?", "newest", None, "tides"),
        ("what is the latest on tides?", "newest", None, "tides"),
        ("the three newest", "newest", 3, ""),
        ("the 10 latest papers", "newest", 10, ""),
        ("latest 5 papers on tides", "newest", 5, "tides"),
        ("what is the newest paper?", "newest", 1, ""),
        ("and the newest?", "newest", None, ""),
        ("tides, newest first", "newest", None, "tides"),
        ("papers on tides sorted by date", "newest", None, "tides"),
        ("which is the oldest?", "oldest", None, ""),
        ("earliest papers on tides", "oldest", None, "tides"),
        ("5 most upvoted papers", "upvotes", 5, ""),
        ("most upvoted", "upvotes", None, ""),
        ("the most popular tide papers", "upvotes", None, "tide"),
        ("papers on tides sorted by upvotes", "upvotes", None, "tides"),
        ("most discussed papers on tides", "comments", None, "tides"),
        ("papers ordered by number of comments", "comments", None, ""),
        ("which paper has the most authors?", "authors", 1, ""),
        ("papers with the most comments", "comments", None, ""),
        ("top 5 papers on tides", "relevance", 5, "tides"),
        ("5 papers on tides", "relevance", 5, "tides"),
        ("three papers about tides", "relevance", 3, "tides"),
        ("top five tide papers", "relevance", 5, "tide"),
        ("top 3 most upvoted papers", "upvotes", 3, ""),
        ("top 3 upvoted papers", "upvotes", 3, ""),
        ("top five discussed papers about tides", "comments", 5, "tides"),
        ("top 10 by upvotes", "upvotes", 10, ""),
        ("latest research on tides?", "newest", None, "tides"),
        ("what are the latest advances in tide tables", "newest", None, "tide tables"),
        ("papers on tides by date", "newest", None, "tides"),
        ("top 3 papers on tides by comments", "comments", 3, "tides"),
        ("find three papers about tides", "relevance", 3, "tides"),
        ("List 3 papers about tides, most upvoted first", "upvotes", 3, "tides"),
        ("show me the least popular papers", "least_upvoted", None, ""),
        ("least discussed papers on tides", "least_discussed", None, "tides"),
        ("papers on tides with the lowest number of comments", "least_discussed", None, "tides"),
        ("List papers about tides, least upvoted first", "least_upvoted", None, "tides"),
        ("what's the least liked paper about tides", "least_upvoted", 1, "tides"),
        ("which paper has the fewest likes?", "least_upvoted", 1, ""),
        ("which paper has the fewest authors?", "fewest_authors", 1, ""),
        ("what's the biggest author list in here", "authors", 1, ""),
        ("papers on tides by the smallest teams", "fewest_authors", None, "tides"),
        ("top 5 tide papers with most likes", "upvotes", 5, "tide"),
    ],
)
def test_an_order_and_a_number_are_found(question: str, order: Order, limit: int | None, text: str) -> None:
    query = read(question)
    assert (query.order, query.limit, query.text) == (order, limit, text)


@pytest.mark.parametrize(
    "question",
    [
        "state-of-the-art segmentation",
        "earliest layers",
        "latest layer norm trick",
        "recent advances in tides",
        "what do the latest studies on tides find?",
        "most recent common ancestor",
        "papers on most recent common ancestor estimation",
        "most recent common ancestor papers",
        "the most popular datasets for QA",
        "the least popular languages in translation",
        "which method needs the fewest samples?",
        "top-5 accuracy on ImageNet",
        "top 5 accuracy",
        "top 10 results on COCO",
        "what are the most cited papers?",
        "list all papers on the latest diffusion models",
        "why are the oldest trees tall?",
        "training on three papers",
        "what do recent papers on tides say?",
    ],
)
def test_superlatives_of_the_topic_stay_in_it(question: str) -> None:
    query = read(question)
    assert (query.order, query.limit) == ("relevance", None)


def test_one_paper_in_an_order_is_on_its_topic() -> None:
    query = read("most recent paper on stem cells", shown=(), classify=None)
    assert (query.intent, query.text, query.order, query.limit) == ("list", "stem cells", "newest", 1)
