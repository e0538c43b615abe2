"""What a small real model does with questions, and what is made of its answers."""

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.answer import Answer, cited_papers
from app.citations.marks import without_marks
from app.engine import Engine
from app.llm.endpoint import Endpoint
from app.llm.model_profile import PromptStyle
from app.request import Question
from index.text.names import names_in
from index.text.sentences import sentences
from tests.model.conftest import Connect
from tests.model.running import LlamaServer

QUESTIONS = (
    "What is QuellTune?",
    "How many parameters does TarnNet have?",
    "How much energy does MarlCache save?",
    "How is the loss of soil on hillsides predicted?",
)
UNANSWERABLE = (
    "How many parameters does ZorbNet have?",
    "When should apple trees be pruned?",
    "How much energy does TarnNet save on an H100?",
)
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")


def answered(engine: Engine, question: str) -> list[Answer]:
    return list(engine.answer(Question(question)))


def written(snapshots: list[Answer]) -> list[Answer]:
    """Return the snapshots that show what the model has written so far."""
    return [snapshot for snapshot in snapshots if snapshot.model and snapshot.text]


def test_the_servers_only_model_is_found(server: LlamaServer) -> None:
    endpoint = Endpoint(server.url, None, None)
    assert endpoint.known_model is None
    assert endpoint.model == "SmolLM2-135M-Instruct.Q4_1"
    assert endpoint.known_model == endpoint.model


def test_an_answer_streams_from_search_to_check(server: LlamaServer, connect: Connect) -> None:
    before = server.usage
    snapshots = answered(connect(server), QUESTIONS[0])
    spent = server.usage - before
    first = snapshots.index(written(snapshots)[0])
    assert snapshots[0].stage == "searching"
    assert snapshots[first - 1].sources[0].paper.title.startswith("QuellTune")
    assert len({snapshot.text for snapshot in written(snapshots)}) > 10
    assert [snapshot.stage for snapshot in snapshots].index("done") == len(snapshots) - 1
    assert snapshots[-1].model_calls == 1
    assert 10 < spent.written <= 60
    # Off by no more than the share of the window that is kept free for it.
    assert snapshots[-1].prompt_tokens == pytest.approx(spent.read + spent.cached, rel=0.15)


def test_a_second_question_reads_only_what_is_new(server: LlamaServer, connect: Connect) -> None:
    engine = connect(server, max_tokens=5)
    answered(engine, QUESTIONS[1])
    before = server.usage
    answered(engine, QUESTIONS[2])
    spent = server.usage - before
    # The rules of the prompt, which stand before the papers.
    assert spent.cached > 150
    assert spent.read > 0


@pytest.mark.parametrize("prompt", ["full", "short"])
def test_no_figure_or_name_is_found_that_its_source_lacks(
    server: LlamaServer, connect: Connect, prompt: PromptStyle
) -> None:
    engine = connect(server, prompt=prompt)
    finished = [answered(engine, question)[-1] for question in (*QUESTIONS, *UNANSWERABLE)]
    for answer in finished:
        papers = cited_papers(answer.sources)
        for check in answer.checks:
            sentence = without_marks(answer.text[check.start : check.end])
            cited = " ".join(papers[number].text for number, _ in check.evidence)
            lacking = set(_FIGURE.findall(sentence)) - set(_FIGURE.findall(cited))
            unnamed = [name for name in names_in(sentence) if name.casefold() not in cited.casefold()]
            assert check.flagged or (cited and not lacking and not unnamed), sentence
    assert any(answer.checks or answer.unbacked for answer in finished)


def test_a_short_prompt_leads_to_no_dead_end(server: LlamaServer, connect: Connect) -> None:
    engine = connect(server, prompt="short", max_tokens=200)
    for question in (*QUESTIONS, *UNANSWERABLE):
        answer = answered(engine, question)[-1]
        assert answer.text.strip()
        assert answer.sources
        assert answer.refused or answer.cited
        # What the model invented is not shown as an answer.
        assert answer.model is None or any(check.evidence for check in answer.checks)
    # It is not asked what the collection surely lacks.
    assert answered(engine, UNANSWERABLE[0])[-1].model_calls == 0


@pytest.mark.parametrize("prompt", ["full", "short"])
def test_no_sentence_is_shown_again_and_again(server: LlamaServer, connect: Connect, prompt: PromptStyle) -> None:
    engine = connect(server, prompt=prompt, max_tokens=500)
    for question in QUESTIONS:
        answer = answered(engine, question)[-1]
        shown = Counter(sentences(without_marks(f"{answer.text}\n\n{answer.unbacked}")))
        # It is cut at the second repetition.
        assert max(shown.values()) <= 2, shown.most_common(1)


def test_a_comparison_and_a_summary_are_made_one_paper_at_a_time(server: LlamaServer, connect: Connect) -> None:
    engine = connect(server, prompt="short")
    compared = answered(engine, "Compare TarnNet and MarlCache")[-1]
    assert compared.model_calls == 2
    assert [source.paper.title.partition(":")[0] for source in compared.cited] == ["TarnNet", "MarlCache"]
    summed_up = answered(engine, "Summarise QuellTune")[-1]
    assert summed_up.model_calls == 1
    assert summed_up.cited[0].paper.title.startswith("QuellTune")


def test_the_server_counts_the_tokens(server: LlamaServer, connect: Connect) -> None:
    before = server.usage
    answer = answered(connect(server), QUESTIONS[3])[-1]
    spent = server.usage - before
    assert (answer.prompt_tokens, answer.answer_tokens) == (spent.read + spent.cached, spent.written)
    assert answer.cached_tokens == spent.cached
    assert answer.tokens_counted


def test_two_people_share_one_slot(server: LlamaServer, connect: Connect) -> None:
    engine = connect(server, max_tokens=20)
    with ThreadPoolExecutor(2) as people:
        first, second = people.map(lambda question: answered(engine, question), QUESTIONS[:2])
    assert written(first)
    assert written(second)
    assert [snapshots[-1].stage for snapshots in (first, second)] == ["done", "done"]
    assert [snapshots[-1].question for snapshots in (first, second)] == list(QUESTIONS[:2])
