"""The page starts and answers behind proxies that lead nowhere: nothing on this machine is asked through one."""

from pathlib import Path

import pytest

from tests.e2e.conftest import Visit, serve
from tests.scripted_endpoint import Say, ScriptedEndpoint

NOWHERE = "127.0.0.1:9"


@pytest.mark.parametrize(
    "proxies",
    [
        {"HTTP_PROXY": f"http://{NOWHERE}", "HTTPS_PROXY": f"http://{NOWHERE}"},
        {"ALL_PROXY": f"socks5://{NOWHERE}"},
        {"http_proxy": f"http://{NOWHERE}", "all_proxy": f"socks5h://{NOWHERE}", "no_proxy": "example.org"},
    ],
    ids=["http", "socks", "lower case"],
)
def test_the_page_starts_behind_a_proxy(visit: Visit, home: Path, quoting: str, proxies: dict[str, str]):
    with serve(home, **proxies) as address:
        page = visit(address).page
        assert page.title() == "paperchat"
        page.close()  # before the server ends, which would break off its requests


def test_a_model_on_this_machine_answers_behind_a_proxy(
    visit: Visit, home: Path, quoting: str, model: ScriptedEndpoint
):
    model.says(Say("RT-H learns from the corrections of humans [1]."))
    with serve(
        home, PAPERCHAT_BASE_URL=model.url, HTTP_PROXY=f"http://{NOWHERE}", ALL_PROXY=f"socks5://{NOWHERE}"
    ) as page:
        visitor = visit(page)
        visitor.ask("What is RT-H?")
        assert "corrections of humans" in visitor.finished_turn(0)
        visitor.page.close()
