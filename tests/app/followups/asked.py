"""A short chat, and how a follow-up of it is completed."""

from app.answer import Turn
from app.followups import StandaloneQuestion, make_standalone
from app.llm.endpoint import Endpoint
from tests.index.questions.asking import SHOWN, read
from tests.scripted_endpoint import ScriptedEndpoint

HISTORY = [Turn("What is RAR?", "A registration method [1].")]


def connect(endpoint: ScriptedEndpoint) -> Endpoint:
    return Endpoint(endpoint.url, "tiny-model", None, timeout=60)


def ask(*questions: str, endpoint: Endpoint | None = None) -> StandaloneQuestion:
    """Return the last question in words that stand alone; each answer before it showed the same four papers."""
    history = [Turn(question, "An answer.", SHOWN) for question in questions[:-1]]
    return make_standalone(questions[-1], history, endpoint, read)
