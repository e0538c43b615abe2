"""Requests whose form alone tells what they want: similar papers, surveys or trials, an export. Pure."""

from collections.abc import Callable, Sequence

from index.questions.at_hand.export_requests import export_request, query_for_export
from index.questions.at_hand.more_like import query_for_similar, take_more_like
from index.questions.at_hand.paper_kinds import take_kind
from index.questions.query import Query


def query_of_a_form(text: str, shown: Sequence[str], parse: Callable[[str], Query]) -> Query | None:
    """Return the query of a request for similar papers, a kind of papers or an export; None for any other question."""
    if (like := take_more_like(text)) and (similar := query_for_similar(text, like, shown)):
        dated = parse(f"papers {like.time}") if like.time else None
        if not dated or not dated.text:
            return similar.with_conditions(dated.conditions) if dated else similar
    if asked := take_kind(text, shown=bool(shown)):
        return parse(asked[0]).with_conditions([asked[1]])
    export = export_request(text, shown=bool(shown))
    if export and export.guessed:
        return Query(text, intent="export", paper=export.papers)
    return query_for_export(export, shown, parse) if export else None
