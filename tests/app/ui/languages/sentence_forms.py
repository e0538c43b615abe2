"""The sentences of a catalogue, for tests that look at each."""

from app.ui.languages.catalogue import Sentence


def forms(sentence: Sentence) -> list[str]:
    """The sentence, or its singular and plural."""
    return [sentence] if isinstance(sentence, str) else list(sentence.values())
