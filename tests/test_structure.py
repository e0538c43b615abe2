"""Who may import what, and how large files may grow. Folders import one way, heavy libraries have their doors."""

import ast
import os
import statistics
import subprocess
import sys
from collections import Counter

import pytest

from tests.source_files import NAMES, ROOT, SOURCES, importing, imports, imports_between_folders, reached, tree_of

# Where each heavy library may be imported; a folder ends with a slash.
DOORS = {
    "chromadb": ["index/stores/chroma/", "index/stores/vector_store.py"],
    "gradio": ["app/ui/"],
    "httpx": [
        *(
            "index/endpoints/certificates.py",
            "index/endpoints/endpoint_errors.py",
            "index/embedding/endpoint_encoder.py",
            "index/retrieval/rerank_endpoint.py",
        ),
        "index/stores/chroma/chroma_server.py",
        *("app/llm/connection.py", "app/fetch/download.py"),
    ],
    "llama_index": [
        *("index/chunking.py", "index/embedding/llama_embedding.py", "index/indexing.py"),
        *("index/retrieval/retriever.py", "index/retrieval/postprocessors.py"),
        "app/llm/llama_index_model.py",
        *("app/answers/synthesizer.py", "app/query_engine.py"),
    ],
    "onnxruntime": [
        "app/checking/entailment_model.py",
        "index/embedding/bundled_encoder.py",
        "index/model/build_onnx.py",
    ],
    "openai": ["index/endpoints/endpoint_errors.py", "index/embedding/endpoint_encoder.py", "app/llm/endpoint.py"],
    "py3langid": ["index/text/language.py"],
    "sqlite3": [
        "index/stores/databases/database_file.py",
        "index/stores/paper_bytes/old_token_vectors.py",
        "index/stores/paper_bytes/bytes_file.py",
    ],
    "sqlalchemy": [
        "index/stores/backups.py",
        "index/stores/databases/",
        "index/moving/library_move.py",
        "index/stores/library.py",
        "index/stores/library_lines.py",
        "index/stores/merging.py",
        "index/stores/migrations.py",
        "index/stores/paper_bytes/bytes_table.py",
        "index/stores/progress/",
        "index/stores/record_checksums.py",
        "index/stores/listed/",
        "index/stores/table_indexes.py",
        "index/stores/tables.py",
        "index/stores/author_names.py",
        "index/stores/filters.py",
        "app/chats/chat_backups.py",
        "app/chats/chat_file.py",
        "app/chats/chat_store.py",
        "app/chats/elsewhere.py",
        "app/chats/visits.py",
        "index/stores/by_hand/",
        "index/browsing/",
        "index/rebuilding/common_past.py",
    ],
    "tantivy": [
        "index/text/words.py",
        "index/stores/word_index.py",
        "index/stores/word_searcher.py",
    ],
    "tokenizers": [
        "app/checking/entailment_model.py",
        "index/embedding/bundled_encoder.py",
        "index/model/build_onnx.py",
    ],
}
HEAVY = {*DOORS, "click", "filelock", "numpy", "rich", "tiktoken"}
PURE_FOLDERS = ("index/sources/", "index/questions/", "app/checking/", "app/citations/", "app/reply/", "app/export/")
# The small models that classify questions, and their training.
NUMERIC = (
    *("app/checking/entailment_model.py", "index/questions/intent_model.py", "index/questions/intent_training.py"),
    *(
        f"index/questions/translation/{name}.py"
        for name in ("request_model", "request_training", "translated_requests")
    ),
    "index/questions/request_topics/topic_training.py",
)
PURE = [
    *(
        "index/endpoints/endpoint_address.py",
        "index/identity.py",
        "index/papers.py",
        "index/record_merging.py",
        "index/text/sentences.py",
        "index/retrieval/evidence.py",
        "index/sentence_ranking/sentence_ranker.py",
        "index/sentence_ranking/sentence_signals.py",
        "index/retrieval/answerability.py",
        "index/questions/query.py",
    ),
    *("index/text/spelling.py", "index/text/acronyms.py"),
    *("index/retrieval/fusion.py", "index/retrieval/reranking.py", "index/map/naming.py", "index/map/noun_phrases.py"),
    *(name for name in NAMES if name.startswith(PURE_FOLDERS) and name not in NUMERIC),
    *("app/answer.py", "app/request.py", "app/checking/answer_check.py"),
    *(
        f"app/summaries/{name}.py"
        for name in ("quoting", "draft", "cues", "aspects", "one_paper", "table", "agreements")
    ),
    *(
        "app/evaluation/question_file.py",
        "app/evaluation/measures.py",
        "app/checking/prompt_injection.py",
        "app/answers/subquestions.py",
        "app/answers/refusal.py",
    ),
]


def test_there_are_sources_to_check() -> None:
    assert {"index/ingest.py", "index/sources/listing.py", "app/cli.py", "app/ui/page.py"} <= set(NAMES)
    listed = {door for doors in DOORS.values() for door in doors if not door.endswith("/")} | set(PURE)
    assert listed <= set(NAMES)


