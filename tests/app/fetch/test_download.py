"""Papers are fetched by address: from a server on loopback that plays the services' documented shapes."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest

from app.fetch import download
from app.fetch.download import Downloader, DownloadError
from app.fetch.fetched_papers import fetch_papers
from app.fetch.source_address import read_source_address
from index import ingest
from index.collection import Stores
from index.ingest import Input

TITLE = "LanternNet: Sparse Lamps for Low-Light Object Detection"
ABSTRACT = "Object detectors lose most of their recall at night. We turn on a few learned lamps in feature space."
ATOM = f"""<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>ArXiv Query</title><entry>
<id>http://arxiv.org/abs/2601.00011v1</id><published>2026-01-05T00:00:00Z</published><title>{TITLE}</title>
<summary>{ABSTRACT}</summary><author><name>Ada Quill</name></author>
<category term="cs.CV" scheme="http://arxiv.org/schemas/atom"/></entry></feed>"""
RSS = f"""<?xml version="1.0"?><rss xmlns:dc="http://purl.org/dc/elements/1.1/" version="2.0"><channel>
<title>cs.CV updates on arXiv.org</title><item><title>{TITLE}</title><link>https://arxiv.org/abs/2601.00011</link>
<description>arXiv:2601.00011v1 Announce Type: new
Abstract: {ABSTRACT}</description><dc:creator>Ada Quill</dc:creator></item></channel></rss>"""
PAPER = {"id": "2601.00011", "title": TITLE, "summary": ABSTRACT, "authors": [{"name": "Ada Quill"}], "upvotes": 41}
DAILY = json.dumps([{"paper": PAPER, "title": TITLE, "numComments": 3}])
CSL = json.dumps({
    "type": "article-journal", "title": TITLE, "abstract": f"<jats:p>{ABSTRACT}</jats:p>", "DOI": "10.1000/lamps",
    "author": [{"family": "Quill", "given": "Ada"}], "issued": {"date-parts": [[2026, 1, 5]]},
})  # fmt: skip
BIB = f"@article{{quill, title = {{{TITLE}}}, author = {{Quill, Ada}}, year = 2026, abstract = {{{ABSTRACT}}}}}\n"


@dataclass
class Answer:
    body: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class Services(httpx.HTTPTransport):
    """Carries every request to a server on loopback, which answers by host and path, in turn."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: dict[str, list[Answer]] = {}
        self.asked: list[tuple[str, str]] = []
        services = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked = f"{self.headers['Host']}{self.path}"
                services.asked.append((asked, self.headers["Accept"]))
                waiting = services.answers.get(asked, [Answer(status=404)])
                answer = waiting.pop(0) if len(waiting) > 1 else waiting[0]
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer.body.encode())

            def log_message(self, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=[0.01], daemon=True).start()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.url = request.url.copy_with(scheme="http", host="127.0.0.1", port=self.server.server_port)
        return super().handle_request(request)


@dataclass
class Clock:
    """A clock that waiting moves on."""

    now: float = 100.0
    waits: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds


@pytest.fixture
def services() -> Iterator[Services]:
    transport = Services()
    yield transport
    transport.server.shutdown()
    transport.server.server_close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def downloader(services: Services, clock: Clock) -> Downloader:
    return Downloader(services, resolve=lambda _: ["151.101.1.42"], sleep=clock.sleep, clock=lambda: clock.now)


def plays(services: Services, **answers: Answer | list[Answer]) -> None:
    places = {
        "atom": "export.arxiv.org/api/query?id_list=2601.00011&max_results=1",
        "rss": "rss.arxiv.org/rss/cs.CV",
        "daily": "huggingface.co/api/daily_papers?date=2026-01-08&limit=100",
        "paper": "huggingface.co/api/papers/2601.00011",
        "doi": "doi.org/10.1000/lamps",
        "registry": "api.crossref.org/v1/works/lamps/transform",
        "bib": "aclanthology.org/lamps.bib",
    }
    for name, answer in answers.items():
        services.answers[places[name]] = answer if isinstance(answer, list) else [answer]


REDIRECT = Answer(status=302, headers={"Location": "https://api.crossref.org/v1/works/lamps/transform"})
EVERYTHING = {
    "arxiv:2601.00011": {"atom": Answer(ATOM)},
    "arxiv:cs.CV/new": {"rss": Answer(RSS)},
    "hf:2026-01-08": {"daily": Answer(DAILY)},
    "hf:2601.00011": {"paper": Answer(json.dumps(PAPER))},
    "doi:10.1000/lamps": {"doi": REDIRECT, "registry": Answer(CSL)},
    "https://aclanthology.org/lamps.bib": {"bib": Answer(BIB)},
}


@pytest.mark.parametrize("address", EVERYTHING)
def test_papers_are_fetched_and_read(address: str, services: Services, downloader: Downloader, stores: Stores) -> None:
    plays(services, **EVERYTHING[address])
    *_, last = ingest.add(stores, fetch_papers([address], downloader))
    assert [(report.name, report.failed, report.problems) for report in last.files] == [(address, False, ())]
    (paper,) = stores.library.papers()
    assert (paper.title, paper.abstract, paper.authors) == (TITLE, ABSTRACT, ("Ada Quill",))
    assert list(stores.library.sources()) == [address]


