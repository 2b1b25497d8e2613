"""Plain decisions: the words by which people say that a number is their answer, such as "put me down for a 2"."""

import re
from dataclasses import dataclass
from functools import cache

from persona_collapse.instruments import ResponseScale
from persona_collapse.reading.languages import CJK, CODES, language, lone_number_words
from persona_collapse.reading.patterns import GLUED_AFTER, last_sentence
from persona_collapse.reading.prepared import Text
from persona_collapse.reading.undecided import CHOOSING, supposed
from persona_collapse.reading.whose import ruled_out

ARTICLES = r"an?|the|number|no\.|eine[rnm]?|ne|'ne|die|der|den|nummer|une?|le|l'|numéro|el|la|una|un|il|lo|numero|número|uma?|o|een|de|het"
POINT = r"(?<![\d-])(?<!\d[.,])\d+(?![\d.,:/-]\d)"
SLOT = rf"(?:(?:{ARTICLES})\s+)?(?:(?:solid|straight|firm|klare|glatte|solide|petit|bon|simple|bel|belo|dikke|nette)\s+)?'?{POINT}'?"
"""The number of an answer, with what may stand before it."""
BEGINS = r"(?:\A|(?<=[.!?,;:\n()*~-])|(?<!\w)(?:and|but|so|then|well|ok|okay|just|fine|me|honestly|und|aber|dann|also|gut|na|ach|et|alors|bon|allez|mais|donc|moi|y|pues|pero|entonces|bueno|yo|e|ma|allora|quindi|io|mas|então|eu|en|maar|dan|dus|nou|ik|better|besser|lieber|mejor|plutôt|meglio|melhor|liever)(?!\w))[\s'-]*"
"""Where the clause of a decision begins."""
ENDS = (
    r"(?=\s*(?:\Z|[.,;:!?\n)'*~-]|[^\w\s])|\s+(?:and|then|for me|from me|if|on this|for this|here|please|i suppose|i guess|thanks|because|since|und|weil|dann|bitte|"
    r"wenn|et|alors|si|parce|car|y|pues|por favor|porque|e|se|perché|grazie|aí|mesmo|pois|en|dan|want|als|omdat)(?!\w))"
)
ENDS_CJK = rf"(?=\s*(?:\Z|[^\w\s])|{CJK})"
CONDITION = re.compile(
    r"(?i)(?:\A|[,;:]\s*|\s)(?:if|when|whenever|unless|wenn|falls|sobald|si|quand|lorsque|cuando|se|quando|als|indien|wanneer)\s(?P<what>[^.!?\n]*)\Z"
    r"|(?P<said>(?:如果|若是?|要是|假如|当)[^.;!?\n]*)\Z|(?P<thing>[^.;!?\n]*(?:なら|たら|れば|場合は?|면|경우에?는?)[^.!?\n]{0,6})\Z"
)
"""What would have to be so for a decision to hold, before it."""
QUOTED = re.compile(r"\w[^'\n]*[:,]\s*'\s*\Z")
"""Words that quote somebody, before a decision: "They said: 'Put"."""
CONDITION_AFTER = re.compile(
    r"(?i)\s*,?\s*(?:if|when|wenn|falls|si|se|als)\s+(?:you|sie|du|ihr|vous|tu|usted|ustedes|lei|voi|você|u|je|jij|the|he|she|they)[\s'](?P<what>[^.!?\n]*)"
)
WANTED = re.compile(
    r"(?i)(?<!\w)(?:numbers?|figure|digit|insist|must|have to|need|really want|honest|ask|like|mind|number|zahl|ziffer|antwort|unbedingt|fragen|fragst|möchten|chiffre|nombre|note|tenez|faut|voulez|demandez|"
    r"números?|cifra|insiste|quiere|pregunta|numer[oi]|voto|vuole|serve|chiede|quer|precisa|perguntar?|faz questão|cijfer|getal|wilt|moet|vraagt|erop staat)(?!\w)|数字|分数|숫자|점수|저라면|私なら|僕なら|俺なら|自分なら"
)
"""A condition that only says that a number is wanted."""
CORRECTING = re.compile(
    r"(?i)\.\.|[\u2026-]\s|(?<!\w)(?:no|nope|wait|actually|well|hmm|on reflection|rather|honestly|but|nein|ach|halt|doch|aber|lieber|besser|moment|non|enfin|plutôt|attendez|mais|mejor|bueno|espere?|pero|mire|anzi|però|meglio|aspetti?|guardi|ma|"
    r"não|aliás|quer dizer|melhor|espera|mas|nee|nou|liever|toch|maar|wacht|beter)(?!\w)|不对|不是|还是|不过|但|等等|算了|いや|やっぱり|やはり|でも|違|待って|아니|잠깐|다시|근데|하지만|그래도"
)
"""What stands between a first point and another one that takes its place."""
SITUATION = re.compile(
    r"(?i)(?:\A|[.!?;,\n])\W*(?:(?:and|but|und|aber|et|mais|y|pero|e|ma|mas|en|maar)\s+)?(?:at|on|in|with|bei|beim|auf|im|in der|mit|zu hause|chez|au|aux|à la|en|dans|con|al|alla|alle|a casa|no|na|nas|nos|em|com|op|bij|met|thuis|other days|sometimes)\s[^.!?;,\n\d]*\Z"
    r"|(?:的时候|时|中|里|上)[^.!?\n\d]{0,6}\Z|(?:では|だと|なら|に?は|には)[^.!?\n\d]{0,4}\Z|(?:에서는?|때는?|엔)[^.!?\n\d]{0,6}\Z"
)
"""One situation of several, before a number that holds for it."""
REASON = re.compile(
    r"(?i)\s*(?:[.!]|,?\s*(?:because|since|weil|denn|parce|car|porque|perché|pois|want|omdat|因|から|왜냐))"
)
"""What follows a decision that is complete: an end, or its reason."""
STARS_ONLY = re.compile(
    r"(?i)[\s(\u2605\u2606\u2b50\ufe0f]*(\d+)[\s-]*(?:stars?|sterne?|étoiles?|estrellas?|stelle|estrelas?|sterren|星|颗星|つ星|별)[\s-]*(?:(?:out of|of|von|sur|de|su|van(?: de)?)\s*\d+)?[\s).!\u2605\u2606\u2b50\ufe0f]*"
)