def test_index_never_imports_app() -> None:
    assert importing({"app"}, [name for name in NAMES if not name.startswith("app/")]) == []


def test_nothing_imports_the_tests() -> None:
    assert importing({"tests"}, NAMES) == []


@pytest.mark.parametrize("library", DOORS)
def test_a_heavy_library_is_imported_at_its_doors_only(library: str) -> None:
    users = {
        path.relative_to(ROOT).as_posix()
        for path in SOURCES
        for item in imports(path)
        if item.module.split(".")[0] == library and not item.typing
    }
    doors = {
        name for name in NAMES for door in DOORS[library] if name == door or name.startswith(door.rstrip("/") + "/")
    }
    assert users - doors == set()
    assert users


# From the records up to the commands: a folder, or a module beside the folders, imports only what stands before it.
LAYERS = [
    *(
        "index.wording",
        "index.errors",
        "index.endpoints",
        "index.identity",
        "index.papers",
        "index.record_merging",
        "index.sample",
    ),
    *(
        "index.text",
        "index.embedding",
        "index.model",
        "index.sources",
        "index.questions",
        "index.stores",
        "index.chunking",
    ),
    *(
        "index.collection",
        "index.map",
        "index.indexing",
        "index.missing_vectors",
        "index.writer_lock",
        "index.shared_library",
        "index.rebuilding",
        "index.upgrade",
        "index.ingest",
        "index.preview",
        "index.verification",
        "index.moving",
        "index.browsing",
        "index.sentence_ranking",
        "index.retrieval",
        "index.evaluation",
    ),
    *(
        "app.export",
        "app.fetch",
        "app.private_file",
        "app.settings",
        "app.users",
        "app.citations",
        "app.checking",
        "app.reply",
        "app.answer",
        "app.operations",
        "app.request",
        "app.chats",
        "app.llm",
        "app.connect",
    ),
    *("app.cost", "app.followups", "app.summaries", "app.example_questions", "app.answers", "app.review", "app.engine"),
    *("app.query_engine", "app.json_output", "app.terminal", "app.evaluation", "app.ui"),
    "app.page_backend",
    *(
        "app.wiring",
        "app.command_support",
        "app.transfer",
        "app.watch",
        "app.drafts",
        "app.library_commands",
        "app.model_commands",
        "app.cli",
    ),
]


def test_folders_import_one_way_so_there_is_no_circle() -> None:
    graph = imports_between_folders()
    place = {folder: at for at, folder in enumerate(LAYERS)}
    assert graph.keys() <= place.keys()
    backwards = {(own, other) for own, others in graph.items() for other in others if place[other] >= place[own]}
    assert backwards == set()


def test_no_two_modules_share_a_name() -> None:
    names = Counter(path.stem for path in SOURCES if path.stem != "__init__")
    assert {name for name, count in names.items() if count > 1} == set()


def test_no_two_classes_share_a_name() -> None:
    classes = Counter(node.name for path in SOURCES for node in tree_of(path).body if isinstance(node, ast.ClassDef))
    assert {name for name, count in classes.items() if count > 1} == set()


def test_files_folders_and_functions_stay_small() -> None:
    files = [*SOURCES, *(ROOT / "tests").rglob("*.py")]
    lines = {path.relative_to(ROOT).as_posix(): len(path.read_text("utf-8").splitlines()) for path in files}
    assert {name: count for name, count in lines.items() if count > 300} == {}
    folders = Counter(path.parent for path in files if path.name != "__init__.py")
    assert {folder.relative_to(ROOT).as_posix(): count for folder, count in folders.items() if count > 16} == {}
    functions = [
        node.end_lineno - node.lineno + 1
        for path in SOURCES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno
    ]
    assert statistics.median(functions) <= 10


def test_pure_modules_import_no_heavy_library() -> None:
    assert importing(HEAVY, PURE) == []


def test_pure_modules_reach_no_heavy_library() -> None:
    heavy = {name: {module for module in reached(name) if module.split(".")[0] in HEAVY} for name in PURE}
    assert {name: modules for name, modules in heavy.items() if modules} == {}


# Each starts a program.
@pytest.mark.slow
@pytest.mark.parametrize(
    ("modules", "kept_out"),
    [
        ("app.cli", {*DOORS}),
        ("index.ingest, index.retrieval.search", {"llama_index", "chromadb", "onnxruntime", "openai", "gradio"}),
        ("app.citations, app.answer, index.sources", HEAVY),
    ],
)
def test_importing_stays_light(modules: str, kept_out: set[str]) -> None:
    script = f"import sys, {modules}; print(*{{name.split('.')[0] for name in sys.modules}})"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True, env=environment)
    loaded = set(done.stdout.split())
    assert modules.split(".", maxsplit=1)[0] in loaded
    assert loaded & kept_out == set()
