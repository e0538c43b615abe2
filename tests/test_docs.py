"""The documentation does not lie: its commands run, its settings and its files are the real ones."""

import ast
import os
import re
import shlex
import shutil
import subprocess
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from app import settings as settings_module
from app.cli import main
from app.settings import Settings
from tests.app.test_cli import PAGE
from tests.index.evaluation.sets import OFFICIAL, write_set

ROOT = Path(__file__).parents[1]
MAKE = shutil.which("make") or "make"
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def commands(text: str) -> list[str]:
    """Return the lines of the shell blocks, without comments."""
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    lines = [line.split("  #")[0].strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize("command", [c for c in commands(README + CONTRIBUTING) if "make " in c])
def test_make_targets_exist_and_their_settings_too(command: str):
    words = shlex.split(command)
    variables = dict(word.split("=", 1) for word in words[: words.index("make")])
    known = {f"PAPERCHAT_{field.name.upper()}" for field in fields(Settings)} | {"PAPERCHAT_SHARED"}
    assert variables.keys() <= known
    done = subprocess.run(
        [MAKE, "--dry-run", *words[words.index("make") + 1 :]], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_commands_of_the_readme_run_in_their_order():
    Path("my-page.txt").write_text(PAGE, encoding="utf-8")
    write_set(Path("my-test-set"), OFFICIAL)
    (questions,) = re.findall(r"```json\n(.*?)```", README, re.DOTALL)
    Path("my-questions.jsonl").write_text(
        re.sub(r'"FemtoDet: [^"]+"', '"FemtoDet: Object Detection for Little Energy"', questions), encoding="utf-8"
    )
    ours = [shlex.split(c)[1:] for c in commands(README) if c.startswith("paperchat ")]
    assert {words[0] for words in ours} == set(main.commands) - {"serve"}
    for words in ours:
        if words[0] == "summarise" or words[:2] == ["eval", "answers"]:
            CliRunner().invoke(main, ["add", "my-page.txt"])
        result = CliRunner().invoke(main, words, input="\n")
        assert result.exit_code == 0, (words, result.output)


def test_the_python_of_the_readme_runs(tmp_path: Path):
    from index import ingest
    from index.collection import open_stores
    from index.embedding.bundled_encoder import BundledEncoder

    home = Path("~/.local/share/paperchat").expanduser()
    assert home.is_relative_to(tmp_path)
    stores = open_stores(home, BundledEncoder())
    list(ingest.add(stores, [ingest.Input("page.txt", PAGE.encode())]))
    stores.close()
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    names: dict[str, Any] = {}
    exec(compile(code, "README.md", "exec"), names)  # noqa: S102 - our own text
    assert "FemtoDet" in str(names["response"])


def test_the_settings_table_is_the_settings():
    tree = ast.parse(Path(settings_module.__file__).read_text(encoding="utf-8"))
    (record,) = (node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "Settings")
    told = {}
    for field, comment in zip(record.body, record.body[1:], strict=False):
        if (
            isinstance(field, ast.AnnAssign)
            and isinstance(comment, ast.Expr)
            and isinstance(comment.value, ast.Constant)
        ):
            told[ast.unparse(field.target)] = " ".join(str(comment.value.value).split())
    rows = []
    for setting in fields(Settings):
        default = "" if setting.default in (None, "", MISSING) else f"`{setting.default}`"
        rows.append(f"| `PAPERCHAT_{setting.name.upper()}` | {default} | {told[setting.name]} |")
    assert "\n".join(rows) in README


def test_the_file_map_names_every_file():
    listed = set(re.findall(r"^ *(\S+)  ", README.split("## What is where")[1].split("```")[1], re.MULTILINE))
    found = {
        str(path.relative_to(ROOT / path.relative_to(ROOT).parts[0]))
        for folder in ("app", "index", "prompts")
        for path in (ROOT / folder).rglob("*")
        if path.is_file()
        and "__pycache__" not in path.parts
        and path.name != "__init__.py"
        and "model" not in path.parts
    }
    assert found - listed == set()
    assert {name for name in listed if "." in name} - found == set()


def test_links_of_the_documents_lead_somewhere():
    for link in re.findall(r"\]\((?!https?://)([^)#]+)\)", README + CONTRIBUTING):
        assert (ROOT / link).exists(), link


@pytest.mark.parametrize("lock", ["requirements.lock", "tests/requirements.lock"])
def test_lock_files_are_hashed_and_name_no_registry(lock: str):
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    for requirement in re.split(r"\n(?=\S)", text.strip()):
        assert "--hash=sha256:" in requirement, requirement


def test_make_help_lists_every_target():
    environment = {**os.environ, "MAKEFLAGS": ""}
    done = subprocess.run([MAKE, "help"], cwd=ROOT, capture_output=True, text=True, check=True, env=environment)
    for target in ("run", "test", "check", "bench", "lock", "format"):
        assert re.search(rf"^{target} ", done.stdout, re.MULTILINE)
