"""The field names that running text puts before its values, such as `Abstract:`, and what they mean. Pure."""

import re

# `analysis` is what a model or an editor says of the paper: known, so that it is not taken for a part of the abstract.
_NAMES = {
    "title": "title|paper title|论文标题|标题|题目|タイトル|제목",
    "abstract": "abstract|original|original abstract|摘要|原文摘要|要旨|抄録|초록",
    "summary": "summary|概要|요약|paper summary",
    "authors": "authors|author|by|firstauthor|first author|作者|著者|저자",
    "url": "link|links|url|urls|paper|arxiv link|paper link|abs|arxiv url|html|链接|论文链接|リンク|링크",
    "pdf_url": "pdf|pdf link|pdf url",
    "code_url": "code|github|code link|code url|repository|代码",
    "arxiv_id": "arxiv|arxiv id|arxiv-id|id|cite as|paper id",
    "doi": "doi|related doi|journal doi",
    "date": (
        "date|published|publish date|published date|publication date|submitted|submitted on|published on|year|"
        "first posted|日期|发布时间|发表日期|公開日|날짜"
    ),
    "venue": "venue|journal|journal-ref|journal reference|conference|published in|source",
    "categories": "categories|category|main category|primary category|subjects|subject|分类",
    "tags": "keywords|keyword|tags|关键词|キーワード",
    "analysis": (
        "tl;dr|tldr|tl dr|motivation|method|result|conclusion|comments|comment|translation|relevance score|score|"
        "key points|key findings|why it matters|notes|note|ai summary|our take|takeaway|takeaways|updated|"
        "upvotes|stars|license|"
        "report-no|acm-class|msc-class|proxy|acm classes|msc classes|report number|submission history|access paper|"
        "current browse context|references & citations|summary (ai)|affiliations|affiliation|institution|institutions|"
        "citations|project|project page|website|demo|dataset|details|reason|novelty|tldr (ai)|links to code|video|"
        "slides|翻译|动机|方法|结果|结论"
    ),
}  # fmt: skip
_FIELD_OF = {name: field for field, names in _NAMES.items() for name in names.split("|")}
# Between the name and the colon there may be marks of emphasis and a remark in brackets.
_NAMED = re.compile(
    r"[\W_]{0,12}(?P<name>[^\W\d_][^:：*\n]{0,29}?)[*_\s]*(?P<colon>::|[:：])[*_]*(?:\s+|(?=[^\s/])|$)(?P<value>.*)",
    re.DOTALL,
)
_MARKS = re.compile(r"^[\W_]+|[*_:：\s]+$")


def field_in(line: str) -> tuple[str, str] | None:
    """Return the field that a line names, and what follows the colon; None for other lines.

    >>> field_in("- **Authors**: Ada Quill"), field_in("📝 摘要：我们"), field_in("Whisker: Speech on a Watch")
    (('authors', 'Ada Quill'), ('abstract', '我们'), None)
    """
    match = _NAMED.fullmatch(line)
    field = _FIELD_OF.get(match["name"].strip().casefold()) if match else None
    return (field, match["value"].strip()) if match and field else None


def field_by_name(text: str) -> str | None:
    """Return the field whose name is the whole text, as a heading is.

    >>> field_by_name("📝 **Abstract**"), field_by_name("Abstract Art")
    ('abstract', None)
    """
    return _FIELD_OF.get(_MARKS.sub("", text).casefold())
