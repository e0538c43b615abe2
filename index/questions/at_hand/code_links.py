"""Finds that papers with a link to their code are asked for: `which of these has code`, `papers with a repo`. Pure."""

import re

from index.questions.conditions import Taken
from index.questions.query import Condition

WITH_CODE = Condition("code", names=("link",))
"""Papers whose record or abstract has the address of their code."""
# Words that no two of these can read in two ways: trying all ways would take forever.
_BEFORE = (
    r"(?:(?:an?|any|the|some|its|their|his|her|own|public|publicly|open|open-source|source|official|available"
    r"|released|working|github|git|link(?:s)?\s+to)\s+)*"
)
_CODE = (
    rf"{_BEFORE}(?:code\s?bases?|codes?|repos?|repositor(?:y|ies)|github|implementations?)"
    r"(?:\s+(?:repos?|repositor(?:y|ies)|links?|pages?|released?|available|attached|online|public|shared|on\s+github))*"
    r"(?:\s+and\s+(?:data|datasets?|models?|weights|checkpoints|demos?))?"
)
_HAS = (
    r"(?:(?:that|which)\s+)?(?:with|ha(?:ve|s|d)|having|c[ao]mes?\s+with|coming\s+with|releas(?:es?|ed|ing)|provid(?:es?|ed|ing)"
    r"|shar(?:es?|ed|ing)|publish(?:es|ed|ing)?|offer(?:s|ed|ing)?|includ(?:es?|ed|ing)|link(?:s|ed)?\s+to)"
)
# `Papers with code generation` are about that; `with code on tides`, `with code and data` go on with something else.
_ENDS = (
    r"(?=\s*[?!.,;]*$|\s*[,;]|\s+(?:and|about|on|regarding|since|until|before|after|from|are\s+there"
    r"|do\s+(?:i|we|you)\s+have|in\s+(?:my|the|this|our|here))\b)"
)
_WITH_CODE = re.compile(
    rf"\b(?:{_HAS}\s+{_CODE}"
    rf"|whose\s+{_CODE}\s+(?:is|are)\s+(?:available|public|released|open|online)){_ENDS}",
    re.IGNORECASE,
)
# `Is there code for any of these?`
_CODE_FOR = re.compile(
    rf"\b(?:is|are)\s+(?:there\s+)?{_CODE}\s+(?:for|of|to|with|in)\s+(?=(?:any|some|one|all|which|these|those)\b|[?.!]*$)",
    re.IGNORECASE,
)
# Asked without an answer before it, `these` are all papers.
_OF_THESE = re.compile(
    r"^(?:and\s+)?(?:(?:which|any|do\s+any|does\s+any)(?:\s+(?:ones?|of\s+(?:these|those|them)))"
    r"|(?:(?:show|list|give|keep|me|us|only|just)\s+)+(?:those|the\s+ones)\b)",
    re.IGNORECASE,
)


def take_code_links(text: str, *, about_papers: bool) -> list[Taken]:
    """Return the condition that papers have a link to their code, if `text` has it. `about_papers`: it asks for some.

    >>> text = "papers on tides that come with code"
    >>> [text[start:end] for start, end, _ in take_code_links(text, about_papers=True)]
    ['that come with code']
    >>> take_code_links("papers with code generation", about_papers=True)
    []
    """
    if not (about_papers or _OF_THESE.match(text)):
        return []
    found = _WITH_CODE.search(text) or _CODE_FOR.search(text)
    return [(*found.span(), WITH_CODE)] if found else []