STAGED = re.compile(
    r"(?i)\s*(?:(?<!\*)\*(?!\*)[^*\d\n]{3,120}\*(?!\*)|(?:lol|lmao|haha\w*|hehe\w*|mdr|ptdr|jaja\w*|kkk+|rsrs\w*|哈哈+|www+|[ㅋㅎ]{2,})(?!\w)[\s,.!~]*)\s*(?=(\w+)(?:\W|\Z))"
)
"""What somebody does before it speaks, or laughter, and the first word that is said: "*shrugs* Two.", "lol 5 obviously"."""
STAGED_AFTER = re.compile(r"\s*(\d+)[.!]?\s*\*[^*\d\n]{3,120}\*\s*")
"""A number and what somebody does after it, and nothing else: "4 *smiles*"."""


@dataclass(frozen=True)
class Decision:
    """A number that is said to be the answer.

    Attributes
    ----------
    point : the scale point
    start, end : where its words begin and end
    """

    point: int
    start: int
    end: int


@cache
def _frames() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The words of a decision in alphabets and in other scripts."""
    latin = [one for code in CODES if language(code)["script"] == "latin" for one in language(code)["decisions"]]
    other = [one for code in CODES if language(code)["script"] != "latin" for one in language(code)["decisions"]]
    return (
        re.compile(rf"(?i){BEGINS}(?P<said>{'|'.join(latin)}){ENDS}".replace("{n}", SLOT)),
        re.compile(rf"(?:\A|(?<=[^\w'》〉」』]))(?P<said>{'|'.join(other)}){ENDS_CJK}".replace("{n}", POINT)),
    )


def decisions(given: Text) -> list[Decision]:
    """Every point of the scale that a decision names, in order, but for those of others, denied or only supposed."""
    text, found = given.text, []
    for frame in _frames() if re.search(r"\d", text) else ():
        for one in frame.finditer(text):
            number = re.search(r"\d+", one["said"])
            if number is None or int(number.group()) not in given.scale.points:
                continue
            after = text[one.start("said") + number.end() :]
            if GLUED_AFTER.match(after) or (
                given.words.count.match(after) and not given.words.answer_after.match(after)
            ):
                continue
            before = text[: one.start("said")]
            behind = text[one.end("said") :]
            condition = CONDITION.search(last_sentence(before))
            if _conditional(condition, behind) or _either_ahead(after, given) or _either_ahead(behind, given):
                continue
            if QUOTED.search(before):
                continue
            clauses = before[: len(before) - len(condition.group())] if condition else before
            clauses = "" if given.words.own.search(one["said"]) and not supposed(before, given.words) else clauses
            if ruled_out(clauses, after, given.words, given.languages) or re.match(r"[^.!\n]{0,20}\?", after):
                continue
            found.append(Decision(int(number.group()), one.start("said"), one.end("said")))
    return sorted(found, key=lambda one: one.start)


def _conditional(condition: re.Match[str] | None, after: str) -> bool:
    """Whether a decision holds only if something is so, said before or after it: "if you never speak, put down 1"."""
    behind = CONDITION_AFTER.match(after)
    conditions = [one.group() for one in (condition, behind) if one]
    return any(not (WANTED.search(one) or CHOOSING.search(one)) for one in conditions)


def _either_ahead(after: str, given: Text) -> bool:
    """Whether another number follows that may as well be the answer: "put down a 4, or a 2"."""
    joined = re.match(r"(?i)\s*(?:and|und|et|y|e|en)\s+\d", after)  # "put two and two together"
    return joined is not None or re.match(rf"(?i)\W*(?:{given.words.pair})\s+(?:\w+\s+){{0,2}}?\d", after) is not None


def decided(given: Text, found: list[Decision], points: list[tuple[int, int]]) -> Decision | None:
    """The decision of a reply; None where it has none, or where another point is of equal right.

    Parameters
    ----------
    found : the decisions in it
    points : where other points stand that may be answers, and which ones
    """
    if not found:
        return None
    last = found[-1]
    others = [(one.start, one.point) for one in found[:-1]] + points
    for start, point in others:
        if point == last.point or last.start <= start < last.end or _of_somebody(start, last, given):
            continue
        between = given.text[start : last.start] + given.text[last.start : last.end].split()[0]
        if start >= last.end or not CORRECTING.search(between) or SITUATION.search(given.text[: last.start]):
            return None
    return last


def _of_somebody(start: int, last: Decision, given: Text) -> bool:
    """Whether a point is in somebody else's view, and the decision behind it the respondent's own: "my wife says 5, I'll take 2"."""
    sentence = last_sentence(given.text[:start])
    return start < last.start and given.words.others.search(sentence) is not None


def opening(given: Text) -> list[Decision]:
    """The decision in whole words with which a reply begins, before its end or its reason; an empty list without one."""
    begun = [one for one in decisions(given) if not re.search(r"\w", given.text[: one.start])]
    return [one for one in begun if REASON.match(given.text[one.end :])]


def stars_only(text: str, scale: ResponseScale) -> int | None:
    """The point of a reply that is a number of stars and nothing else: "(4 stars out of 5)"."""
    found = STARS_ONLY.fullmatch(text)
    return int(found[1]) if found and int(found[1]) in scale.points else None


def staged(text: str) -> str:
    """The text without what somebody does before it names a number, and without laughter before one.

    >>> staged("*shrugs* Two. They talk."), staged("*agree* with that"), staged("lol 5 obviously"), staged("4 *smiles*")
    ('Two. They talk.', '*agree* with that', '5 obviously', '4')
    """
    if (only := STAGED_AFTER.fullmatch(text)) is not None:
        return only[1]
    acts = STAGED.match(text)
    if acts is None or not (acts[1].isdigit() or acts[1].lower() in lone_number_words()):
        return text
    return text[acts.end() :]
