"""What is removed before a reply is read: thinking, special tokens, mark-up, and a next question invented by the model."""

import re
import unicodedata

CLOSE = re.compile(r"</(?:think|thinking|thought|reasoning|scratchpad)>", re.I)
OPEN = re.compile(r"<(?:think|thinking|thought|reasoning|scratchpad)>", re.I)
FINAL = re.compile(r"<\|channel\|>\s*final\s*(?:<\|constrain\|>\s*\w+\s*)?<\|message\|>|assistantfinal", re.I)
ANALYSIS = re.compile(r"<\|channel\|>\s*(?:analysis|commentary)|\Aanalysis(?=[A-Z])")

END = re.compile(r"<\|(?:im_end|eot_id|endoftext|end|return|end_of_text)\|>|</s>|<end_of_turn>|<eos>", re.I)
TOKEN = re.compile(r"<\|[^|>]*\|>|</?s>|\[/?INST\]|<(?:bos|start_of_turn|pad)>", re.I)

NEXT_QUESTION = re.compile(r"^\s*(?:Q|Question|Statement|Item|User|Human|Next|Instruction)\s*\d*\s*:", re.M | re.I)

INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\ufe0f\u20e3]")
FRACTION = re.compile("\\s?[\u00bc-\u00be\u2150-\u215e]")
SUPERSCRIPT = re.compile("[\u00b2\u00b3\u00b9\u2070-\u2079]+")
QUOTES = str.maketrans(
    {c: "'" for c in '\u2018\u2019\u201c\u201d\u00ab\u00bb"`'}
    | {c: "-" for c in "\u2010\u2011\u2012\u2013\u2014\u2212"}
)

ADDRESS = re.compile(r"https?://\S+")
STRUCK = re.compile(r"~~.*?~~", re.S)
TAG = re.compile(r"</?[A-Za-z][^<>]*>")
FENCE = re.compile(r"^```\w*\s*$", re.M)
LINE_MARKS = re.compile(r"^[ \t]*(?:#{1,6}[ \t]|>[ \t]|[-*\u2022\u25cf][ \t])+", re.M)
TABLE_RULE = re.compile(r"^[\s|:-]*-{3,}[\s|:-]*$", re.M)
EMPHASIS = re.compile(r"\*+|(?<!\w)_+|_+(?!\w)|\|")


def without_thinking(reply: str) -> str | None:
    """The reply after its thinking; None when the thinking never ends."""
    final = list(FINAL.finditer(reply))
    if final:
        return reply[final[-1].end() :]
    if ANALYSIS.search(reply):
        return None
    closed = list(CLOSE.finditer(reply))
    rest = reply[closed[-1].end() :] if closed else reply
    return None if OPEN.search(rest) else rest


def own_turn(text: str) -> str:
    """What the model says before it ends its turn, without special tokens."""
    turns = (TOKEN.sub(" ", part) for part in END.split(text))
    return next((turn for turn in turns if turn.strip()), "")


def own_answer(text: str) -> str:
    """The text before a next question that the model invents."""
    for found in NEXT_QUESTION.finditer(text):
        if text[: found.start()].strip():
            return text[: found.start()]
    return text


def normalised(text: str) -> str:
    """Plain digits, quotation marks and dashes; a fraction character becomes a decimal, a superscript digit a power."""
    text = SUPERSCRIPT.sub("^", FRACTION.sub(".5", INVISIBLE.sub("", text)))
    return unicodedata.normalize("NFKC", text).translate(QUOTES).replace("avour", "avor")


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
    ):
        text = pattern.sub(by, text)
    return text.strip()
