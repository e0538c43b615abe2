"""What the word index keeps of a paper, each as one text, and how a defined acronym is written in it. Pure."""

from index.text import words
from index.text.acronyms import definitions
from index.text.spelling import in_one_spelling


def word_fields(title: str, abstract: str) -> dict[str, str]:
    """Return the fields of a paper by their names."""
    # Each once, as bringing words into one spelling is a fifth of indexing them.
    spelled_title, spelled_abstract = in_one_spelling(title), in_one_spelling(abstract)
    pairs = " ".join(pair for part in (spelled_title, spelled_abstract) for pair in words.pairs_in_one_spelling(part))
    defined = definitions(f"{title}. {abstract}")
    acronyms = " ".join(f"{short}={long.replace(' ', '_')}={'_'.join(words.stems(long))}" for short, long in defined)
    # The words of the title count twice.
    searched = f"{spelled_title}\n{spelled_title}\n{spelled_abstract}"
    return {"text": searched, "pairs": pairs, "forms": f"{title}\n{abstract}", "acronyms": acronyms}


def definition_of(term: str, papers: int) -> tuple[str, str, str, int]:
    """Return a definition as `Acronyms` takes it, from its term and the number of papers that have it."""
    short, long, stems = term.split("=")
    return short, long.replace("_", " "), stems, papers
