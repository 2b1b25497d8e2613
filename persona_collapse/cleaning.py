"""What is removed before a reply is read: thinking, special tokens, mark-up, and a next question invented by the model."""

import re
import unicodedata

NAMES = r"(?:think|thought|reason|scratchpad|reflect|monologue|deliberat|cot_|analysis)"
MARK = re.compile(
    r"(?:<{1,2}|\[|\u25c1|\u300c|\u3010)\|?\s*"
    r"(?P<closed>/)?\s*(?:(?P<edge>begin|start|end)(?:[_ ]?of)?[_ ]?)?"
    rf"(?:[a-z]{{1,12}}[:_-])?(?:inner[_ ]|chain[_ ]of[_ ])?{NAMES}[a-z_]{{0,12}}\s*(?P<end>_end)?"
    r"\s*\|?(?:>{1,2}|\]|\u25b7|\u300d|\u3011)",
    re.I,
)
"""An opening or closing mark of thinking: <think>, [/THINK], <|END_THINKING|>, <seed:think>, <|begin_of_thought|>, .."""
GEMMA_OPEN = re.compile(r"<unused94>|<\|channel>\s*thought")
GEMMA_CLOSE = re.compile(r"<unused95>|<channel\|>")
OPEN_DETAILS = re.compile(
    r"<details\b[^>]*(?:reason|think|thought)|<details>\s*<summary>\s*(?:thought|thinking|reasoning)", re.I
)
DETAILS = re.compile(rf"(?:{OPEN_DETAILS.pattern}).*?</details>", re.I | re.S)
SPOKEN_OPEN = re.compile(r"\A\s*(?:thinking\s*(?:\.\.\.|\u2026)|here(?: is|'s) my (?:thought|thinking) process:)", re.I)
SPOKEN_CLOSE = re.compile(
    r"^\s*(?:\.\.\.|\u2026)\s*done thinking\.?[ \t]*$|\bhere(?: is|'s) my (?:response|answer):", re.I | re.M
)
FINAL = re.compile(r"<\|channel\|>\s*final\s*(?:<\|constrain\|>\s*\w+\s*)?<\|message\|>|assistantfinal", re.I)
ANALYSIS = re.compile(r"<\|channel\|>\s*(?:analysis|commentary)|\Aanalysis(?=[A-Z])")

END = re.compile(
    r"<\|(?:im_end|eot_id|eom_id|endoftext|end|return|end_of_text|end_response|end_of_turn_token|end_of_solution)\|>|</s>"
    r"|<end_of_turn>|<eos>|<\uff5cend\u2581of\u2581sentence\uff5c>|\[EOS\]",
    re.I,
)
TOKEN = re.compile(
    r"<\|(?!(?:begin|end)_of_box)[^|>]*\|>|</?s>|<\uff5c[^\uff5c>]*\uff5c>|<unused\d+>|\[/?INST\]|<(?:bos|start_of_turn|pad)>",
    re.I,
)

PROMPT = re.compile(r"\[INST\].*?\[/INST\]", re.I | re.S)
"""A question that the model repeats, with the marks of its template."""

CALL = re.compile(
    r"<(tool_calls?|function_calls?|function|tool_use|invoke)\b[^>]*>.*?(?:</\1>|\Z)|\[TOOL_CALLS\].*"
    r"|\{\s*['\"]name['\"]\s*:\s*['\"][^'\"]*['\"]\s*,\s*['\"](?:arguments|parameters|input)['\"]\s*:\s*\{[^{}]*\}\s*\}",
    re.I | re.S,
)
"""A call of a tool."""
CALL_THAT_ANSWERS = re.compile(
    r"(?i)name['\"]?\s*[:=]\s*['\"](?!get|fetch|look|load|read|find|search|list|query|show)\w*(?:answer|rat(?:e|ing)|submit|record|respon|score|choose|select|report|save)"
)

NEXT_QUESTION = re.compile(r"^\s*(?:Q|Question|Statement|Item|User|Human|Next|Instruction)\s*\d*\s*:", re.M | re.I)

INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\ufe0f\u20e3]")
FRACTION = re.compile("\\s?[\u00bc-\u00be\u2150-\u215e]")
SUPERSCRIPT = re.compile("[\u00b2\u00b3\u00b9\u2070-\u2079]+")
QUOTES = str.maketrans(
    {c: "'" for c in '\u2018\u2019\u201c\u201d\u00ab\u00bb"`'}
    | {c: "-" for c in "\u2010\u2011\u2012\u2013\u2014\u2212"}
)

CJK_MARKS = str.maketrans({"\u3002": ".", "\u3001": ",", "\u300c": "'", "\u300d": "'", "\u300e": "'", "\u300f": "'"})

