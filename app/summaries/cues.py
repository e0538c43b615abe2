"""Cue words that reveal the role of a sentence in an abstract. Pure. Patterns for lower-case plain text."""

import re
from typing import Literal, get_args

Role = Literal["problem", "method", "results", "limits", "rest"]
"""The role of a sentence. "rest": where to find the code, or what the work may lead to."""
ROLES: tuple[Role, ...] = get_args(Role)

OWN = re.compile(r"\b(?:we|our|ours|us|i|my|this (?:paper|work|article|study|thesis|report))\b")
"""The authors' own work: first person, or "this paper"."""
_OFFERS = (
    r"propos|present|introduc|develop|describ|offer|provid|design|devis|investigat|stud(?:y|ied|ies)|explor|analy[sz]|"
    r"examin|aim|build|formulat|formali[sz]|extend|address|tackle|focus|revisit|contribut"
)
PROPOSING = re.compile(
    rf"\b(?:we|i|(?:this|our) (?:paper|work|article|study|thesis|report)|here)\b[^.]{{0,40}}?"
    rf"(?<!our )(?<!the )\b(?:{_OFFERS})"
    r"|\b(?:is|are) (?:proposed|presented|introduced)\b",
)
"""What the authors propose or study."""
LACKING = re.compile(
    r"^(?:however|yet|nevertheless|nonetheless|unfortunately)\b|\b(?:challeng\w+|difficult\w*|limit(?:s|ed|ing|ations?)|"
    r"lack\w*|remains?|struggles?|suffers?|costly|expensive|gap|under-?explored|unclear|elusive|poorly understood|"
    r"bottleneck|fails?|hinders?|cannot)\b"
)
"""What is wrong or missing so far, rather than plain background."""
CUES: tuple[tuple[Role, float, re.Pattern[str]], ...] = (
    ("method", 2.5, PROPOSING),
    (
        "method",
        1.2,
        re.compile(
            r"\b(?:we|i) (?:\w+ly )?(?:use|train|employ|leverage|apply|construct|collect|curate|order|augment|combine|"
            r"adopt|learn|define|model|utili[sz]e|integrate|incorporate|maintain|optimi[sz]e|generate|create)\b"
        ),
    ),
    (
        "method",
        0.8,
        re.compile(
            r"^(?:specifically|in particular|concretely|first(?:ly)?|second(?:ly)?|third(?:ly)?|then|next|to this end|"
            r"by \w+ing|unlike|rather than|instead of|our (?:first|second|key|method|approach|framework|model))\b"
            r"|\bconsists? of\b|\bis based on\b|\bcompris(?:es|ing)\b|\b(?:stages|steps|modules|components)\b"
        ),
    ),
    (
        "results",
        2.0,
        re.compile(
            r"\b(?:we|i)\b[^.]{0,30}?\b(?:show|find|found|demonstrat|prove|observe|establish|achiev|reveal|discover|"
            r"obtain|report|evaluat|validat|conduct|compar|test|benchmark|verif)"
        ),
    ),
    (
        "results",
        1.8,
        re.compile(
            r"\b(?:experiment(?:s|al|ally)?|results?|evaluations?|findings?|empirical(?:ly)?|analys[ei]s)\b[^.]{0,60}\b"
            r"(?:show|demonstrat|reveal|confirm|indicat|suggest|validat|verif|on|across|consistent|highlight|prove)"
        ),
    ),
    (
        "results",
        1.0,
        re.compile(
            r"\b(?:out-?perform\w*|surpass\w*|state[- ]of[- ]the[- ]art|sota|achiev\w+|competitive|comparable|"
            r"win rates?|improv(?:es|ed|ing|ements?)|reduc(?:es|ed|ing|tions?)|gains?|"
            r"(?:higher|lower|better|faster) \w+ than)\b"
        ),
    ),
    (
        "problem",
        1.2,
        re.compile(
            r"^(?:however|yet|nevertheless|nonetheless|unfortunately|despite|although|while|conventional\w*|"
            r"traditional\w*|recent(?:ly)?|in recent years|in practice|existing|current(?:ly)?|prior|previous|"
            r"many|most)\b"
        ),
    ),
    (
        "problem",
        1.0,
        re.compile(
            r"\b(?:challeng\w+|difficult\w*|problem|crucial|important|essential|limit(?:s|ed|ing|ations?)|lack\w*|remains?|"
            r"struggles?|suffers?|costly|expensive|gap|under-?explored|unclear|elusive|poorly understood|bottleneck|"
            r"prone|fails?|hinder\w*|necessity|constrain\w*)\b"
        ),
    ),
    (
        "problem",
        1.0,
        re.compile(r"\b(?:has|have) (?:\w+ )?(?:been|shown|demonstrated|achieved|emerged|become|enabled|made)\b|\?$"),
    ),
    (
        "limits",
        5.0,
        re.compile(
            r"\blimitations? of (?:our|this|the (?:proposed|present))|\b(?:our|its) limitations?\b|\bwe (?:also )?"
            r"(?:acknowledge|caution|did not|do not (?:claim|address|consider))\b|\b(?:we|and) (?:also )?discuss\w* "
            r"(?:\w+ ){0,3}limitations?\b|\bour (?:\w+ ){1,3}(?:is|are) (?:still )?(?:limited|restricted) (?:to|by)\b"
            r"|\bcaveats?\b"
        ),
    ),
    (
        "rest",
        5.0,
        re.compile(
            r"https?:|\b(?:code|models?|data(?:sets?)?|samples|demos?|checkpoints?|weights)\b[^.]{0,60}\b(?:(?:is|are|be|"
            r"made) (?:\w+ )?(?:available|released|open-?sourced|accessible))|\bwe (?:\w+ )?(?:release|open-?source|"
            r"make) (?:all |our |the )|\bproject page\b"
        ),
    ),
    (
        "rest",
        3.5,
        re.compile(
            r"\bwe (?:hope|believe|view|envision)\b|\bfuture (?:work|research|directions)\b|\bpav(?:es?|ing) the way\b"
            r"|\b(?:will|may|can|to) inspire\b|\bstarting point\b"
        ),
    ),
)
"""Patterns that speak for a role, with weights set by hand and tuned on 11 labelled abstracts."""
