"""`paperchat watch`: what appears is added, and each run reports only papers that no run has reported before."""

import gzip
import json
import re
from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from app.cli import main
from app.command_support import open_collection
from app.watch.new_papers import papers_listed
from app.watch.watch_command import repeat
from index.errors import PaperchatError, StoppedError
from tests.conftest import WordEncoder

# Writes stores to disk, again and again.
pytestmark = pytest.mark.slow


def run(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def put(name: str, *papers: tuple[str, str]) -> None:
    folder = Path("incoming")
    folder.mkdir(exist_ok=True)
    lines = (json.dumps({"title": title, "abstract": abstract}) for title, abstract in papers)
    (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def reported_titles(result: Result) -> list[str]:
    return re.findall(r"^\[\d+\] (.*?)(?: \(.*\))?$", result.stdout, re.MULTILINE)


def test_each_run_adds_what_appeared_and_reports_only_what_is_new() -> None:
    put("a.jsonl", ("Gull Eye", "We count gulls at sea."), ("Lamp", "Bulbs glow."))
    first = run("watch", "incoming", "--question", "papers on gulls", "--once")
    assert (first.exit_code, reported_titles(first)) == (0, ["Gull Eye"])
    assert "We count gulls at sea." in first.stdout
    again = run("watch", "incoming", "--question", "papers on gulls")
    assert (reported_titles(again), again.stderr) == ([], "No new paper for “papers on gulls”.\n")
    put("b.jsonl", ("Gull Ear", "We hear gulls at night."), ("Gull Eye", "We count gulls at sea."))
    # Without a question, those that are kept are asked.
    assert reported_titles(run("watch", "incoming")) == ["Gull Ear"]


def test_watching_from_now_on_reports_no_paper_that_is_there_already() -> None:
    put("a.jsonl", ("Gull Eye", "We count gulls at sea."))
    assert reported_titles(run("watch", "incoming", "--question", "papers on gulls", "--from-now")) == []
    put("b.jsonl", ("Gull Ear", "We hear gulls at night."))
    assert reported_titles(run("watch", "incoming")) == ["Gull Ear"]


@pytest.mark.parametrize("name", ["new.md", "new.xml"])
def test_a_file_keeps_what_was_told(name: str) -> None:
    put("a.jsonl", ("Gull Eye", "We count gulls at sea."))
    run("watch", "incoming", "--question", "papers on gulls", "--to", name)
    put("b.jsonl", ("Gull Ear", "We hear gulls at night."))
    assert run("watch", "incoming", "--question", "papers on gulls", "--to", name).exit_code == 0
    text = Path(name).read_text(encoding="utf-8")
    assert (text.count("Gull Eye"), text.count("Gull Ear")) == (1, 1)
    assert text.index("Gull Ear") < text.index("Gull Eye")


def die(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_run_killed_before_it_notes_its_report_reports_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """At least once: what may not have been read is reported again."""
    put("a.jsonl", ("Gull Eye", "We count gulls at sea."))
    with monkeypatch.context() as died:
        died.setattr("index.stores.by_hand.watched_questions.mark_as_reported", die)
        assert "Gull Eye" in run("watch", "incoming", "--question", "papers on gulls").stdout
    assert "Gull Eye" in run("watch", "--question", "papers on gulls").stdout
    assert "Gull Eye" not in run("watch", "--question", "papers on gulls").stdout


def test_a_run_killed_before_its_file_is_written_is_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    put("a.jsonl", ("Gull Eye", "We count gulls at sea."))
    with monkeypatch.context() as died:
        died.setattr("app.watch.watch_command.write_privately", die)
        run("watch", "incoming", "--question", "papers on gulls", "--to", "new.md")
    assert not Path("new.md").exists()
    run("watch", "--question", "papers on gulls", "--to", "new.md")
    assert Path("new.md").read_text(encoding="utf-8").count("Gull Eye") >= 1


def test_a_file_that_cannot_be_written_is_one_line() -> None:
    put("a.jsonl", ("Gull Eye", "We count gulls at sea."))
    Path("file").write_text("", encoding="utf-8")
    result = run("watch", "incoming", "--question", "papers on gulls", "--to", "file/new.md")
    assert (result.exit_code, "file/new.md cannot be written" in result.stderr) == (1, True), result.output


def test_questions_are_listed_and_forgotten() -> None:
    put("a.jsonl", ("Gull Eye", "We count gulls at sea."))
    run("watch", "incoming", "--question", "papers  on gulls")
    assert run("watches").stdout == "papers on gulls\n"
    assert run("watches", "--forget", "papers on gulls").stdout == ""
    assert reported_titles(run("watch", "--question", "papers on gulls")) == ["Gull Eye"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--every", "sometimes"), "is not an interval"),
        (("arxiv:cs.CL/new", "--every", "1m"), "is too often"),
        (("--question", "a", "--question", "b", "--to", "x.md"), "--to takes one question"),
        (("--question", "a", "--to", "x.pdf"), "--to takes one question"),
        (("--question", "hello there"), "does not say which papers to watch for"),
        (("nowhere",), "cannot be read"),
    ],
)
def test_what_cannot_be_watched_is_one_line_and_exit_1(words: tuple[str, ...], message: str) -> None:
    result = run("watch", *words)
    assert result.exit_code == 1
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_it_runs_until_it_is_stopped_and_a_failed_run_is_tried_again(capsys: pytest.CaptureFixture[str]) -> None:
    runs, waits = list[str](), list[float]()

    def fail() -> bool:
        runs.append("run")
        raise PaperchatError("The server cannot be reached.")

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) > 2:
            raise KeyboardInterrupt

    repeat(fail, timedelta(hours=6), sleep)
    assert (len(runs), all(21_590 < wait <= 21_600 for wait in waits)) == (3, True)
    shown = capsys.readouterr().err
    assert shown.count("The server cannot be reached.") == 3
    assert shown.endswith("Stopped.\n")


def test_ctrl_c_while_papers_are_added_ends_the_watch() -> None:
    def stopped() -> bool:
        raise StoppedError("Stopped.")

    with pytest.raises(StoppedError):
        repeat(stopped, timedelta(hours=6), sleep=lambda _: None)


@pytest.fixture
def days(shared: Path) -> list[list[dict[str, Any]]]:
    """Return the papers of the last 30 listings, by day."""
    folder = shared / "bench" / "daily_papers"
    with gzip.open(folder / "listings.jsonl.gz", "rt", encoding="utf-8") as lines:
        listed = defaultdict[str, list[str]](list)
        for line in map(json.loads, lines):
            listed[line["date"]].append(line["paper_id"])
    with gzip.open(folder / "corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        papers = {paper["_id"]: paper for paper in map(json.loads, lines)}
    return [[papers[id_] for id_ in listed[day] if id_ in papers] for day in sorted(listed)[-30:]]


def holding(words: str) -> Callable[[dict[str, Any]], bool]:
    return lambda paper: re.search(rf"\b{words}\b", f"{paper['title']} {paper['text']}", re.IGNORECASE) is not None


def test_a_replay_of_thirty_days_repeats_and_misses_nothing(
    days: list[list[dict[str, Any]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A phrase has a truth of its own; for a topic it is what the question lists in the end."""
    # How well papers are found is measured elsewhere, and this encoder takes no time.
    monkeypatch.setattr("app.wiring.encoder_of", lambda _: WordEncoder())
    phrase, topic = 'papers that mention "reinforcement learning"', "papers on video generation"
    tellings = defaultdict[str, list[str]](list)
    for number, papers in enumerate(days):
        file = Path(f"{number:02}.jsonl")
        lines = [{"title": one["title"], "abstract": one["text"], "arxiv_id": one["_id"]} for one in papers]
        file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
        result = run("watch", str(file), "--question", phrase, "--question", topic)
        assert result.exit_code == 0, result.output
        for section in re.split(r"^\d+ new papers? for ", result.stdout, flags=re.MULTILINE)[1:]:
            question = section.partition(":\n")[0].strip("“”")
            tellings[question] += re.findall(r"arxiv.org/abs/(\S+)", section)
    for reported_ids in (tellings[phrase], tellings[topic]):
        assert len(reported_ids) == len(set(reported_ids)) > 30
    every = {one["_id"]: one for papers in days for one in papers}
    assert set(tellings[phrase]) == {id_ for id_, one in every.items() if holding("reinforcement[ -]learning")(one)}
    with open_collection() as (_, stores):
        in_the_end = {paper.arxiv_id for paper in stores.library.papers(papers_listed(stores, topic))}
    assert in_the_end <= set(tellings[topic])
