"""The names on the map of a few hundred papers."""

from pathlib import Path

from tests.e2e.conftest import Visit
from tests.e2e.map.map_page import serve_map

# Notes before each name which share of its area holds dots: the area is dimmed by a rounded rectangle.
NOTE_HIDDEN = """
window.hidden = [];
const draws = CanvasRenderingContext2D.prototype, roundRect = draws.roundRect;
draws.roundRect = function (x, y, width, height, radius) {
  const { data } = this.getImageData(x, y, width, height);
  window.hidden.push(new Uint32Array(data.buffer).filter((pixel) => pixel >>> 24).length / (width * height));
  return roundRect.call(this, x, y, width, height, radius);
};
"""


def test_names_hide_no_papers(visit: Visit, tmp_path: Path):
    with serve_map(tmp_path, 400) as address:
        visitor = visit(address)
        visitor.context.add_init_script(NOTE_HIDDEN)
        visitor.reload()
        visitor.show("Map")
        visitor.page.locator("#map-canvas[data-drawn]").wait_for()
        visitor.page.wait_for_function("window.hidden.length > 2")
        assert max(visitor.page.evaluate("window.hidden")) < 0.02
        visitor.leave()
