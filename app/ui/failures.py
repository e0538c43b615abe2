"""What went wrong, as HTML: a message and the next step. Pure."""

from app.ui.templating import fill

WENT_WRONG = ("Something went wrong in paperchat itself.", "The details are in the server log.")
"""The message and the hint for a bug."""


def failure_html(message: str, hint: str) -> str:
    """Return what went wrong, and what to do about it."""
    return fill("failure.html", message=message, hint=hint)
