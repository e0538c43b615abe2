"""What a program sends to the API: a wrong value is refused in words for its author."""

from pathlib import Path

import pytest

from app.ui.api import api_messages
from index.errors import PaperchatError

UPLOADED = {"path": "/uploads/a.txt", "meta": {"_type": "gradio.FileData"}}


def test_right_values_are_taken():
    assert api_messages.read_limit(100) == 100
    assert api_messages.read_form("digest") == "digest"
    assert api_messages.read_papers(["SOAP", "0123"]) == ("SOAP", "0123")
    assert api_messages.read_files([UPLOADED]) == [Path("/uploads/a.txt")]


@pytest.mark.parametrize("value", [0, 101, True, "8", None, 2.5])
def test_a_limit_is_a_number_from_1_to_100(value: object):
    with pytest.raises(PaperchatError, match="from 1 to 100"):
        api_messages.read_limit(value)


@pytest.mark.parametrize("value", ["", "   ", None, 7, "x" * 4001])
def test_a_question_is_a_text_of_limited_length(value: object):
    with pytest.raises(PaperchatError, match="`question` is"):
        api_messages.read_question(value)


@pytest.mark.parametrize("value", [[], "SOAP", None, ["x"] * 1001])
def test_papers_are_a_list_that_is_neither_empty_nor_endless(value: object):
    with pytest.raises(PaperchatError, match="`papers` is a list of 1 to 1,000 texts"):
        api_messages.read_papers(value)


def test_there_is_no_other_form():
    with pytest.raises(PaperchatError, match="no form 'poem'"):
        api_messages.read_form("poem")


@pytest.mark.parametrize(
    "value", ["/etc/passwd", {"path": "/etc/passwd"}, {"path": 3, "meta": UPLOADED["meta"]}, {"meta": "x"}]
)
def test_a_path_that_was_not_uploaded_is_not_read(value: object):
    with pytest.raises(PaperchatError, match="not uploaded"):
        api_messages.read_files([value])
