"""A page with a map of 80 papers, and how it is opened."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import Visit
from tests.e2e.map.map_page import serve_map


@pytest.fixture(scope="package")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve_map(tmp_path_factory.mktemp("map"), 80) as page:
        yield page


def open_map(visit: Visit, address: str, **window: object) -> Page:
    visitor = visit(address, **window)
    page = visitor.page
    visitor.show("Map")
    page.locator("#map-canvas[data-drawn]").wait_for()
    return page


def picture(page: Page) -> bytes:
    return page.locator("#map-canvas").screenshot()
