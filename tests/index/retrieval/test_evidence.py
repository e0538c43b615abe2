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
