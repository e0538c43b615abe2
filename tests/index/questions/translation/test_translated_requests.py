"""Requests in other languages are put into English, with their topic as typed; other texts stay as they are."""

import pytest

from index.questions.translation.translated_requests import followup_in_english, request_in_english


@pytest.mark.parametrize(
    ("typed", "english"),
    [
        ("Wie viele Arbeiten sind in der Sammlung?", "how many papers are there?"),
        ("wie viele paper gibt es über Ebbe und Flut", "how many papers are about Ebbe und Flut?"),
        ("Welche Arbeiten gibt es zu Gezeiten?", "which papers are about Gezeiten?"),
        ("Zeige mir bitte alle Paper zum Thema Gezeiten", "which papers are about Gezeiten?"),
        ("Wer sind die Autoren von „Gull Eye“?", "who wrote Gull Eye?"),
        ("hay algo sobre mareas", "which papers are about mareas?"),
        ("quien escribio el articulo de los delfines", "who wrote los delfines?"),
        ("Wann ist Gull Eye erschienen?", "when was Gull Eye published?"),
        ("Fasse das Paper Gull Eye zusammen.", "summarize Gull Eye?"),
        ("Vergleiche Möwen mit Alken", "compare Möwen and Alken?"),
        ("Vergleiche Möwen mit Alken in einer Tabelle", "compare Möwen and Alken in a table?"),
        ("Compara LoRA con QLoRA en una tabla", "compare LoRA and QLoRA in a table?"),
        ("用表格比较 FemtoDet 和 RAR", "compare FemtoDet and RAR in a table?"),
        ("LoRAとQLoRAを表で比較して", "compare LoRA and QLoRA in a table?"),
        ("Wie viele Arbeiten zu Tabellen gibt es?", "how many papers are about Tabellen?"),
        ("Vielen Dank!", "thanks!"),
        ("Was sind die neuesten Paper?", "newest papers?"),
        ("Worum geht es in diesen Papern?", "give me an overview of my collection?"),
        ("这些论文主要讲什么？", "give me an overview of my collection?"),
        ("有多少篇关于潮汐的论文？", "how many papers are about 潮汐?"),
        ("一共有多少篇论文", "how many papers are there?"),
        ("2025年关于潮汐的论文", "which papers are about 潮汐 from 2025?"),
        ("有哪些关于潮汐的论文？", "which papers are about 潮汐?"),
        ("《Gull Eye》的作者是谁？", "who wrote Gull Eye?"),
        ("Gull Eye是什么时候发表的？", "when was Gull Eye published?"),
        ("总结一下Gull Eye这篇论文", "summarize Gull Eye?"),
        ("最新的论文", "newest papers?"),
        ("Welche Arbeiten beschaeftigen sich mit Ebbe und Flut?", "which papers are about Ebbe und Flut?"),
        ("Welche Arbeit hat die meisten Upvotes?", "what is the most upvoted paper?"),
        ("点赞最多的论文是哪篇？", "what is the most upvoted paper?"),
        ("los papers más populares sobre robótica", "most upvoted papers on robótica?"),
        ("最新的关于潮汐的论文有哪些？", "newest papers on 潮汐?"),
        ("海鸥和海雀有什么区别？", "compare 海鸥 and 海雀?"),
        ("你好！", "hello!"),
        ("Combien d'articles parlent de Tide Tables ?", "how many papers are about Tide Tables?"),
        ("¿Quién escribió Gull Eye?", "who wrote Gull Eye?"),
        ("Gull Eyeを要約してください", "summarize Gull Eye?"),
    ],
)
def test_the_request_is_english_and_its_topic_as_typed(typed: str, english: str) -> None:
    assert request_in_english(typed) == english


@pytest.mark.parametrize(
    ("typed", "time"),
    [
        ("2025年LoRA的论文有哪些", "from 2025"),
        ("2025年关于LoRA的论文有哪些？", "from 2025"),
        ("2023年到2025年关于LoRA的论文", "between 2023 and 2025"),
        ("2023年之后发表的LoRA论文", "since 2023"),
        ("去年关于LoRA的论文有哪些", "from last year"),
        ("近两年LoRA的论文", "from the last 2 years"),
        ("2023年以降に発表されたLoRAの論文", "since 2023"),
        ("Welche Arbeiten zu LoRA sind 2022 erschienen?", "from 2022"),
        ("Welche Arbeiten aus 2024 behandeln LoRA?", "from 2024"),
        ("Welche Arbeiten zu LoRA gibt es zwischen 2022 und 2024?", "between 2022 and 2024"),
        ("Alle Paper zu LoRA aus den letzten zwei Jahren", "from the last 2 years"),
        ("artículos de 2023 sobre LoRA", "from 2023"),
        ("¿Qué artículos sobre LoRA se publicaron en 2023?", "from 2023"),
        ("Quels articles sur LoRA ont été publiés en 2023 ?", "from 2023"),
        ("articles sur LoRA publiés après 2022", "after 2022"),
        ("Quelles études de 2023 parlent de LoRA ?", "from 2023"),
    ],
)
def test_the_time_of_a_request_is_kept(typed: str, time: str) -> None:
    assert request_in_english(typed) == f"which papers are about LoRA {time}?"


@pytest.mark.parametrize("text", ["Welche Arbeiten " * 20, "articles de 2023 " * 18, "2023年的" * 60])
def test_long_requests_take_no_longer(text: str) -> None:
    assert request_in_english(text)


@pytest.mark.parametrize(
    "text",
    [
        "Was the tide measured in 2024?",
        "die casting of aluminium",
        "link between tides and gulls",
        "Warum kommt die Flut zweimal am Tag?",
        "为什么每天有两次涨潮？",
        "2025年3月关于潮汐的论文",
        "1990年代关于潮汐的论文",
        "abstract reasoning",
        "{topic} in braces",
    ],
)
def test_any_other_question_stays_as_it_is(text: str) -> None:
    assert request_in_english(text) == text


@pytest.mark.parametrize(
    ("typed", "english"),
    [
        ("und aus 2023?", "and from 2023?"),
        ("et depuis 2024 ?", "and since 2024?"),
        ("那2024年的呢？", "and from 2024?"),
        ("nur die zu text-to-speech", "only those about text-to-speech"),
        ("solo los de robots", "only those about robots"),
        ("只要关于LoRA的论文", "only those about LoRA"),
        ("und zu LoRA?", "what about LoRA?"),
        ("¿y de robots?", "what about robots?"),
        ("et sur l'audio ?", "what about audio?"),
        ("那LoRA呢？", "what about LoRA?"),
    ],
)
def test_a_follow_up_of_a_few_words_is_put_into_english(typed: str, english: str) -> None:
    assert followup_in_english(typed) == english


@pytest.mark.parametrize(
    "text", ["y axis labels", "et al. 2020", "und die Ergebnisse?", "only those about tides", "de novo design", "那么"]
)
def test_other_follow_ups_stay_as_they_are(text: str) -> None:
    assert followup_in_english(text) == text
