"""What `--json` prints: stable shapes for scripts. Pure."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from app.answer import Answer, ListItem
from app.checking.reasons import in_words
from app.checking.result import Check
from index.ingest import FileReport
from index.papers import RECORD_FIELDS, Paper
from index.preview import Preview
from index.questions.chip_words import all_words
from index.retrieval.explanation import Explanation
from index.retrieval.results import Hit
from index.stores.by_hand.paper_marks import NO_MARKS, Marks

# The output had a number of authors before it had their names.
_NAMES = {"author_count": "authors", "authors": "author_names"}


def paper_json(paper: Paper, marks: Marks = NO_MARKS) -> dict[str, Any]:
    """Return a line of `list`; null and empty lists stand for what the sources do not give."""
    return {
        "id": paper.id,
        "title": paper.title,
        "abstract": paper.abstract,
        "authors": paper.author_count,
        "organisation": paper.organisation,
        "date": paper.date and paper.date.isoformat(),
        "date_precision": paper.date_precision,
        "date_inferred": paper.date_inferred,
        "comments": paper.comments,
        "upvotes": paper.upvotes,
        "sources": list(paper.sources),
        "author_names": list(paper.authors),
        "arxiv_id": paper.arxiv_id,
        "arxiv_version": paper.arxiv_version,
        "doi": paper.doi,
        "other_ids": list(paper.other_ids),
        "url": paper.url,
        "pdf_url": paper.pdf_url,
        "code_url": paper.code_url,
        "venue": paper.venue,
        "categories": list(paper.categories),
        "listed_on": [day.isoformat() for day in paper.listed_on],
        "language": paper.language,
        "tags": list(paper.tags),
        "provenance": _provenance(paper),
        "marks": {"read": marks.read, "starred": marks.starred, "tags": list(marks.tags), "note": marks.note},
    }


def preview_json(preview: Preview) -> dict[str, Any]:
    """Return a line of `add --dry-run`."""
    return {
        "file": preview.name,
        "format": preview.format,
        "papers": preview.papers,
        "left_out": preview.left_out,
        "fields": dict(preview.fields),
        "columns": dict(preview.columns),
        "sample": [paper_json(paper) for paper in preview.sample],
        "problems": [str(problem) for problem in preview.problems],
        "refused": preview.refused,
    }


def _provenance(paper: Paper) -> dict[str, str]:
    """Return which source gave each known field, by its name in `paper_json`; a title comes with its abstract."""
    return {
        _NAMES.get(field, field): source
        for field in RECORD_FIELDS
        if getattr(paper, field) not in (None, ()) and (source := paper.source_of(field))
    }


def result_json(hit: Hit, why: Explanation, *, explained: bool) -> dict[str, Any]:
    """Return a line of `search`: the best sentence and, if `explained`, why the paper was found."""
    line = {"id": hit.paper.id, "title": hit.paper.title, "score": round(hit.score, 4), "sentence": why.sentence}
    return {**line, "why": _explanation_json(why)} if explained else line


def _explanation_json(why: Explanation) -> dict[str, Any]:
    """Return the explanation under the names that scripts know from release 0.1."""
    names = {"keyword_rank": "words_rank", "semantic_rank": "vectors_rank", "missing_words": "lacking"}
    values = {names.get(name, name): value for name, value in asdict(why).items()}
    return {**values, "words": list(why.words), "lacking": list(why.missing_words)}


def answer_json(answer: Answer) -> dict[str, Any]:
    """Return what `ask` prints."""
    return {
        "question": answer.question,
        "answer": answer.text,
        "citations": [
            {"n": source.number, "id": source.paper.id, "title": source.paper.title, "evidence": source.sentence}
            for source in answer.cited
        ],
        "listed": [_item_json(item) for item in answer.items],
        "narrowed": list(all_words(answer.chips)),
        "refused": answer.refused,
        "unbacked": answer.unbacked,
        "papers_read": answer.papers_read,
        "model": answer.model,
        "checks": [_check_json(answer.text, check) for check in answer.checks],
        "tokens": {
            "prompt": answer.prompt_tokens,
            "answer": answer.answer_tokens,
            "cached": answer.cached_tokens,
            "counted": answer.tokens_counted,
            "price": answer.price or None,
        },
        "seconds": round(answer.seconds, 3),
        "notice": answer.notice,
    }


def _item_json(item: ListItem) -> dict[str, Any]:
    return {
        "n": item.number,
        "id": item.paper.id,
        "title": item.paper.title,
        "detail": item.detail,
        "remark": item.remark,
        "quote": " ".join(item.paper.abstract[start:end] for start, end in item.quote),
    }


def _check_json(text: str, check: Check) -> dict[str, Any]:
    return {
        "sentence": text[check.start : check.end],
        "verdict": check.verdict,
        "flagged": check.flagged,
        "reasons": [in_words(reason) for reason in check.reasons],
        "by_model": check.by_model,
        "attributed": check.attributed,
    }


def reports_json(reports: Sequence[FileReport]) -> dict[str, Any]:
    """Return what `add` prints: counts of entries over all files, and every problem."""
    problems = [problem for report in reports for problem in report.problems]
    return {
        "added": sum(report.counts.added for report in reports),
        "merged": sum(report.counts.merged for report in reports),
        "unchanged": sum(report.counts.unchanged for report in reports),
        "problems": [{"file": problem.file, "line": problem.line, "reason": problem.reason} for problem in problems],
    }
