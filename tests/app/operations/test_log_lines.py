import io
import json
import logging
from collections.abc import Iterator

import pytest

from app.operations.log_lines import event, log_as_json

SECRET = "what my rival is working on"  # noqa: S105 - a question


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    root, ours = logging.getLogger(), logging.getLogger("app")
    before = root.handlers[:], root.level, ours.level
    stream = io.StringIO()
    log_as_json(stream)
    yield stream
    root.handlers[:], level, own = before
    root.setLevel(level)
    ours.setLevel(own)


def test_an_event_is_one_line_with_its_fields(lines: io.StringIO) -> None:
    event(logging.getLogger("app.somewhere"), "answer", outcome="quoted", seconds=0.2)
    (line,) = map(json.loads, lines.getvalue().splitlines())
    assert (line["event"], line["outcome"], line["seconds"], line["level"]) == ("answer", "quoted", 0.2, "info")
    assert line["time"].endswith("+00:00")


def test_an_error_is_logged_with_its_place_and_without_its_text(lines: io.StringIO) -> None:
    try:
        raise ValueError(SECRET)
    except ValueError:
        logging.getLogger("app.somewhere").exception("A question found no answer")
    (line,) = map(json.loads, lines.getvalue().splitlines())
    assert (line["error"], line["event"]) == ("ValueError", "A question found no answer")
    assert "test_log_lines.py" in line["passed"][-1]
    assert SECRET not in lines.getvalue()


def test_other_libraries_write_lines_too_but_only_their_warnings(lines: io.StringIO) -> None:
    logging.getLogger("elsewhere").info("nothing")
    logging.getLogger("elsewhere").warning("two\nlines")
    (line,) = map(json.loads, lines.getvalue().splitlines())
    assert line["event"] == "two\nlines"
