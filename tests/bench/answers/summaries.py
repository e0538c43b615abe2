"""Summaries without a model: how close the chosen TLDR is to human ones, and whether sentence roles are right.

TLDRs: SciTLDR's human ones against sentences of the abstract. Roles: hand-labelled sentences of the saved pages.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date as Date

from app.summaries.aspects import read_roles, tldr
from app.summaries.cues import ROLES, Role
from app.summaries.one_paper import aspect_lines
from index.papers import Paper
from index.record_merging import merge
from index.sources import read as read_page
from index.text.plain_text import TOKEN
from index.text.sentences import sentence_spans
from tests.bench.common import load_set, seed_pages, table

Scores = tuple[float, float, float]
"""ROUGE-1, ROUGE-2 and ROUGE-L F-scores."""
_LETTERS: Mapping[str, Role] = dict(zip("PMRLE", ROLES, strict=True))
# Roles of all sentences of some papers, by paper id: one letter per sentence, in order.
_LABELLED = {
    "tuned on": (
        "2cb94669f843 PPMMMRRRR  a87e71ad3efa PPPPMMMMRRRR  1cabeadb57d1 PPMMRRMR  7cc2d9df4e9b PPMMMMMRR "
        "1383290e727e MMRMPEEEER  d77616b85fbb PPPMRRRRRE  5ac37de1444a PPMMMMMMRRR "
        "b0a938129144 PMMPPPPPMMMMRRE  1dd65284c202 PPPMRRR  17dfea178dea PPMMMMRRR  915b5a0a5ac7 PPPMMMMMR"
    ),
    "read while the cues were written": (
        "a6cacb376553 PPMMMRR  3578cf34077e PPMMMMRRE  b9c3c038f960 PPPMMRRR  e26b187a756a PPPMMRRRE "
        "33d6f4547fa3 MMMRRRRRLR  07ea0dae458f PPPMMMMRRRR  3b5416abdd48 PPPMMMMMRM  7899d2e2ce03 PPPPMMR "
        "28c1d9283eb4 PPPPPMMMRRR  3a4570f744b9 PPMMMMRRE  b6dffca075c7 PPPMRMRR  62e7015e0e5e PPMMMMRRR "
        "11b814f798f3 PPPPRMMRRE  bebef670d26b MMMMMMRRE  cd24fe62bd3d PPPPMMRR"
    ),
    "labelled after the cues were fixed": (
        "ed7a7ff01a74 PPPMMMRRR  768b768b3549 PPPMMMMRR  c3e6e5d2968c PPPPMMMR  29278ea948e6 PPMMMMMRR "
        "428d36eb0878 PPMMMRRRRRR  dabc44f58938 PPPMMRRRRR  034d40f50925 PPMMRRRR  64937dc913b1 PPPPMMMMMRRE "
        "ab668c15f253 PMMMMRRRM  b4c92cabf9bd PPPMMMMMRRRR"
    ),
    "labelled before their roles were chosen by how sure they are": (
        "291e355d5b9d PPPMRMRE  f0faf9ab17e9 PPPMPMMRE  a7609fd2b3a5 PMMMMRR  1ad84f69a0bf PMMMRRRE "
        "ac48c6e1d5c2 PPPPMMMMR  f031ebeadf9e PPPMMMMRE  0d25f73eb0a4 PMRRRRRR  eac74e6c40d3 PPPMRRRR "
        "7bd617ad88b6 PPMMMRE  23835b8bdd77 PMMMMRRRRE  33653da49f55 PPPMMMMMRR  0050f5aa7b20 PMMMMRMRRR "
        "5f6c8aa75884 PPPPPMRMRRE  38f74dd1c490 PPPMMMMR"
    ),
}


def measure(split: str = "dev") -> Iterator[str]:
    """ROUGE of the chosen TLDR sentence and of the first, last, longest and best one; accuracy of sentence roles."""
    yield f"**{split}**, F in %\n\n{_tldrs(split)}"
    papers = _saved_papers()
    for name, labels in _LABELLED.items():
        if (name == "tuned on") == (split == "train"):
            yield f"Sentences of abstracts {name}\n\n{_roles(papers, labels)}"


def _tldrs(split: str) -> str:
    data = load_set("scitldr", split)
    papers = {paper.id: paper for paper in data.papers}
    pairs = [
        (papers[id_], data.queries[query]) for query, found in data.judged.items() for id_ in found if id_ in papers
    ]
    pairs = [(paper, human) for paper, human in pairs if paper.abstract]
    choices: dict[str, Callable[[Paper, Sequence[str], str], str]] = {
        "first sentence": lambda _, sentences, __: sentences[0],
        "last sentence": lambda _, sentences, __: sentences[-1],
        "longest sentence": lambda _, sentences, __: max(sentences, key=len),
        "**product**": lambda paper, _, __: _chosen(paper),
        "the best sentence (oracle)": lambda _, sentences, human: max(
            sentences, key=lambda one: sum(rouge(one, human))
        ),
    }
    rows = []
    for name, choose in choices.items():
        scores = [rouge(choose(paper, _sentences(paper), human), human) for paper, human in pairs]
        rows.append((name, *(round(100 * sum(values) / len(values), 1) for values in zip(*scores, strict=True))))
    return table((f"of {len(pairs):,} human TLDRs", "ROUGE-1", "ROUGE-2", "ROUGE-L"), rows)


def _chosen(paper: Paper) -> str:
    short = tldr(read_roles(paper))
    return paper.abstract[slice(*short.span)] if short else ""


def _sentences(paper: Paper) -> list[str]:
    return [paper.abstract[start:end] for start, end in sentence_spans(paper.abstract)]


def rouge(candidate: str, reference: str) -> Scores:
    """Return ROUGE-1, ROUGE-2 and ROUGE-L as F (Lin 2004), over lower-case words without stemming."""
    words, human = TOKEN.findall(candidate.lower()), TOKEN.findall(reference.lower())
    found = [_shared(words, human, n) for n in (1, 2)]
    return found[0], found[1], _f(_longest_common(words, human), len(words), len(human))


def _shared(words: Sequence[str], human: Sequence[str], n: int) -> float:
    one, other = (Counter(zip(*(text[i:] for i in range(n)), strict=False)) for text in (words, human))
    return _f((one & other).total(), one.total(), other.total())


def _longest_common(words: Sequence[str], human: Sequence[str]) -> int:
    """Return the length of the longest common subsequence."""
    lengths = [0] * (len(human) + 1)
    for word in words:
        row = [0]
        for i, wanted in enumerate(human):
            row.append(lengths[i] + 1 if word == wanted else max(lengths[i + 1], row[-1]))
        lengths = row
    return lengths[-1]


def _f(shared: int, candidate: int, reference: int) -> float:
    return 2 * shared / (candidate + reference) if shared else 0.0


def _saved_papers() -> dict[str, Paper]:
    papers: dict[str, Paper] = {}
    for page in seed_pages():
        for entry in read_page(page.data, page.name, Date.today()).entries:
            known = papers.get(entry.paper.id)
            papers[entry.paper.id] = merge(known, entry.paper) if known else entry.paper
    return papers


def _roles(papers: Mapping[str, Paper], labels: str) -> str:
    """Return recall and precision of each role, overall accuracy, and what summaries show under the wrong heading."""
    words = labels.split()
    wrong = shown = empty = 0
    pairs: Counter[tuple[Role, Role]] = Counter()
    for id_, letters in zip(words[::2], words[1::2], strict=True):
        lines = read_roles(papers[id_])
        wanted_of = {line.span: _LETTERS[letter] for line, letter in zip(lines, letters, strict=True)}
        pairs.update((wanted_of[line.span], line.role) for line in lines)
        for _, role, chosen in aspect_lines(lines):
            shown += len(chosen)
            wrong += sum(wanted_of[line.span] != role for line in chosen)
            empty += not chosen and role in wanted_of.values()
    rows: list[tuple[object, ...]] = []
    for role in ROLES:
        there = sum(count for (wanted, _), count in pairs.items() if wanted == role)
        taken = sum(count for (_, found), count in pairs.items() if found == role)
        rows.append((role, f"{pairs[role, role]} of {there}", f"{pairs[role, role]} of {taken}"))
    right = sum(count for (wanted, found), count in pairs.items() if wanted == found)
    rows.append(("all", f"{right} of {pairs.total()} ({100 * right / pairs.total():.1f} %)", ""))
    rows.append(("shown in a summary under another role", f"{wrong} of {shown} ({100 * wrong / shown:.1f} %)", ""))
    rows.append(("not stated, though there", f"{empty}", ""))
    return table(("role", "recall", "precision"), rows)
