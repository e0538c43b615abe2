import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.language import language_of


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Welche Arbeiten gibt es über Musik?", "German"),
        ("Wie funktioniert die Registrierung von Punktwolken?", "German"),
        ("Was ist das beste Verfahren?", "German"),
        ("Was ist Aufmerksamkeit?", "German"),
        ("Wie funktioniert Verstärkungslernen?", "German"),
        ("Welches Modell ist am schnellsten?", "German"),
        ("Compare les modèles de langage multilingues", "French"),
        ("Compara los métodos de cuantización", "Spanish"),
        ("Hoe werken diffusiemodellen?", "Dutch"),
        ("Jak działają modele dyfuzyjne?", "Polish"),
        ("Difüzyon modelleri nasıl çalışır?", "Turkish"),
        ("Bagaimana cara kerja model difusi?", "Indonesian"),
        ("Vilka artiklar handlar om musik?", "Swedish"),
        ("Hvilke artikler handler om musik?", "Danish"),
        ("Miten diffuusiomallit toimivat?", "Finnish"),
        ("Jak fungují difuzní modely?", "Czech"),
        ("Cum funcționează modelele de difuzie?", "Romanian"),
        ("Hogyan működnek a diffúziós modellek?", "Hungarian"),
        ("มีบทความใดบ้างเกี่ยวกับดนตรี", "Thai"),
        ("Zeige mir die neuesten Paper zu Diffusion", "German"),
        ("Quels articles parlent de musique ?", "French"),
        ("Comment fonctionne la diffusion et pourquoi ?", "French"),
        ("¿Cómo funciona la difusión?", "Spanish"),
        ("artículos sobre música con más de diez autores", "Spanish"),
        ("Quais artigos há sobre música?", "Portuguese"),
        ("Como funciona a difusão em vídeos?", "Portuguese"),
        ("Quali articoli ci sono sulla musica?", "Italian"),
        ("Welke artikelen gaan over het weer?", "Dutch"),
        ("Jakie artykuły są o muzyce?", "Polish"),
        ("Müzik hakkında hangi makaleler var?", "Turkish"),
        ("Apa saja makalah yang membahas musik?", "Indonesian"),
        ("Có những bài báo nào về âm nhạc?", "Vietnamese"),
        ("有哪些关于音乐的论文？", "Chinese"),
        ("什么是 transformer 模型", "Chinese"),
        ("音楽に関する論文は？", "Japanese"),
        ("음악에 관한 논문이 있나요?", "Korean"),
        ("Какие статьи о музыке?", "Russian"),
        ("Які статті про музику?", "Ukrainian"),
        ("ما هي الأوراق حول الموسيقى؟", "Arabic"),
        ("چه مقالاتی درباره موسیقی هست؟", "Persian"),
        ("מה המאמרים על מוזיקה?", "Hebrew"),
        ("Ποια άρθρα αφορούν τη μουσική;", "Greek"),
        ("Welche Paper behandeln Diffusion", "German"),
        ("Wie funktioniert LoRA", "German"),
        ("Comment fonctionne la diffusion", "French"),
        ("Hoe werken diffusiemodellen", "Dutch"),
        ("संगीत पर कौन से शोध पत्र हैं?", "Hindi"),
    ],
)
def test_a_foreign_language_is_recognised(question: str, language: str) -> None:
    assert language_of(question) == language


@pytest.mark.parametrize(
    "question",
    [
        "What is RAR?",
        "RAR",
        "",
        "?!",
        "α β γ δ loss",
        "αβγ",
        "Δx + Δy = ∑λ",
        "What does 通义千问 (Qwen) do on code?",
        "in vitro de novo protein",
        "el niño la niña prediction",
        "Le Cun and van der Maaten",
        "Los Angeles Las Vegas flights",
        "Rio de Janeiro traffic",
        "die casting simulation",
        "per se",
        "comment ranking on news sites",
        "was BERT pretrained on books",
        "come here example dialogues",
        "Die Hard",
        "où",
        "naïve Bayes à la carte",
        "EM algorithm con moto",
        "the use of der and des",
        "papers from Universität zu Köln",
        "papers by Université de Bretagne et des Pays de la Loire on tides",
    ],
)
def test_english_names_and_formulas_are_no_other_language(question: str) -> None:
    assert language_of(question) is None


@given(st.text(max_size=200))
def test_any_text_is_accepted(text: str) -> None:
    language = language_of(text)
    assert language is None or language.isalpha()


def test_english_questions_and_sentences_are_never_flagged(shared: Path) -> None:
    for folder in ("scifact", "scitldr", "pubmedqa", "topics"):
        for line in (shared / "bench" / folder / "queries.jsonl").read_text(encoding="utf-8").splitlines():
            text = json.loads(line)["text"]
            assert language_of(text) is None, text
