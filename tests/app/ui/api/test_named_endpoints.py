"""The API as its users call it: `gradio_client` against the served page."""

import json
import re
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError

from tests.e2e.conftest import serve

NAMES = ["/ask", "/search", "/summarise", "/export", "/add"]
BIBTEX = "@article{gulls, title={Gulls at Sea}, abstract={We count gulls at sea for nine years.}, year={2024}}"
DOCUMENT = Path(__file__).parents[4] / "docs" / "api.md"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a page over the sample collection, without a model."""
    with serve(tmp_path_factory.mktemp("api")) as served:
        yield served


@pytest.fixture(scope="module")
def client(address: str) -> Client:
    return Client(address, verbose=False)


def info(address: str, query: str = "") -> dict[str, Any]:
    with urllib.request.urlopen(f"{address}/gradio_api/info{query}", timeout=20) as answer:  # noqa: S310 - loopback
        found: dict[str, Any] = json.load(answer)
    return found


@pytest.mark.parametrize("query", ["", "?all_endpoints=true"])
def test_the_page_lists_these_endpoints_and_no_others(address: str, query: str):
    described = info(address, query)
    assert sorted(described["named_endpoints"]) == sorted(NAMES)
    assert described["unnamed_endpoints"] == {}
    assert all(endpoint["description"] for endpoint in described["named_endpoints"].values())


def test_a_question_is_answered_with_its_citations(client: Client):
    answer = client.predict("What is PRefLexOR?", api_name="/ask")
    assert (answer["stage"], answer["refused"]) == ("done", False)
    assert "PRefLexOR" in answer["citations"][0]["title"]


def test_an_answer_comes_as_it_grows(client: Client):
    snapshots = list(client.submit("What is PRefLexOR?", api_name="/ask"))
    assert snapshots[-1]["stage"] == "done"


def test_what_is_found_can_be_exported_and_summarised(client: Client):
    found = client.predict("What is SOAP?", limit=2, explain=True, api_name="/search")
    assert len(found) == 2
    assert found[0]["title"].startswith("SOAP:")
    assert found[0]["why"]["words"]
    ids = [paper["id"] for paper in found]
    assert "title = {{SOAP: Improving" in client.predict(ids, api_name="/export")
    assert client.predict(ids, "csv", api_name="/export").count("\n") == 3
    table = client.predict(ids, "table", api_name="/summarise")
    assert "| SOAP: Improving" in table["answer"]


def test_files_and_texts_are_added_and_found(client: Client, tmp_path: Path):
    file = tmp_path / "gulls.bib"
    file.write_text(BIBTEX, encoding="utf-8")
    added = {"added": 1, "merged": 0, "unchanged": 0, "problems": []}
    assert client.predict(files=[handle_file(file)], api_name="/add") == added
    assert client.predict(text=BIBTEX.replace("gulls", "terns").replace("Gulls", "Terns"), api_name="/add") == added
    found = client.predict("Gulls at Sea", limit=1, api_name="/search")
    assert [paper["title"] for paper in found] == ["Gulls at Sea"]


@pytest.mark.parametrize(
    ("endpoint", "values", "line"),
    [
        ("/search", ("x", 0), "`limit` is a number from 1 to 100."),
        ("/ask", ("",), "`question` is empty."),
        ("/summarise", (["SOAP"], "poem"), "There is no form 'poem'. Choose one of summary, digest, table."),
        ("/export", (["nope"],), "There is no paper 'nope'. `search` gives the ids."),
        ("/export", (["nope"], "docx"), "There is no paper 'nope'. `search` gives the ids."),
        ("/add", ([{"path": "/etc/passwd"}],), "`files` holds something that was not uploaded."),
    ],
)
def test_a_wrong_value_is_answered_in_one_line(client: Client, endpoint: str, values: Any, line: str):
    with pytest.raises(AppError, match=re.escape(line)):
        client.predict(*values, api_name=endpoint)


def test_the_document_names_each_endpoint_and_its_program_runs(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    text = DOCUMENT.read_text(encoding="utf-8")
    for name, endpoint in info(address)["named_endpoints"].items():
        (row,) = re.findall(rf"^\| `{name}` \|.*$", text, re.MULTILINE)
        assert all(f"`{parameter['parameter_name']}`" in row for parameter in endpoint["parameters"])
    (program,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    monkeypatch.chdir(tmp_path)
    Path("papers.bib").write_text(BIBTEX, encoding="utf-8")
    exec(program.replace("http://127.0.0.1:7860", address), {})  # noqa: S102 - the document's own
    assert "SOAP" in capsys.readouterr().out