def test_one_paper_by_every_address_is_one_record(services: Services, downloader: Downloader, stores: Stores) -> None:
    for answers in EVERYTHING.values():
        plays(services, **answers)
    *_, last = ingest.add(stores, fetch_papers(EVERYTHING, downloader))
    assert [report.problems for report in last.files] == [()] * len(EVERYTHING)
    (paper,) = stores.library.papers()
    assert (paper.arxiv_id, paper.doi, paper.upvotes) == ("2601.00011", "10.1000/lamps", 41)


def test_the_registry_is_asked_for_csl(services: Services, downloader: Downloader) -> None:
    plays(services, **EVERYTHING["doi:10.1000/lamps"])
    [*fetch_papers(["doi:10.1000/lamps"], downloader)]
    assert {accept for _, accept in services.asked} == {"application/vnd.citationstyles.csl+json"}


def fault_of(downloader: Downloader, address: str) -> str:
    (found,) = fetch_papers([address], downloader)
    assert isinstance(found, Input)
    assert "\n" not in found.fault
    return found.fault


def test_arxiv_is_asked_once_in_three_seconds(services: Services, downloader: Downloader, clock: Clock) -> None:
    plays(services, atom=Answer(ATOM), rss=Answer(RSS), daily=Answer(DAILY))
    [*fetch_papers(["arxiv:2601.00011", "hf:2026-01-08", "arxiv:cs.CV/new"], downloader)]
    assert clock.waits == [pytest.approx(3.0)]


def test_a_busy_server_is_asked_again_when_it_says(services: Services, downloader: Downloader, clock: Clock) -> None:
    plays(services, daily=[Answer(status=429, headers={"Retry-After": "7"}), Answer(DAILY)])
    assert fault_of(downloader, "hf:2026-01-08") == ""
    assert 7.0 in clock.waits


@pytest.mark.parametrize("header", ["3600", "Fri, 01 Jan 2100 00:00:00 GMT"])
def test_a_long_wait_is_left_to_the_person(
    services: Services, downloader: Downloader, clock: Clock, header: str
) -> None:
    plays(services, daily=Answer(status=503, headers={"Retry-After": header}))
    assert "too many requests now. Try again in " in fault_of(downloader, "hf:2026-01-08")
    assert sum(clock.waits) == 0
    assert len(services.asked) == 1


def test_a_server_that_stays_busy_is_asked_three_times(services: Services, downloader: Downloader) -> None:
    plays(services, daily=Answer(status=429))
    assert "Try again later" in fault_of(downloader, "hf:2026-01-08")
    assert len(services.asked) == 3


@pytest.mark.parametrize(
    "location",
    [
        *("https://example.org/x", "http://api.crossref.org/x", "https://127.0.0.1/x", "file:///etc/passwd"),
        *("https://api.crossref.org:8443/x", "//169.254.169.254/latest", ""),
    ],
)
def test_redirects_lead_to_known_hosts_only(services: Services, downloader: Downloader, location: str) -> None:
    plays(services, doi=Answer(status=302, headers={"Location": location}))
    fault = fault_of(downloader, "doi:10.1000/lamps")
    assert "not one of the services" in fault or "redirected too many times" in fault
    assert {asked for asked, _ in services.asked} == {"doi.org/10.1000/lamps"}


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.7", "169.254.169.254", "::1", "fe80::1%eth0", "192.168.1.1"])
def test_a_host_in_a_private_network_is_not_asked(services: Services, address: str) -> None:
    plays(services, daily=Answer(DAILY))
    downloader = Downloader(services, resolve=lambda _: ["151.101.1.42", address])
    assert "private network" in fault_of(downloader, "hf:2026-01-08")
    assert services.asked == []


def test_a_large_answer_is_not_read_further(
    services: Services, downloader: Downloader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "MOST_BYTES", 1_000_000)
    plays(services, daily=Answer(" " * 1_500_000))
    assert "larger than 1 MB" in fault_of(downloader, "hf:2026-01-08")


@pytest.mark.parametrize(
    ("address", "answers", "fault"),
    [
        ("arxiv:2601.00011", {"atom": Answer(ATOM.replace("entry>", "x>"))}, "arXiv has no paper with this id"),
        ("hf:2026-01-08", {"daily": Answer("[]")}, "lists no papers on this day"),
        ("hf:2601.00011", {}, "there is no such paper or list"),
        ("doi:10.1000/lamps", {"doi": Answer(CSL.replace("abstract", "note"))}, "no abstract of this paper"),
        ("arxiv:cs.CV/new", {"rss": Answer(RSS.replace("item>", "x>"))}, "no new papers in this category today"),
        ("arxiv:2601.00011", {"atom": Answer(status=500)}, "answered with status 500"),
        ("hf:tomorrow", {}, "not an address that paperchat can fetch"),
    ],
)
def test_an_answer_without_papers_says_why(
    services: Services, downloader: Downloader, address: str, answers: dict[str, Answer], fault: str
) -> None:
    plays(services, **answers)
    assert fault in fault_of(downloader, address)


def test_a_network_that_is_down_is_one_line(downloader: Downloader, services: Services) -> None:
    services.server.shutdown()
    services.server.server_close()
    with pytest.raises(DownloadError) as failure:
        downloader.fetch(read_source_address("hf:2026-01-08"))
    assert "cannot be reached" in str(failure.value)
    downloader.resolve = failing
    assert "is not found" in fault_of(downloader, "hf:2026-01-08")


def failing(host: str) -> list[str]:
    raise OSError(host)
