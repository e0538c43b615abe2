"""What the word index keeps of a paper, each as one text, and how a defined acronym is written in it. Pure."""

from index.text import words
from index.text.acronyms import definitions
from index.text.spelling import in_one_spelling


def word_fields(title: str, abstract: str, text: str) -> dict[str, str]:
    """Return the fields of a paper by their names; `text`: title and abstract as they are read."""
    pairs = " ".join([*words.pairs(title), *words.pairs(abstract)])
    defined = definitions(f"{title}. {abstract}")
    acronyms = " ".join(f"{short}={long.replace(' ', '_')}={'_'.join(words.stems(long))}" for short, long in defined)
    return {"text": in_one_spelling(f"{title}\n{text}"), "pairs": pairs, "forms": text, "acronyms": acronyms}


def definition_of(term: str, papers: int) -> tuple[str, str, str, int]:
    """Return a definition as `Acronyms` takes it, from its term and the number of papers that have it."""
    short, long, stems = term.split("=")
    return short, long.replace("_", " "), stems, papers
