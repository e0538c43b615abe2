"""What a server says reaches the panel as text: its models' names, its errors, its address."""

from dataclasses import dataclass

import pytest

from app.connect.checkup_line import CheckupLine
from app.connect.choice import Form
from app.connect.current_model import ModelForm, ModelStatus
from app.connect.servers import FoundServer, ListedModel
from app.ui.languages.visitor_language import speaking
from app.ui.model.model_panel import form_html, pill_html
from app.ui.templating import fill

HOSTILE = "\"'><img src=x onerror=alert(1)></textarea><script>alert(2)</script>"


@dataclass(frozen=True)
class Said:
    """A model about which everything is the same text."""

    text: str = HOSTILE

    @property
    def status(self) -> ModelStatus:
        return ModelStatus(self.text, "fails", self.text, self.text)

    @property
    def form(self) -> ModelForm:
        typed = Form(self.text, self.text, "sk-planted", headers=self.text, body=self.text, context_window=self.text)
        return ModelForm(typed, {"temperature": self.text}, has_key=True, connected=True)


def shown() -> list[str]:
    line = CheckupLine(HOSTILE, "failed", HOSTILE, HOSTILE, HOSTILE, (HOSTILE,))
    server = FoundServer(HOSTILE, HOSTILE, (ListedModel(HOSTILE),))
    return [
        pill_html(Said()),  # type: ignore[arg-type]  # it has what is shown
        form_html(Said(), allowed=True),  # type: ignore[arg-type]
        form_html(Said(), allowed=False),  # type: ignore[arg-type]
        fill("findings.html", findings=[line]),
        fill("found.html", servers=[server]),
    ]


def test_what_to_know_of_a_server_is_in_the_language_of_the_page() -> None:
    with speaking("de"):
        html = form_html(Said(), allowed=True)  # type: ignore[arg-type]
    assert "Im Terminal: ollama serve startet es" in html
    assert "Anderer Server" in html


def test_a_reader_is_told_that_editors_may_change_the_model() -> None:
    html = form_html(Said(), allowed=False, login=True)  # type: ignore[arg-type]
    assert "Only editors may change the model." in html
    assert "PAPERCHAT_PANEL" not in html


@pytest.mark.parametrize("html", shown(), ids=["pill", "form", "locked", "findings", "found"])
def test_nothing_becomes_markup_and_no_key_is_sent(html: str) -> None:
    assert "alert(" in html
    assert "<img" not in html
    assert "<script" not in html
    assert "sk-planted" not in html
