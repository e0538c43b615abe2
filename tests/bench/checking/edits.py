"""Edits sentences of abstracts into true and false ones, to measure the check. Pure, given a random generator.

The word lists are its own; the check does not use them. An edit that does not fit a sentence returns None.
"""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Edit = Callable[["Material", random.Random], str | None]


@dataclass(frozen=True, slots=True)
class Material:
    """A sentence, its title and abstract, and names that other papers use."""

    sentence: str
    text: str
    foreign: Sequence[str]
    stranger: str
    """A sentence of another paper."""


# No enumerators as in "(2) a loss".
_NUMBER = re.compile(r"(?<![\w.,(·-])\d+(?:\.\d+)?(?![\w-]|[.,]\d)|(?<![\w.,-])\d+(?:\.\d+)?(?=[%×xBMK]\b|%|×)")
_NAME = re.compile(r"(?<![\w-])(?:[A-Z]{2,}[\w-]*|[A-Z][a-z]+[A-Z]\w*(?:-\w+)*|[A-Za-z]+-?\d+(?:\.\d+)?)(?![\w-])")
_AUXILIARY = re.compile(r"\b(is|are|was|were|can|could|will|may|should|do|does|did|has been|have been)\b(?! not)")
_VERBS = dict(
    pair.split("/")
    for pair in (
        "improves/improve reduces/reduce shows/show achieves/achieve increases/increase provides/provide "
        "enables/enable requires/require leads/lead outperforms/outperform allows/allow uses/use induces/induce "
        "plays/play inhibits/inhibit promotes/promote contributes/contribute suggests/suggest depends/depend"
    ).split()
)
_OPPOSITES = dict(
    pair.split("/")
    for pair in (
        "increases/decreases increased/decreased increase/decrease decreased/increased decreases/increases "
        "higher/lower lower/higher improves/worsens improved/worsened improving/worsening reduces/raises "
        "reduced/raised reducing/raising better/worse outperforms/underperforms outperform/underperform "
        "faster/slower more/less fewer/more larger/smaller positively/negatively enhances/impairs enhanced/impaired "
        "promotes/suppresses inhibits/stimulates inhibited/stimulated superior/inferior upregulated/downregulated "
        "strong/weak stronger/weaker surpasses/trails stable/unstable effective/ineffective"
    ).split()
)
_SYNONYMS = dict(
    pair.split("/")
    for pair in (
        "show/demonstrate shows/demonstrates demonstrate/show propose/present introduce/propose achieves/attains "
        "achieve/attain uses/employs using/with use/employ used/employed improves/boosts improve/boost large/big "
        "significantly/considerably furthermore/moreover Moreover/Furthermore However/Nevertheless but/yet "
        "various/several approach/method method/approach novel/new important/key allows/lets obtain/get "
        "investigate/study examined/studied patients/individuals results/findings demonstrated/showed "
        "requires/needs consists/consisted reduces/lowers reduced/lowered increased/elevated existing/current "
        "often/frequently many/numerous help/aid helps/aids main/principal evaluate/assess evaluated/assessed "
        "suggest/indicate suggests/indicates performance/results enables/permits due/owing issue/problem"
    ).split()
)
_LETTERS = "ABCDEFGILMNPRSTV"
_SMALL = "zero one two three four five six seven eight nine ten eleven twelve".split()


def verbatim(material: Material, draw: random.Random) -> str | None:
    return material.sentence


def reworded(material: Material, draw: random.Random) -> str | None:
    """Replace up to four words by synonyms, perhaps after a reporting phrase."""
    found = [word for word in re.findall(r"\w+", material.sentence) if word in _SYNONYMS]
    if not found:
        return None
    text = material.sentence
    for word in dict.fromkeys(found[:4]):
        text = re.sub(rf"\b{word}\b", _SYNONYMS[word], text, count=1)
    opening = draw.choice(["", "According to the authors, ", "The study reports that ", "The paper notes that "])
    return opening + (text[0].lower() + text[1:] if opening and text[1:2].islower() else text)


def respelled(material: Material, draw: random.Random) -> str | None:
    """Write the figures in another form."""
    text = re.sub(
        r"(\d)\s?(?:%|percent\b)", lambda m: f"{m[1]} percent" if "%" in m[0] else f"{m[1]}%", material.sentence
    )
    text = re.sub(r"(\d)(?:[x×]|-fold\b)(?!\w)", r"\1 times", text)
    text = re.sub(r"(\d(?:\.\d+)?) million\b", r"\1M", re.sub(r"(\d(?:\.\d+)?)[ -]billion\b", r"\1B", text))
    text = re.sub(r"\b(\d+),(\d{3})\b", r"\1\2", text)
    text = re.sub(r"(?<![\w.,-])(\d|1[0-2])(?= [a-z]{3})", lambda m: _SMALL[int(m[1])], text)
    if text == material.sentence:
        text = re.sub(r"\b(?:" + "|".join(_SMALL[2:]) + r")\b(?! hundred|-)", lambda m: str(_SMALL.index(m[0])), text)
    return text if text != material.sentence else None


def rounded(material: Material, draw: random.Random) -> str | None:
    """Round the first figure that has decimals."""
    match = re.search(r"(?<![\w.,-])(\d{2,}\.\d+)(?=%| )", material.sentence)
    if not match:
        return None
    return f"{material.sentence[: match.start()]}about {round(float(match[1]))}{material.sentence[match.end() :]}"


def shortened(material: Material, draw: random.Random) -> str | None:
    """Drop the first or the last clause."""
    clauses = re.split(r", (?=which|while|and|but|with|where|thereby|leading|including)", material.sentence)
    if len(clauses) < 2 or len(clauses[0].split()) < 6:
        return None
    return clauses[0].rstrip(".,;") + "."


