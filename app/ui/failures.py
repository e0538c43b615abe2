"""What went wrong, as HTML: a message and the next step. Pure."""

from app.ui.languages.catalogue import translated
from app.ui.languages.said_in_words import in_words
from app.ui.templating import fill


def bug_message() -> tuple[str, str]:
    """Return the message and the hint for a bug."""
    return translated("fault.went_wrong"), translated("fault.went_wrong_hint")


def failure_html(message: str, hint: str) -> str:
    """Return what went wrong, and what to do about it."""
    return fill("failure.html", message=in_words(message), hint=in_words(hint))
