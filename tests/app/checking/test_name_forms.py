import pytest

from app.checking.name_forms import forms, has_name

PAPER = forms(
    "Large language models (and a CNN) on COCO 2017; Llama-3.1-8B, ResNet50, Bayes, tumour necrosis factor alpha. "
    "mRNA of rare events makes rare events hard; graph autoencoders are graph autoencoders. Interleukin 6, IL-2, "
    "NF-κB, BRCA1, Oct4, type 2 cells of stage 3, the Arp2/3 complex"
)


@pytest.mark.parametrize(
    "name",
    [
        *("LLM", "LLMs", "CNNs", "COCO-2017", "coco2017", "Llama-3.1", "ResNet-50", "Bayesian", "TNF-alpha", "RNA"),
        *("RE", "GAE", "OCT3/4", "Arp2/3", "AI", "IL-6", "interleukin-2", "NF-kB", "NF-kappaB", "BRCA", "II", "III"),
    ],
)
def test_a_name_is_recognised_in_other_spellings(name: str) -> None:
    assert has_name(PAPER, name)


@pytest.mark.parametrize(
    "name",
    [
        *("VLM", "COCO-2014", "Llama-2", "ResNet-101", "Gaussian", "TNF-beta", "ImageNet"),
        *("EM", "GAN", "IL-7", "interferon-6", "NF-aB", "BRCA2", "BRC", "OCT3/5", "Arp2/7", "IV"),
    ],
)
def test_other_names_are_not_recognised(name: str) -> None:
    assert not has_name(PAPER, name)


@pytest.mark.parametrize(("name", "known"), [("NF-kB", True), ("NF-κB", True), ("NF-kappaB", True), ("TGF-κB", False)])
def test_words_before_a_greek_letter_may_be_abbreviated(name: str, *, known: bool) -> None:
    assert has_name(forms("the nuclear factor-κB pathway"), name) is known