def number_changed(material: Material, draw: random.Random) -> str | None:
    """Change one number to one that the abstract does not have."""
    found = list(_NUMBER.finditer(material.sentence))
    if not found:
        return None
    match = draw.choice(found)
    for _ in range(20):
        value = float(match[0]) * draw.choice([0.5, 0.7, 1.15, 1.3, 1.6, 2.1]) + draw.choice([0, 1])
        decimals = len(match[0].partition(".")[2])
        new = f"{value:.{decimals}f}"
        if not re.search(rf"(?<![\d.]){re.escape(new)}(?![\d])", material.text) and float(new) != float(match[0]):
            return material.sentence[: match.start()] + new + material.sentence[match.end() :]
    return None


def number_borrowed(material: Material, draw: random.Random) -> str | None:
    """Change one number to another number of the same abstract, from another sentence."""
    found = list(_NUMBER.finditer(material.sentence))
    others = {m[0] for m in _NUMBER.finditer(material.text.replace(material.sentence, ""))} - {m[0] for m in found}
    if not found or not others:
        return None
    match = draw.choice(found)
    return material.sentence[: match.start()] + draw.choice(sorted(others)) + material.sentence[match.end() :]


def name_swapped(material: Material, draw: random.Random) -> str | None:
    """Change one name, everywhere in the sentence, to one of another paper."""
    found = sorted({m[0] for m in _NAME.finditer(material.sentence)})
    foreign = [name for name in material.foreign if name.lower() not in material.text.lower()]
    if not found or not foreign:
        return None
    name = draw.choice(found)
    return re.sub(rf"(?<![\w-]){re.escape(name)}(?![\w-])", draw.choice(foreign), material.sentence)


def name_slipped(material: Material, draw: random.Random) -> str | None:
    """Change the number, or a letter of the acronym, of a name that the abstract has too; not of one in brackets."""
    found = [match for match in _NAME.finditer(material.sentence) if match[0] in material.text]
    draw.shuffle(found)
    for match in found:
        before, name, after = material.sentence[: match.start()], match[0], material.sentence[match.end() :]
        new = _slipped(name, draw)
        if new and new not in material.text and not before.endswith("("):
            return f"{before}{new}{after}"
    return None


def _slipped(name: str, draw: random.Random) -> str:
    if digits := list(re.finditer(r"\d", name)):
        digit = digits[-1]
        return f"{name[: digit.start()]}{(int(digit[0]) + draw.choice([1, 2, 3])) % 10}{name[digit.end() :]}"
    if not re.fullmatch(r"[A-Z]{3,}s?", name):
        return ""
    place = draw.randrange(1, len(name.rstrip("s")))
    return f"{name[:place]}{draw.choice([sign for sign in _LETTERS if sign != name[place]])}{name[place + 1 :]}"


def negated(material: Material, draw: random.Random) -> str | None:
    """Negate the main statement, or remove its negation."""
    text = material.sentence
    if re.search(r"\b(?:does|did|do) not \w", text):
        return re.sub(r"\b(does|did|do) not ", "", text, count=1)
    if re.search(r"\bnot\b", text):
        return re.sub(r" not\b", "", text, count=1)
    if match := _AUXILIARY.search(text):
        return f"{text[: match.end()]} not{text[match.end() :]}".replace("been not", "not been")
    for verb, base in _VERBS.items():
        if re.search(rf"\b{verb}\b", text):
            return re.sub(rf"\b{verb}\b", f"does not {base}", text, count=1)
    return None


def reversed_direction(material: Material, draw: random.Random) -> str | None:
    """Replace a direction word by its opposite."""
    found = [word for word in re.findall(r"\w+", material.sentence) if word in _OPPOSITES]
    if not found:
        return None
    word = draw.choice(found)
    return re.sub(rf"\b{word}\b", _OPPOSITES[word], material.sentence, count=1)


def overclaimed(material: Material, draw: random.Random) -> str | None:
    """Turn a hedged statement into a certain one."""
    text = material.sentence
    hedged = re.sub(
        r"\b(?:may|might|could|can)\b(?: be)?", lambda m: "always is" if "be" in m[0] else "will always", text, count=1
    )
    if hedged != text:
        return hedged
    proved = re.sub(r"\b(?:suggests?|indicates?)\b", "prove", text, count=1)
    proved = re.sub(
        r"\bis associated with\b|\bare associated with\b|\bwas associated with\b", "causes", proved, count=1
    )
    if proved != text:
        return proved
    boosted = re.sub(r"\b(?:reduces|reduced|mitigates|alleviates)\b", "completely eliminates", text, count=1)
    return boosted if boosted != text else None


def invented(material: Material, draw: random.Random) -> str | None:
    """Join the first words of the sentence to the end of a sentence of another paper."""
    own, other = material.sentence.split(), material.stranger.split()
    if len(own) < 8 or len(other) < 10:
        return None
    return " ".join([*own[: len(own) // 3], *other[len(other) // 3 :]])


TRUE: dict[str, Edit] = {
    "verbatim": verbatim,
    "reworded": reworded,
    "figures in another form": respelled,
    "rounded": rounded,
    "a clause dropped": shortened,
}
FALSE: dict[str, Edit] = {
    "number changed": number_changed,
    "number of another sentence": number_borrowed,
    "name swapped": name_swapped,
    "negated": negated,
    "direction reversed": reversed_direction,
    "overclaimed": overclaimed,
    "invented ending": invented,
}


def foreign_names(texts: Sequence[str]) -> list[str]:
    """Return the names that the texts use."""
    return sorted({match[0] for text in texts for match in _NAME.finditer(text)})