COLOURED = re.compile(r"\x1b\[[\d;]*[A-Za-z]")
"""What sets the colour of a terminal."""
ADDRESS = re.compile(r"(?:^[ \t]*\[\d+\][ \t:<]*)?https?://\S+", re.M)
STRUCK = re.compile(r"~~.*?~~", re.S)
TAG = re.compile(r"</?[A-Za-z][^<>]*>")
BOLD_NUMBER = re.compile(r"\*\*\s*(\d+)\s*\*\*")
FENCE = re.compile(r"^```\w*\s*$", re.M)
LINE_MARKS = re.compile(r"^[ \t]*(?:#{1,6}[ \t]|>[ \t]|[-*\u2022\u25cf][ \t])+", re.M)
TABLE_RULE = re.compile(r"^[\s|:-]*-{3,}[\s|:-]*$", re.M)
EMPHASIS = re.compile(r"\*+|(?<!\w)_+|_+(?!\w)")
CELL = re.compile(r"\|")


def without_thinking(reply: str) -> str | None:
    """The reply after its thinking; None when the thinking never ends.

    >>> without_thinking("[THINK]2 or 3?[/THINK]4"), without_thinking("<seed:think>perhaps 2")
    ('4', None)
    """
    reply = DETAILS.sub("", reply)
    final = list(FINAL.finditer(reply))
    if final:
        return reply[final[-1].end() :]
    if ANALYSIS.search(reply):
        return None
    ends = _thinking_ends(reply)
    rest = reply[ends:]
    return None if _opens(rest, begins=ends == 0) else rest


def thinking_ended(reply: str) -> bool:
    """Whether a reply holds thinking that ends."""
    return bool(FINAL.search(reply)) or _thinking_ends(reply) > 0


def _thinking_ends(reply: str) -> int:
    """Where the last thinking ends; 0 without any."""
    closed = [found.end() for found in MARK.finditer(reply) if _closes(found)]
    closed += [found.end() for found in SPOKEN_CLOSE.finditer(reply)]
    closed += [found.end() for found in GEMMA_CLOSE.finditer(reply)]
    return max(closed, default=0)


def _opens(rest: str, *, begins: bool) -> bool:
    """Whether thinking begins in a text without ending in it."""
    marked = (
        OPEN_DETAILS.search(rest) is not None
        or any(not _closes(found) for found in MARK.finditer(rest))
        or GEMMA_OPEN.search(rest) is not None
    )
    return marked or (begins and bool(SPOKEN_OPEN.search(rest)))


def _closes(mark: re.Match[str]) -> bool:
    return bool(mark["closed"] or mark["end"] or (mark["edge"] or "").lower() == "end")


def own_turn(text: str) -> str:
    """What the model says before it ends its turn, without special tokens."""
    asked = PROMPT.search(text)
    if asked:
        text = text[: asked.start()] if text[: asked.start()].strip() else text[asked.end() :]
    turns = (TOKEN.sub(" ", part) for part in END.split(text))
    return next((turn for turn in turns if turn.strip()), "")


def without_calls(text: str) -> str:
    """The text without calls of tools, but for those that hand in an answer."""
    return CALL.sub(lambda found: found.group() if CALL_THAT_ANSWERS.search(found.group()) else " ", text)


def own_answer(text: str) -> str:
    """The text before a next question that the model invents."""
    for found in NEXT_QUESTION.finditer(text):
        if text[: found.start()].strip():
            return text[: found.start()]
    return text


def normalised(text: str) -> str:
    """Plain digits, quotation marks and dashes; a fraction character becomes a decimal, a superscript digit a power."""
    text = SUPERSCRIPT.sub("^", FRACTION.sub(".5", INVISIBLE.sub("", COLOURED.sub("", text))))
    text = unicodedata.normalize("NFKC", text).translate(QUOTES | CJK_MARKS)
    return text.replace("avour", "avor")


def stressed(text: str) -> str:
    """The text with its only bold number marked, so that it is read as announced: "**4**"."""
    numbers = BOLD_NUMBER.findall(text)
    return BOLD_NUMBER.sub("\ue000\\1\ue001", text) if len(set(numbers)) == 1 else text


def without_marks(text: str) -> str:
    """Words without Markdown, HTML and addresses, and without struck-out text."""
    for pattern, by in (
        (ADDRESS, " "),
        (STRUCK, " "),
        (FENCE, ""),
        (TAG, " "),
        (TABLE_RULE, ""),
        (LINE_MARKS, ""),
        (EMPHASIS, " "),
        (CELL, " , "),
    ):
        text = pattern.sub(by, text)
    return text.strip()
