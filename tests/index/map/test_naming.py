from index.map.naming import name_groups
from index.map.noun_phrases import read_terms


def named(*classes):
    texts = [text for texts in classes for text in texts]
    return name_groups(read_terms(texts), [number for number, texts in enumerate(classes) for _ in texts])


BEES = ["Honey bees dance for nectar in the model", "A honey bee finds nectar by its dance in a model"]
SHIPS = ["Sail ships carry cargo in a model", "The cargo of a sail ship in the model"]


def test_a_name_consists_of_specific_words():
    bees, ships = named(BEES, SHIPS)
    assert bees.startswith("Honey bee")
    assert "cargo" in ships.lower()
    assert "model" not in (bees + ships).lower()


def test_no_word_is_in_two_names():
    shared = ["Solar cells on roofs", "Solar cells on a roof"], ["Solar wind at sea", "The solar wind at sea"]
    first, second = (set(name.lower().replace(" · ", " ").split()) for name in named(*shared, BEES, SHIPS)[:2])
    assert first
    assert second
    assert not first & second


def test_forms_of_a_word_count_as_one_in_the_most_common_spelling():
    (name, _) = named(["LLMs rule", "An LLM rules", "LLMs ruled"], SHIPS)
    assert name.startswith("LLMs")
    assert "LLM " not in name


def test_punctuation_separates_pairs():
    (name, _) = named(["we saw otters (fish) swimming", "the otters, fish"], SHIPS)
    assert "otters fish" not in name.lower()


def test_texts_without_words_have_no_name():
    assert named(["the of and", "is 42"], SHIPS)[0] == ""
    assert named() == []


def test_verbs_and_adjectives_name_nothing():
    texts = [
        f"Tidal {thing} adapts the turbines. We adapt a tidal {thing} to turbines."
        for thing in ("pump", "mill", "dam", "gate")
    ]
    (name, _) = named(texts, SHIPS)
    assert "adapt" not in name.lower()
    assert "Tidal" not in name.split(" · ")


def test_words_of_titles_come_first():
    texts = ["Kelp forests\nWhales and otters live in kelp.", "More kelp\nOtters and whales eat kelp."]
    (name, _) = named(texts, SHIPS)
    assert name.startswith("kelp")


def test_an_acronym_stands_for_no_name_that_is_there():
    (name, _) = named(["Tidal power (TP) is strong, TP.", "The TP of tidal power.", "Tidal power, called TP."], SHIPS)
    assert name == "tidal power"


def test_an_acronym_counts_as_what_it_stands_for():
    texts = ["A study\nTidal power (TP) is strong.", "TP at sea\nThe TP of bays.", "More of TP\nOf TP alone."]
    assert named(texts, SHIPS)[0].startswith("tidal power")


def test_hyphens_make_no_other_word():
    assert named(["Multi-stage", "Multistage, multi-stage", "A multistage"], SHIPS)[0] == "Multi-stage"


def test_the_next_term_covers_texts_without_the_first():
    (name, _) = named([*["Kelp, otters, seals, crabs"] * 4, *["Whales"] * 2], [*SHIPS] * 3)
    assert "whales" in name.lower()


def test_a_word_that_most_texts_have_names_a_group_only_where_it_stands_alone():
    classes = [[f"{kind} agents" for _ in range(4)] + [f"{kind}"] * 2 for kind in ("Gold", "Silver", "Tin")]
    own = [["Agents"] * 3]
    assert named(*classes, *own)[-1] == "agents"


def test_a_word_before_a_general_noun_is_not_the_last_of_its_phrase():
    texts = [f"Deep research on kelp {i}\nKelp is for deep research. Deep methods." for i in range(3)]
    assert "deep" not in named(texts, SHIPS)[0].lower()


def test_a_name_is_spelled_as_within_a_sentence():
    texts = ["Kelp Forests\nWe dive in kelp forests.", "More Kelp\nThe kelp forests of the Aleutians."]
    assert named(texts, SHIPS)[0] == "kelp forests"


def test_a_pair_ends_as_it_mostly_does_and_not_as_its_word_does_elsewhere():
    texts = [f"The {one} model of a tide. Tide models are {one}, tide models last." for one in ("old", "new", "good")]
    (name, _) = named(texts, SHIPS)
    assert "tide models" in name
