from index.retrieval.evidence import Evidence, rank_by_words, rank_sentences, spans
from index.sentence_ranking.sentence_signals import QuestionWords
from tests.index.plain_stems import plain_stems

ABSTRACT = "Nets follow tides. Gulls look on. Nets of gulls and tides."
STUDY = (
    "Herring nets are hard to see for seals that hunt at night in the bay. "
    "Seals were measured and herring nets were used in the bay at night. "
    "We show that lamps on herring nets keep seals away from the bay and save 40 % of the catch. "
)


def best(question: str, abstract: str = STUDY) -> str:
    asked = QuestionWords(question, {"net": 0.4, "seal": 0.4, "bay": 0.2}, plain_stems)
    found = rank_sentences(asked, "Nets", abstract, {})[0]
    return abstract[found.start : found.end]


def test_a_finding_answers_better_than_a_procedure() -> None:
    assert best("What keeps seals from nets?").startswith("We show")


def test_a_question_for_a_figure_is_answered_by_one() -> None:
    abstract = "Nets in the bay caught 12 seals. Nets in the bay catch seals at night."
    assert best("Which seals do nets in the bay catch?", abstract).endswith("at night.")
    assert best("How many seals do nets in the bay catch?", abstract).endswith("12 seals.")


def test_a_question_for_yes_or_no_is_answered_by_a_finding_and_not_by_the_aim() -> None:
    abstract = (
        "The aim of this study was to assess whether nets with lamps keep seals out of the bay. "
        "Seals took significantly fewer herring from nets with lamps than from those without. "
    )
    assert best("Do nets with lamps keep seals out of the bay?", abstract).startswith("Seals took")
    assert best("lamps that keep seals out of the bay", abstract).startswith("The aim")


def test_a_question_why_is_answered_by_a_reason() -> None:
    abstract = "Seals leave nets in the bay at night. Seals in the bay swim away because of the noise of boats."
    assert best("Why do seals leave nets in the bay?", abstract).endswith("boats.")
    assert best("When do seals leave nets in the bay?", abstract).endswith("night.")


def test_what_is_asked_for_changes_the_order_of_sentences_and_not_their_scores() -> None:
    asked, said = (
        rank_sentences(QuestionWords(text, {"net": 0.5, "seal": 0.5}, plain_stems), "", STUDY, {})
        for text in ("Do nets keep seals away?", "nets keep seals away")
    )
    assert [one.score for one in asked] == [one.score for one in said]


def test_the_score_is_a_chance_and_the_best_comes_first() -> None:
    found = rank_sentences(QuestionWords("Seals?", {"seal": 1.0}, plain_stems), "", STUDY, {})
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert all(0 < one.score < 1 for one in found)
    assert found[0].words == {"seal"}


def test_no_abstract_has_no_sentences() -> None:
    assert rank_sentences(QuestionWords("Tides?", {"tide": 1.0}, plain_stems), "", "", {}) == []


def test_by_words_a_sentence_scores_by_the_weight_of_those_it_has() -> None:
    found = rank_by_words(ABSTRACT, {"tide": 0.75, "gull": 0.25}, plain_stems)
    assert [ABSTRACT[one.start : one.end] for one in found] == [
        "Nets of gulls and tides.",
        "Nets follow tides.",
        "Gulls look on.",
    ]
    assert [one.score for one in found] == [1.0, 0.75, 0.25]
    assert found[2] == Evidence(19, 33, 0.25, frozenset({"gull"}))


def test_spans_are_offsets_in_the_abstract() -> None:
    assert spans(rank_by_words("Nets. Tides.", {"tide": 1.0}, plain_stems)) == ((6, 12), (0, 5))
