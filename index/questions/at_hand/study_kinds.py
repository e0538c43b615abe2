"""Kinds of studies: how people ask for them (`RCTs`, `human studies`), and how papers say that they are one. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StudyKind:
    """A kind of studies."""

    asked: str
    """A pattern of what people call it."""
    phrases: tuple[str, ...]
    """A paper that has one of these is of the kind; they are compared by stems."""
    unless: tuple[str, ...] = ()
    """One that has any of these is not."""


_STUDIES = r"(?:stud(?:y|ies)|trials?|experiments?)"
_BLIND = r"(?:double|single)[\s-]blind(?:ed)?"
_DESIGN = rf"(?:{_BLIND}|placebo[\s-]controlled|prospective|multi-?cent(?:er|re)|controlled|clinical)"
_RANDOMIZED = (
    *("randomized trial", "randomized study", "randomized controlled", "randomized clinical", "randomized to"),
    *("randomized double blind", "randomized placebo", "randomized into"),
)
_SYNTHESES = ("systematic review", "systematic literature review", "meta analysis", "meta analyses", "metaanalysis")
STUDY_KINDS: Mapping[str, StudyKind] = {
    "trial": StudyKind(
        rf"(?:(?:{_DESIGN}[,\s]+(?:and\s+)?)*randomi[sz]ed(?:[,\s]+(?:and\s+)?{_DESIGN})*\s+{_STUDIES}|RCTs?)",
        (
            *_RANDOMIZED,
            *(phrase.replace("ized", "ised") for phrase in _RANDOMIZED),
            *("randomly assigned", "randomly allocated"),
        ),
        # A summary of trials is not a trial.
        (*_SYNTHESES, "non randomized", "non randomised"),
    ),
    "synthesis": StudyKind(r"(?:systematic\s+(?:literature\s+)?reviews?|meta-?\s?analys[ei]s)", _SYNTHESES),
    "cohort": StudyKind(
        rf"(?:(?:prospective|retrospective|observational|longitudinal)\s+)*cohort(?:s|\s+{_STUDIES})", ("cohort",)
    ),
    "case": StudyKind(r"case\s+(?:reports?|series)", ("case report", "case series", "we report a case")),
    "human": StudyKind(
        rf"(?:(?:human|clinical)\s+{_STUDIES}|studies\s+(?:in|on|with)\s+(?:humans?|people|patients))",
        (
            *("patients", "women", "men", "children", "infants", "adolescents", "volunteers", "healthy subjects"),
            *("human subjects", "in humans", "participants were", "study participants"),
        ),
    ),
    "animal": StudyKind(
        rf"(?:animal\s+{_STUDIES}|studies\s+(?:in|on|with)\s+animals)",
        (*"mice mouse rats murine zebrafish rabbits monkeys macaques pigs dogs".split(), "animal model"),
    ),
}
"""By name."""
