"""Replies as many families of models write them, and what the reader makes of them."""

from dataclasses import dataclass

from hypothesis import strategies as st

from app.citations.marks import WORD_JOINER
from app.citations.titles import Titles

TITLES = Titles(
    (
        "FemtoDet: An Object Detection Baseline for Phones",
        "RAR: Region-Aware Point Cloud Registration",
        "Music Transformers Repeat Motifs",
        "Quiet Kernels",
    ),
    (2023, None, 2024, None),
)
X1 = f"x[{WORD_JOINER}1]"


@dataclass(frozen=True)
class Case:
    """A reply, and what the reader makes of it."""

    written: str
    text: str
    order: tuple[int, ...] = ()
    unknown: tuple[str, ...] = ()
    thinking: str = ""


MARKS = [
    Case("It is small [2]. It is fast [1][2].", "It is small [1]. It is fast [2][1].", (2, 1)),
    Case("Both [1,2], all [1, 2; 3].", "Both [1][2], all [1][2][3].", (1, 2, 3)),
    Case("All [1-3] and [2–4].", "All [1][2][3] and [2][3][4].", (1, 2, 3, 4)),
    Case("One [3] [1].", "One [1] [2].", (3, 1)),
    Case("小さい【2】。速い【1†source】。", "小さい[1]。速い[2]。", (2, 1)),
    Case("It wins【1†L3-L9】 and【4:0†a.txt】.", "It wins[1] and[2].", (1, 4)),
    Case("It wins[^2] again[^2, ^1].", "It wins[1] again[1][2].", (2, 1)),
    Case("Source 3 wins [3], by far.", "Source 1 wins [1], by far.", (3,)),
    Case(
        "It wins [2]. As paper 4 says, sources 2 and 3 rest.",
        "It wins [1]. As paper 2 says, sources 1 and 3 rest.",
        (2, 4, 3),
    ),
    Case("Abstract 9, resource 3, source 3.5 and paper 3D.", "Abstract 9, resource 3, source 3.5 and paper 3D."),
    Case("**Source 2**: it wins.", "**Source 1**: it wins.", (2,)),
    Case("It wins [Source 1] and [Paper 2, Paper 3].", "It wins [1] and [2][3].", (1, 2, 3)),
    Case("It wins [Sources 1 and 2], see [Ref. #4].", "It wins [1][2], see [3].", (1, 2, 4)),
    Case("It wins [cite: 1, 2] [source_3] [Doc-4: Kernels].", "It wins [1][2] [3] [4].", (1, 2, 3, 4)),
    Case("It wins (Source 2), see (Papers 1 & 3).", "It wins [1], see [2][3].", (2, 1, 3)),
    Case("It is small (1). It is fast (2, 3).", "It is small [1]. It is fast [2][3].", (1, 2, 3)),
    Case("It is small. (1)\nIt is fast (2)", "It is small. [1]\nIt is fast [2]", (1, 2)),
    Case("很好（1）。", "很好[1]。", (1,)),
    Case("**It wins** **[2]**.", "**It wins** **[1]**.", (2,)),
    Case("It wins [[2]] and \\[1\\].", "It wins [1] and [2].", (2, 1)),
    Case("It wins.¹² Raised² again¹,³.", "It wins.[1][2] Raised[2] again[1][3].", (1, 2, 3)),
    Case("It wins<sup>1, 2</sup>.", "It wins[1][2].", (1, 2)),
    Case("Small [FemtoDet: An Object Detection Baseline for Phones].", "Small [1].", (1,)),
    Case("Small [FemtoDet], aligned [rar, region-aware point cloud].", "Small [1], aligned [2].", (1, 2)),
    Case("Small [FemtoDet, 2023] (Music Transformers, 2024).", "Small [1] [2].", (1, 3)),
    Case("Small [1: FemtoDet] and [FemtoDet; Quiet Kernels].", "Small [1] and [1][2].", (1, 4)),
    Case(
        "A table of [2]\n\n| a | b |\n|---|---|\n| x [1] | y |",
        "A table of [1]\n\n| a | b |\n|---|---|\n| x [2] | y |",
        (2, 1),
    ),
]
NO_MARKS = [
    Case("See [0] and [99] and [2023].", "See [0] and [99] and [2023].", unknown=("0", "99", "2023")),
    Case("As [Smith et al., 2023] says.", "As [Smith et al., 2023] says.", unknown=("Smith et al., 2023",)),
    Case("As said (Smith & Lee, 2023).", "As said (Smith & Lee, 2023).", unknown=("Smith & Lee, 2023",)),
    Case("Old [FemtoDet, 1999].", "Old [FemtoDet, 1999].", unknown=("FemtoDet, 1999",)),
    Case("The [MASK] token, [sic], f[i], [ ] and [a].", "The [MASK] token, [sic], f[i], [ ] and [a]."),
    Case("It does (1) first and (2) second.", "It does (1) first and (2) second."),
    Case("By Eq. (1), Table (2), y = 3 (1).", "By Eq. (1), Table (2), y = 3 (1)."),
    Case("In May (2023), as of (ICLR 2023), f(1).", "In May (2023), as of (ICLR 2023), f(1)."),
    Case("It wins [1] in two parts (2).", "It wins [1] in two parts (2).", (1,)),
    Case("x[1] and a_b[2] and $x[1]$.", f"{X1} and a_b[{WORD_JOINER}2] and ${X1}$."),
    Case("In \\(x[1]\\) and \\[ x[1] \\].", f"In \\({X1}\\) and \\[ {X1} \\]."),
    Case("In `x[1]` and ``a`b[2]``, not ` [2].", "In `x[1]` and ``a`b[2]``, not ` [1].", (2,)),
    Case("Costs $5 [1] or $6 [2].", "Costs $5 [1] or $6 [2].", (1, 2)),
    Case("Scaled to [0, 1], in the range [1, 3].", "Scaled to [0, 1], in the range [1, 3]."),
    Case("Area 5 m² or 10² cm² at R².", "Area 5 m² or 10² cm² at R²."),
    Case("A [link](http://a.example/x) ![p](http://b.example)", "A [link](http://a.example/x) ![p](http://b.example)"),
    Case("No [1](http://a.example).", f"No [{WORD_JOINER}1](http://a.example)."),
    Case("```python\nx[1]  # [2]\n\n```\nThen [2].", "```python\nx[1]  # [2]\n\n```\nThen [1].", (2,)),
    Case("~~~\nnever closed [1]\n", "~~~\nnever closed [1]"),
    Case("p < 0.05 and <b>bold</b> [1]", "p < 0.05 and <b>bold</b> [1]", (1,)),
    Case("It ends in [1", "It ends in [1"),
]
WIN = "It wins [1]."
DROPPED = [
    Case(f"{WIN}\n\nReferences\n[1] FemtoDet: An Object\n[2] Another", WIN, (1,)),
    Case(f"{WIN}\n\n---\n\n**References:**\n\n- FemtoDet (2023)\n", WIN, (1,)),
    Case(
        f"{WIN}\n\n## Bibliography\n1. Smith, J. (2023). A Title.\n\n## Summary\nYes [2].",
        f"{WIN}\n\n## Summary\nYes [2].",
        (1, 2),
    ),
    Case(f"{WIN}\n\nWorks Cited\nFemtoDet: An Object Detection Baseline", WIN, (1,)),
    Case(
        f"{WIN}\n\n**Sources:**\n1. FemtoDet: An Object Detection Baseline\n2. RAR\n\nThat is all.",
        f"{WIN}\n\nThat is all.",
        (1,),
    ),
    Case(f"{WIN}\n\nSources: [1], [2]", WIN, (1,)),
    Case(f"{WIN}\n\nReferences\n\nQuiet Kernels, 2020\n\nRAR: Region-Aware Point Cloud\n", WIN, (1,)),
    Case(f"{WIN}\n\nSource: FemtoDet", WIN, (1,)),
    Case(f"{WIN}\n\nSources:", WIN, (1,)),
    Case(f"{WIN}\n\n[1] FemtoDet: An Object Detection Baseline for Phones\n[2] Another", WIN, (1,)),
    Case(f"{WIN}\n- [4] **Quiet Kernels** (2024)", WIN, (1,)),
    Case("It wins[^1].\n\n[^1]: FemtoDet, http://a.example\n    and more\n[^2]: RAR\n", "It wins[1].", (1,)),
    Case(f"{WIN}\n\nReferences\n1. Smith, J. A Title\nthat goes on\n", WIN, (1,)),
    Case(f"{WIN}\n\n参考文献\n[1] FemtoDet", WIN, (1,)),
]
KEPT = [
    Case("**References**\n[1] shows it.", "**References**\n[1] shows it.", (1,)),
    Case(
        "References to dogs are rare [1].\nSources of error: two [2].",
        "References to dogs are rare [1].\nSources of error: two [2].",
        (1, 2),
    ),
    Case(
        f"{WIN}\n\nSources:\n- Old books [1]\n- New films [2]",
        f"{WIN}\n\nSources:\n- Old books [1]\n- New films [2]",
        (1, 2),
    ),
    Case(f"{WIN}\n[1] shows that it is small.", f"{WIN}\n[1] shows that it is small.", (1,)),
    Case(
        f"{WIN} Two papers:\n[1] FemtoDet: An Object Detection\n",
        f"{WIN} Two papers:\n[1] FemtoDet: An Object Detection",
        (1,),
    ),
    Case("[1] FemtoDet: An Object Detection\n[2] RAR", "[1] FemtoDet: An Object Detection\n[2] RAR", (1, 2)),
    Case(f"{WIN}\n\n---\n\nMore [2].", f"{WIN}\n\n---\n\nMore [2].", (1, 2)),
]
THINKING = [
    Case("<think>Maybe [4]?</think>\n\nIt wins [2].", "It wins [1].", (2,), thinking="Maybe [4]?"),
    Case("<thinking>\nHm.\n</thinking>\nIt wins [1].", WIN, (1,), thinking="Hm."),
    Case("<reasoning>a</reasoning>It wins [1].\n<think>b</think>", WIN, (1,), thinking="a\nb"),
    Case("<think>It never ends [1]", "", thinking="It never ends [1]"),
    Case("</think>It wins [1].", WIN, (1,)),
    Case("[THINK]Hm [1][/THINK]It wins [1].", WIN, (1,), thinking="Hm [1]"),
    Case("◁think▷Hm◁/think▷It wins [1].", WIN, (1,), thinking="Hm"),
    Case(
        "<|channel|>analysis<|message|>Hm<|end|><|start|>assistant<|channel|>final<|message|>It wins [1].<|return|>",
        WIN,
        (1,),
        thinking="Hm",
    ),
    Case("analysisWe look.assistantfinalIt wins [1].", WIN, (1,), thinking="We look."),
    Case("analysisHm.assistantfinalSo </think> ends it.", "So </think> ends it.", thinking="Hm."),
    Case("<answer>It wins [1].</answer><|im_end|></s>", WIN, (1,)),
    Case("```markdown\nIt wins [1].\n```", WIN, (1,)),
    Case("It writes <think> and </think> [1].", "It writes <think> and </think> [1].", (1,)),
    Case("It writes `</think>` at the end [1].", "It writes `</think>` at the end [1].", (1,)),
]
CORPUS = [*MARKS, *NO_MARKS, *DROPPED, *KEPT, *THINKING]
# Fragments that mean something together, for replies nobody would write. A closing tag may take back what was shown, so
# there is none.
FRAGMENTS = [
    *("[1]", "[2]", "[[1]]", "[", "]", "](", "1", "3", "(", "(1)", ")", "【1】", "【", "】", "†source", "¹", "²", "⁻"),
    *("\n", "\n\n", " ", ", ", ".", "?", '"', ":", "|", "- ", "* ", "**", "## ", "---", "\n    y", "\n[1] "),
    *("[^1]", "[^2]: x", "References", "Sources:", "Source 1", "It wins", "range ", "x[1]"),
    *("FemtoDet: An Object Detection", "Quiet Kernels", "FemtoDet", "Smith et al., 2023"),
    *("`", "```", "```markdown\n", "~~~", "$", "$$", "\\", "\\(", "\\]"),
    *("<", "<think>", "[THINK]", "</s>", "<sup>", "</sup>", "analysis", "analysisWe", "assistantfinal"),
    *("<|channel|>", "final", "<|message|>", "<|end|>", "<|start|>", "assistant"),
]
replies = st.lists(st.sampled_from(FRAGMENTS), max_size=25).map("".join)
