"""Words of direction: "rises", "falls", "better", "worse", by the axis they point along. Pure."""

import re
from functools import cache

from index.text.words import stem

# Opposites by axis: words for more, and words for less, of the same thing.
_AXES = {
    "amount": (
        "increase raise elevate rise grow high higher highest great greater greatest enhance boost amplify "
        "upregulate expand gain promote stimulate activate induce accelerate elicit strengthen potentiate augment "
        "large larger largest overexpress exacerbate aggravate intensify abundant expansion",
        "decrease reduce low lower lowest diminish decline drop fall attenuate downregulate "
        "shrink inhibit suppress block deactivate prevent impair abolish abrogate repress hinder small "
        "smaller smallest minimize minimise lessen curtail limit weaken mitigate alleviate dampen "
        "reduction deplete silence hamper impede slow slower delay ameliorate scarce",
    ),
    "degree": ("more most greater higher larger", "less least fewer fewest lower smaller"),
    "quality": (
        "improve enhance good better best outperform surpass exceed beat superior benefit boost strengthen "
        "improvement gain effective favorable favourable ameliorate rescue",
        "degrade worsen impair bad worse worst underperform inferior harm hurt deteriorate degradation trail "
        "ineffective unfavorable unfavourable lag exacerbate aggravate",
    ),
    "speed": ("fast faster fastest accelerate quick quicker rapid speed speedup", "slow slower slowest delay slowdown"),
    "length": ("long longer longest prolong extend lengthen", "short shorter shortest shorten"),
    "sign": ("positive positively direct directly", "negative negatively inverse inversely"),
    "strength": ("strong stronger strongest robust strengthen", "weak weaker weakest fragile weaken"),
    "effort": ("easy easier simple simpler", "hard harder difficult complex"),
    "cost": ("cheap cheaper inexpensive", "expensive costly"),
    "response": (
        "sensitive sensitivity susceptible vulnerable sensitize",
        "resistant resistance resist protect",
    ),
    "sameness": ("same similar identical equal equivalent comparable", "different differ distinct dissimilar"),
    "share": ("common frequent often usually prevalent majority", "rare rarely infrequent seldom uncommon minority"),
    "need": ("necessary essential require indispensable need", "dispensable unnecessary redundant needless"),
}
# Nouns and adverbs that share a stem with a word of direction but show none.
NO_DIRECTION = re.compile(
    r"effects?|activ(?:e|ely|ity|ities)|potentials?|represent.*|.*(?:[^aeiou]ors?|lly|tly)|greatly|highly|largely"
    r"|mostly|goods?|follows?"
)


@cache
def signs_by_stem() -> dict[str, dict[str, int]]:
    """Return the signs by axis of each word of direction, by its stem."""
    found: dict[str, dict[str, int]] = {}
    for axis, (more, less) in _AXES.items():
        for sign, words in ((1, more), (-1, less)):
            for word in words.split():
                found.setdefault(stem(word), {})[axis] = sign
    return found
