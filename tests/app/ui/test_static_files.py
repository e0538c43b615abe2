from pathlib import Path

import pytest

from app.ui.static_files import static_text

STATIC = Path(__file__).parents[3] / "app" / "ui" / "static"
OWN = [path for path in sorted(STATIC.rglob("*")) if path.suffix in (".js", ".css") and "katex" not in path.parts]


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.name)
def test_a_file_is_served_without_its_comments_and_with_every_other_line(path: Path) -> None:
    written, served = path.read_text(encoding="utf-8"), static_text(str(path.relative_to(STATIC)))

    assert "/*" not in served
    assert not [line for line in served.splitlines() if line.strip().startswith("//")]
    if path.suffix == ".js":
        lines = [line for line in written.splitlines() if not line.strip().startswith("//")]
        cut = [line.removeprefix(kept) for line, kept in zip(lines, served.splitlines(), strict=True)]
        assert all(not end or (end.lstrip().startswith("// ") and not set(end) & set("'\"`")) for end in cut)
        assert served.count("`") % 2 == 0, "a text lost its end"
    else:
        assert written.count("{") == served.count("{")


def test_several_files_make_one_in_their_order() -> None:
    both = static_text("page/keys.js", "page/server.js")

    assert both == static_text("page/keys.js") + static_text("page/server.js")
