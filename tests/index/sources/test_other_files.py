"""Files that stand beside papers in a folder are refused."""

import json
from datetime import date as Date

import pytest

from index.sources import read
from tests.index.sources.format_texts import ABSTRACT, TITLES

MODULE = (
    f'"""{ABSTRACT}"""\n\nfrom gulls import beach\nfrom gulls.bread import crumb\n\n\ndef eat(bread):\n'
    f'    """{ABSTRACT}"""\n'
)

SCRIPT = f"#!/bin/sh\n# A script.\n\necho gulls\n\n: {ABSTRACT}\n"

README = f"# Gull Eye\n\n{ABSTRACT}\n\nIt is used like this:\n\n    gull eye\n\n{ABSTRACT}\n"

NOTES = f"# Changes\n\n### Added\n\n- {ABSTRACT}\n\n### Changed\n\n- {ABSTRACT}\n\n{ABSTRACT}\n"


@pytest.mark.parametrize(
    ("text", "name"),
    [(MODULE, "source code"), (SCRIPT, "source code"), (README, "a Markdown file"), (NOTES, "a Markdown file")],
)
def test_other_files_with_paragraphs_are_no_papers(text: str, name: str) -> None:
    reading = read(text.encode(), "other.txt", Date(2024, 6, 1))
    assert (reading.entries, reading.refused) == ((), True)
    assert reading.problems[0].reason.startswith(f"this is {name}")


RST = f"Gull Eye\n========\n\n{ABSTRACT}\n\n.. note::\n\n   {ABSTRACT}\n\nUse\n---\n\n{ABSTRACT} See :ref:`gulls`.\n"

PLAIN_RST = f"Gull Eye\n========\n\n{ABSTRACT}\n\nUse of Gulls\n------------\n\n{ABSTRACT}\n"

LONG_YAML = f"on:\n  - push\n\nenv:\n  GULLS: >\n    {ABSTRACT}\n\n- name: {ABSTRACT}\n"

TOML = f'[build]\ngulls = "12"\nname = "gull"\n\n# {ABSTRACT}\n\nlist = [\n  "{ABSTRACT}",\n]\n'

CONSTANTS = f'GULLS = {{\n    "a": "{ABSTRACT}",\n}}\n\n# {ABSTRACT}\n\nTERNS = {{"b": "{ABSTRACT}"}}\n'

NAMELESS_LICENCE = (
    "All rights reserved.\n\nRedistribution and use in source and binary forms is permitted, if the gulls are "
    'fed, and the terns, too.\n\nThis software is provided "as is", and the authors hereby disclaims all bread.\n'
)

SCHEMA = json.dumps({"$schema": "x", "properties": {"a": {"title": TITLES[0], "description": ABSTRACT}}})

SCHEMA_PART = {"type": "string", "title": TITLES[0], "description": ABSTRACT}

REFERENCES = "\n\n".join(
    (
        "Tern A, Gull B. Nets of rope on wet beaches and what they hold at dusk. J Nets 1998; 9:3273-3297.",
        "Larus, et al., Circ. Tide 30, 279-292 (1990)",
        "[3] A. Quill and B. Marsh, “Lamps for gulls”, in Proc. of Lamps, vol. 3, 2011, pp. 12-19.",
        "C. Fenn. Watching terns: a survey of 40 years of watching terns on piers. Tern Letters, 12(4):5-9, 2003.",
        "Sterna D (2015) Counting gulls from sound alone. Gull Science 7: 1-12. doi:10.1000/gull.7",
    )
)

FULL_TEXT = f"{TITLES[0]}\n\nAbstract\n\n{ABSTRACT}\n\n1. Introduction\n\n{ABSTRACT}\n\n2 Related Work\n\n{ABSTRACT}\n"

AWARD = (
    f"Award Abstract # 23\n{TITLES[0]}\n\nRecipient:\tHARBOUR\nAward Number:\t23\nProgram Manager:\tA. Tern\n"
    f"Start Date:\tMay 2, 2023\nTotal Intended Award Amount:\t$549,000\n\nABSTRACT\n\n{ABSTRACT}\n\n{ABSTRACT}\n"
)

PROJECT = (
    f"{TITLES[0]}\n\nGrant agreement ID: 101\nStart date\n1 October 2021\nFunded under\nScience\nTotal cost\n"
    f"€ 1 499 000\n\nObjective\n\n{ABSTRACT}\n"
)

CALL = (
    f"Call for Papers: Workshop on Gulls\n\nWe invite submissions on gulls. {ABSTRACT}\n\nImportant dates\n\n"
    f"Submission deadline: 1 March 2025. {ABSTRACT}\n"
)

SUBTITLES = f"1\n00:00:01,000 --> 00:00:04,000\n{ABSTRACT}\n\n2\n00:00:04,500 --> 00:00:08,000\n{ABSTRACT}\n"

TEMPLATE = (
    f"{{% for paper in papers %}}\n{{{{ paper }}}}\n\n{{% if x %}}{ABSTRACT}{{% endif %}}\n\n{ABSTRACT}{{% endfor %}}\n"
)

ARTICLE = (
    '<doc:document xmlns:doc="http://example.org/doc"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    f"<title>{TITLES[0]}</title></rdf:RDF><ce:para>{ABSTRACT}</ce:para></doc:document>"
)

API = f"openapi: 3\n\ntitle: The gulls of the coast\ntype: array\ndescription: {ABSTRACT}\n\ntitle: Terns\n"


@pytest.mark.parametrize(
    ("text", "file", "name"),
    [
        (RST, "gulls.txt", "this is a reStructuredText file"),
        (PLAIN_RST, "gulls.rst", "this is a reStructuredText file"),
        (LONG_YAML, "gulls.yml", "this is a YAML file"),
        (TOML, "pyproject.toml", "this is a configuration file"),
        (CONSTANTS, "gulls.py", "this is source code"),
        (f"/*!\n{ABSTRACT}\n\n{ABSTRACT}\n*/\n", "gulls.txt", "this is source code"),
        (NAMELESS_LICENCE, "COPYING", "this is a licence"),
        (SCHEMA, "gulls.json", "this is a JSON file, but no paper"),
        (API, "gulls.yaml", "this is a YAML file"),
        (json.dumps({"anyOf": [SCHEMA_PART, SCHEMA_PART]}), "gulls.json", "this is a JSON file, but no paper"),
        (REFERENCES, "gulls.txt", "this is a list of references"),
        (FULL_TEXT, "gulls.txt", "this is the full text of a paper"),
        (AWARD, "gulls.txt", "this is a page about a grant"),
        (PROJECT, "gulls.txt", "this is a page about a grant"),
        (CALL, "gulls.txt", "this is a call for papers"),
        (SUBTITLES, "gulls.srt", "this is a file of subtitles"),
        (TEMPLATE, "gulls.txt", "this is a template"),
        (ARTICLE, "gulls.xml", "this is an XML file"),
    ],
)
def test_what_stands_beside_papers_in_a_folder_is_refused(text: str, file: str, name: str) -> None:
    reading = read(text.encode(), file, Date(2024, 6, 1))
    assert (reading.entries, reading.refused) == ((), True)
    assert reading.problems[0].reason.startswith(name)


@pytest.mark.parametrize("suffix", ["py", "toml", "yml", "rst", "js"])
def test_a_list_of_papers_may_be_called_as_it_likes(suffix: str) -> None:
    page = "\n\n".join(f"{title}\n\n{ABSTRACT}" for title in TITLES[:2])
    assert len(read(page.encode(), f"papers.{suffix}", Date(2024, 6, 1)).entries) == 2
