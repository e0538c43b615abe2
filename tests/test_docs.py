"""The documentation does not lie: its commands run, its settings and its files are the real ones."""

import ast
import json
import os
import re
import shlex
import shutil
import subprocess
from dataclasses import MISSING, fields
from pathlib import Path

import pytest
from click.testing import CliRunner

from app import settings as settings_module
from app.cli import main
from app.settings import Settings
from tests.app.checking.tiny_entailment import write_model
from tests.app.cli.command import PAGE
from tests.index.evaluation.sets import OFFICIAL, write_set

ROOT = Path(__file__).parents[1]
MAKE = shutil.which("make") or "make"
DRAFT = """RAR registers point clouds on ModelNet40 better than earlier methods [1].

[1] RAR: Region-Aware Point Cloud Registration. 2023.
"""
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
TEXTS = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in DOCUMENTS}
README, CONTRIBUTING = TEXTS["README.md"], TEXTS["CONTRIBUTING.md"]


def commands(text: str) -> list[str]:
    """Return the lines of the shell blocks, without comments."""
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    lines = [line.split("  #")[0].strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize("command", [c for text in TEXTS.values() for c in commands(text) if "make " in c])
def test_make_targets_exist_and_their_settings_too(command: str):
    words = shlex.split(command)
    variables = dict(word.split("=", 1) for word in words[: words.index("make")])
    known = {f"PAPERCHAT_{field.name.upper()}" for field in fields(Settings)} | {"PAPERCHAT_SHARED"}
    assert variables.keys() <= known
    done = subprocess.run(
        [MAKE, "--dry-run", *words[words.index("make") + 1 :]], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_the_commands_of_the_documents_run_in_their_order():
    Path("my-page.txt").write_text(PAGE, encoding="utf-8")
    Path("my-draft.md").write_text(DRAFT, encoding="utf-8")
    Path("my-table.csv").write_text("Name,What it says,Year\nGull Eye,We count gulls.,2024\n", encoding="utf-8")
    snapshot = {"id": "2401.00001", "title": "Gull Eye", "abstract": "We count gulls.", "categories": "cs.CL"}
    Path("my-snapshot.jsonl").write_text(2 * f"{json.dumps(snapshot)}\n", encoding="utf-8")
    write_set(Path("my-test-set"), OFFICIAL)
    (questions,) = re.findall(r"```json\n(.*?)```", TEXTS["docs/evaluation.md"], re.DOTALL)
    Path("my-questions.jsonl").write_text(
        re.sub(r'"FemtoDet: [^"]+"', '"FemtoDet: Object Detection for Little Energy"', questions), encoding="utf-8"
    )
    write_model(Path("my-model"), {"immune": [4.0, 0.0]}, ["contradiction", "entailment"])
    pair = {"premise": "Tides drive turbines.", "hypothesis": "Tides drive turbines.", "label": "supported"}
    Path("my-pairs.jsonl").write_text(
        "\n".join(json.dumps({**pair, "premise": f"{pair['premise']} {n}"}) for n in range(80)), encoding="utf-8"
    )
    ours = [shlex.split(c)[1:] for text in TEXTS.values() for c in commands(text) if c.startswith("paperchat ")]
    assert {words[0] for words in ours} == set(main.commands) - {"serve"}
    # It needs servers: tests/app/transfer/test_move_command.py.
    ours = [words for words in ours if words[0] != "move"]
    for words in ours:
        if words[0] in {"ask", "check", "export", "search", "summarise"} or words[:2] == ["eval", "answers"]:
            CliRunner().invoke(main, ["add", "my-page.txt"])
        chosen = {"PAPERCHAT_ENTAILMENT": "my-model"} if words[:2] == ["eval", "entailment"] else {}
        result = CliRunner().invoke(main, words, input="\n", env=chosen)
        assert result.exit_code == 0, (words, result.output)


def test_the_settings_table_is_the_settings():
    tree = ast.parse(Path(settings_module.__file__).read_text(encoding="utf-8"))
    (record,) = (node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "Settings")
    docstrings = {}
    for field, comment in zip(record.body, record.body[1:], strict=False):
        if (
            isinstance(field, ast.AnnAssign)
            and isinstance(comment, ast.Expr)
            and isinstance(comment.value, ast.Constant)
        ):
            docstrings[ast.unparse(field.target)] = " ".join(str(comment.value.value).split())
    rows = []
    for setting in fields(Settings):
        default = "" if setting.default in (None, "", MISSING) else f"`{setting.default}`"
        rows.append(f"| `PAPERCHAT_{setting.name.upper()}` | {default} | {docstrings[setting.name]} |")
    assert "\n".join(rows) in TEXTS["docs/settings.md"]


def test_the_map_names_every_folder_and_only_files_that_exist():
    code = CONTRIBUTING.split("## The map")[1].split("```")[1]
    listed = {match[1].rstrip("/") for match in re.finditer(r"^ {0,2}([\w/.]+)  ", code, re.MULTILINE)}
    folders = {
        path.parent.relative_to(ROOT).as_posix() for part in ("app", "index") for path in (ROOT / part).rglob("*.py")
    }
    assert {folder for folder in folders if folder.count("/") == 1} <= listed
    assert [name for name in listed if not (ROOT / name).exists()] == []
    named = set(re.findall(r"\b(?:app|index|tests|prompts|docs)/[\w/.]+\w", CONTRIBUTING))
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


def test_links_in_the_documents_work():
    for name, text in TEXTS.items():
        for link in re.findall(r"\]\((?!https?://)([^)#]+)\)", text):
            assert ((ROOT / name).parent / link).exists(), (name, link)


@pytest.mark.parametrize("lock", ["requirements.lock", "tests/requirements.lock"])
def test_lock_files_are_hashed_and_name_no_registry(lock: str):
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    for requirement in re.split(r"\n(?=\S)", text.strip()):
        assert "--hash=sha256:" in requirement, requirement


def test_make_help_lists_every_target():
    environment = {**os.environ, "MAKEFLAGS": ""}
    done = subprocess.run([MAKE, "help"], cwd=ROOT, capture_output=True, text=True, check=True, env=environment)
    for target in ("run", "test", "fast", "check", "bench", "lock", "format"):
        assert re.search(rf"^{target} ", done.stdout, re.MULTILINE)
