"""Puts requests in German and Chinese into English: what is asked for, while the topic or title stays as typed. Pure.

The page speaks these languages, and who reads it in one asks in it. Only the request is translated: titles and names
are the same in all languages, and a topic that is not English is searched for as it stands.
"""

import re

_PAPERS = r"(?:arbeiten|papers?|papern|artikeln?|aufsätzen?|veröffentlichungen|publikationen|studien)"
_THE = r"(?:(?:der|die|das|den|dem|des|ein|eine|einen|alle|alles|mir|uns|bitte|mal|denn|paper|artikel|arbeit)\s+)*"
_ON = r"(?:zum\s+thema|mit\s+dem\s+thema|über|zu|zur|zum|von|aus\s+dem\s+bereich)"
_HERE = (
    r"(?:\s+(?:sind|gibt\s+es|hast\s+du|haben\s+(?:wir|sie)|habe\s+ich|enthält|stehen|liegen))?"
    r"(?:\s+(?:hier|insgesamt|da|(?:in\s+)?(?:der|meiner|dieser|unserer|die|meine|diese)\s+(?:sammlung|bibliothek)))*"
)
_TREAT = r"(?:handeln\s+von|behandeln|befassen\s+sich\s+mit|beschäftigen\s+sich\s+mit|untersuchen|nutzen|verwenden)"
_TOPIC = r"(?P<topic>\S.*?)"
_GERMAN = (
    (rf"wie\s+viele\s+{_PAPERS}{_HERE}", "how many papers are there"),
    (rf"wie\s+viele\s+{_PAPERS}{_HERE}\s+(?:{_ON}|{_TREAT})\s+{_TOPIC}{_HERE}", "how many papers are about {topic}"),
    (rf"(?:welche|was\s+für)\s+{_PAPERS}{_HERE}", "list all papers"),
    (
        rf"(?:welche|was\s+für)\s+{_PAPERS}{_HERE}\s+(?:{_ON}|{_TREAT})\s+{_TOPIC}(?:\s+gibt\s+es|{_HERE})",
        "which papers are about {topic}",
    ),
    (
        rf"(?:gibt\s+es|hast\s+du|habe\s+ich)\s+(?:{_PAPERS}|etwas|was)\s+{_ON}\s+{_TOPIC}",
        "are there papers about {topic}",
    ),
    (
        rf"(?:zeige?|nenne?|liste|finde|such(?:e)?|gib)\s+{_THE}{_PAPERS}\s+{_ON}\s+{_TOPIC}(?:\s+auf)?",
        "list papers about {topic}",
    ),
    (rf"(?:(?:zeige?|nenne?|(?:was|welche[rs]?)\s+(?:sind|ist))\s+)?{_THE}neuest(?:e|en)\s+{_PAPERS}", "newest papers"),
    (
        rf"(?:(?:zeige?|nenne?|(?:was|welche[rs]?)\s+(?:sind|ist))\s+)?{_THE}neuest(?:e|en)\s+{_PAPERS}\s+{_ON}\s+{_TOPIC}",
        "newest papers on {topic}",
    ),
    (rf"wer\s+hat\s+{_THE}{_TOPIC}\s+(?:geschrieben|verfasst|veröffentlicht)", "who wrote {topic}"),
    (rf"(?:wer\s+(?:sind|ist)|nenne)\s+{_THE}autor(?:en|in)?\s+(?:von|des|der)\s+{_THE}{_TOPIC}", "who wrote {topic}"),
    (rf"von\s+wem\s+(?:ist|stammt)\s+{_THE}{_TOPIC}", "who wrote {topic}"),
    (
        rf"wann\s+(?:wurde|ist|erschien)\s+{_THE}{_TOPIC}(?:\s+(?:veröffentlicht|erschienen|publiziert))?",
        "when was {topic} published",
    ),
    (rf"(?:(?:was\s+ist|gib|zeige?)\s+)?{_THE}(?:link|adresse)\s+(?:zu|von)\s+{_THE}{_TOPIC}", "link to {topic}"),
    (
        rf"(?:(?:was\s+ist|gib|zeige?)\s+)?{_THE}(?:abstract|zusammenfassung)\s+(?:zu|von)\s+{_THE}{_TOPIC}",
        "summarize {topic}",
    ),
    (rf"fass(?:e|t)?\s+{_THE}{_TOPIC}\s+zusammen", "summarize {topic}"),
    (
        rf"was\s+(?:ist|sind)\s+(?:der\s+unterschied|die\s+unterschiede)\s+zwischen\s+{_TOPIC}\s+und\s+(?P<other>\S.*?)",
        "compare {topic} and {other}",
    ),
    (rf"vergleiche?\s+{_THE}{_TOPIC}\s+(?:und|mit)\s+(?P<other>\S.*?)", "compare {topic} and {other}"),
    (rf"(?:was\s+(?:ist|sind|bedeutet)|erkläre?\s+{_THE})\s*{_TOPIC}", "what is {topic}"),
    (rf"wie\s+funktioniert\s+{_THE}{_TOPIC}", "how does {topic} work"),
    (r"(?:was\s+kannst\s+du|was\s+kann\s+ich\s+(?:dich\s+)?fragen|hilfe)", "what can you do"),
    (
        rf"(?:worum\s+geht\s+es\s+(?:in|bei)|wovon\s+handeln)\s+(?:den|diesen|meinen|die|diese|meine)\s+{_PAPERS}",
        "give me an overview of my collection",
    ),
    (r"wer\s+bist\s+du", "who are you"),
    (r"(?:hallo|guten\s+(?:tag|morgen|abend)|moin|servus)", "hello!"),
    (r"(?:vielen\s+dank|danke(?:\s+(?:schön|sehr))?)", "thanks!"),
)
_ABOUT = r"(?:(?:关于|有关|涉及|研究|讨论)\s*)"
_ARTICLES = r"(?:的)?\s*(?:论文|文章|文献|研究)"
_CHINESE = (
    (
        r"(?:这里|库里|文献库里?|收藏里?|集合里?)?(?:一共|总共|共)?有多少篇?(?:论文|文章|文献)",
        "how many papers are there",
    ),
    (rf"(?:一共|总共)?有多少篇?{_ABOUT}{_TOPIC}{_ARTICLES}", "how many papers are about {topic}"),
    (rf"(?:都)?有(?:哪些|什么|没有){_ABOUT}?{_TOPIC}{_ARTICLES}", "which papers are about {topic}"),
    (rf"(?:哪些|哪几篇)(?:论文|文章|文献){_ABOUT}\s*(?:了)?{_TOPIC}", "which papers are about {topic}"),
    (rf"(?:请)?(?:列出|给我|找一?些?|查找|搜索)(?:所有|全部)?{_ABOUT}{_TOPIC}{_ARTICLES}", "list papers about {topic}"),
    (rf"(?:最新|最近)(?:的)?(?:{_ABOUT}{_TOPIC})?{_ARTICLES}(?:有哪些|是什么)?", "newest papers on {topic}"),
    (rf"(?:是)?谁写(?:了|的)\s*{_TOPIC}(?:这篇论文|这篇文章)?", "who wrote {topic}"),
    (
        rf"{_TOPIC}(?:这篇论文|这篇文章)?\s*(?:的(?:作者|第一作者)(?:是谁|有哪些|是哪些人)?|是谁写的)",
        "who wrote {topic}",
    ),
    (
        rf"{_TOPIC}(?:这篇论文|这篇文章)?\s*(?:是)?(?:什么时候|何时|哪一?年)(?:发表|出版|发布)的?",
        "when was {topic} published",
    ),
    (rf"{_TOPIC}\s*的(?:链接|网址|地址)(?:是什么)?", "link to {topic}"),
    (rf"(?:给我|显示)?{_TOPIC}\s*的摘要(?:是什么)?", "abstract of {topic}"),
    (rf"(?:请)?(?:总结|概括|概述)(?:一下)?\s*{_TOPIC}(?:这篇论文|这篇文章)?", "summarize {topic}"),
    (rf"(?:请)?(?:比较|对比)(?:一下)?\s*{_TOPIC}\s*(?:和|与|跟)\s*(?P<other>\S.*?)", "compare {topic} and {other}"),
    (
        rf"{_TOPIC}\s*(?:和|与|跟)\s*(?P<other>\S.*?)\s*(?:有什么|的)(?:区别|不同|差别)(?:是什么|在哪里?)?",
        "compare {topic} and {other}",
    ),
    (r"你(?:能|可以|会)(?:做什么|干什么|帮我做什么)|我(?:能|可以)问(?:你)?什么|帮助", "what can you do"),
    (
        r"(?:这些|我的)?(?:论文|文章|文献)(?:主要)?(?:是)?(?:讲|说|研究|关于)(?:了|的是|的)?什么(?:的)?",
        "give me an overview of my collection",
    ),
    (r"你是谁", "who are you"),
    (r"(?:你好|您好|嗨|早上好|晚上好)", "hello!"),
    (r"(?:谢谢|多谢|感谢)(?:你|您)?", "thanks!"),
    (rf"(?:什么是|什么叫)\s*{_TOPIC}", "what is {topic}"),
    (rf"(?:请)?(?:解释|介绍)(?:一下)?\s*{_TOPIC}", "what is {topic}"),
    (rf"{_TOPIC}\s*(?:是什么|是什么意思|是啥)", "what is {topic}"),
)
_FORMS = tuple(
    (re.compile(rf"{pattern}[\s?？.。!！]*", re.IGNORECASE), english) for pattern, english in (*_GERMAN, *_CHINESE)
)
_LONGEST = 300
_CHINESE_SIGN = re.compile("[\u4e00-\u9fff]")
# Where no form begins like this, none is tried: nearly all questions.
_BEGINS = re.compile(
    r"(?:wie|welche|was|gibt|hast|habe|zeige?|nenne?|liste|finde|suche?|gib|die|der|das|neueste|wer|von|wann|worum|wovon|link"
    r"|fass|fasse|vergleiche?|erkläre?|hilfe|hallo|guten|moin|servus|vielen|danke|dankeschön|abstract|zusammenfassung)\b",
    re.IGNORECASE,
)


def request_in_english(question: str) -> str:
    """Return a German or Chinese request in English, its topic as typed; any other question as it is.

    >>> request_in_english("Wer hat LongLoRA geschrieben?"), request_in_english("什么是LongLoRA？")
    ('who wrote LongLoRA?', 'what is LongLoRA?')
    >>> request_in_english("Who wrote LongLoRA?")
    'Who wrote LongLoRA?'
    """
    typed = " ".join(question.split())
    if len(typed) > _LONGEST or not (_BEGINS.match(typed) or _CHINESE_SIGN.search(typed)):
        return question
    for form, english in _FORMS:
        if found := form.fullmatch(typed):
            topic = {name: words.strip('„“”"《》「」 ') for name, words in found.groupdict().items() if words}
            wanted = english if "topic" in topic else english.removesuffix(" on {topic}")
            return wanted.format(**topic) + ("" if wanted.endswith("!") else "?")
    return question
