"""Replies that answer nothing as a whole: machine text, examples, reviews, exams, statements repeated, weighing that breaks off."""

import re
from functools import cache

from persona_collapse.instruments import ResponseScale
from persona_collapse.reading.languages import CODES, Words, language
from persona_collapse.reading.patterns import OF_ONESELF, SELF_OBJECT, STATEMENTS, last_sentence
from persona_collapse.reading.prepared import Text

MACHINE_LINE = re.compile(
    r"(?m)^\s*(?:Traceback \(most recent|File \"?'?[^\n]+, line \d+|\w*(?:Error|Exception|Warning)\b\s*[:(]|at [\w.$]+\([\w.]*:\d+\))"
    r"|^\s*\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d|^\s*\[?\d\d:\d\d:\d\d\]?\s|^\s*(?:DEBUG|INFO|WARN(?:ING)?|ERROR|FATAL)\b[\s:\]]|^\s*\[(?:DEBUG|INFO|WARN(?:ING)?|ERROR|FATAL)\]"
    r"|^\s*(?:for \w+ in (?:range|enumerate|\w+(?:\.\w+)*(?:\(|:))|while \S+.*:\s*$|def \w+\(|class \w+[(:]|import \w+|from \w[\w.]* import |return \w+|print\(|console\.\w+\(|(?:const|let|var) \w+ ?=|function \w*\(|if \(.*\) ?\{|#include|SELECT .+ FROM |INSERT INTO |\w+\s*[+*-]?=\s*\w+\(.*\)\s*;?$)"
    r"|^\s*(?:id|name|item|row|index|user|persona_id|respondent)\s*[,;\t|]\s*\w+\s*[,;\t]"
    r"|(?:^|\s)\d+\.\s*(?:[a-h][1-8]|[KQRBN][a-h]?x?[a-h][1-8]|O-O)(?:\s|$)"
    r"|(?<!\w)[b-hj-z]\s*[+*/=<>\u2264\u2265^]\s*(?:\d|[b-hj-z](?!\w))|\d\s*[+*/^=<>\u2264\u2265]\s*[b-hj-z](?!\w)|\d\s*[\u2264<]\s*[a-z]\s*[\u2264<]\s*\d|(?<!\w)[EPf][\[(][a-zA-Z][\])]\s*="
    r"|^\s*(?:ACTION|Action|TOOL|Tool|CALL|Call)\s*:\s*\w+\("
    r"|^\s*(?:[Tt]urn|TURN|[Rr]ound|ROUND|[Ss]tep|STEP)\s+\d+\s*(?:of|/)\s*\d+"
    r"|^\s*\[\d+/\d+\]\s+(?!(?:i|i'm|i'd|my|ich|je|j'\w+|yo|io|eu|ik|me|mi|me)\b)[^\W\d]"
)
"""A line of a program, of a log, of a table, of a game of chess, of mathematics, or of a counter of steps."""
PRICES = re.compile(
    r"(?i)\d+(?:[.,]\d\d)?\s*(?:€|euros?|dollars?|pounds?|reais|pesos|yen|元|円|块|원|[£$])(?![\w{])|[£$€]\s?\d"
)
EXAM = re.compile(
    r"(?i)(?<!\w)(?:the (?:correct|right) (?:answer|option|choice)|die richtige (?:antwort|lösung)|la bonne réponse|la (?:respuesta|opción) correcta|la risposta (?:corretta|esatta|giusta)|"
    r"a (?:resposta|alternativa) correta|het (?:juiste|goede|correcte) antwoord)(?!\w)|正确(?:答案|选项)|正解|정답"
)
"""The solution of an exercise."""
SPEAKER_THAT = re.compile(
    rf"(?i)\s*,?\s*(?:with|mit|avec|con|com|met|dem|der|den|d'|au|a)\s*(?:the|my|our|your|dem|der|den|meine[mnr]?|unsere[mnr]?|la|le|l'|mon|ma|notre|el|mi|nuestro|il|lo|mio|mia|o|a|meu|minha|de|het|mijn|onze)?\s*"
    rf"(?!(?:\w+\W+){{0,3}}?(?:{STATEMENTS}|idea|view|notion|idee|idée|opinion|meinung|part|fact))(?:\w+\W+){{1,4}}?(?:that|who|when|about|to|dass|wenn|que|pour|quand|che|en que|quando|dat|als|om)(?!\w)(?!\s+(?:i|ich|je|yo|io|eu|ik)\b)"
    r"|\s*(?:前面|刚才|上一位|那位|他们?|她们?|您|你们?|大家|主席|老师|老板)"
    r"|\s+(?:der|dem) (?:vor|kolleg|chef)\w+"
)
"""Somebody with whom a label agrees, and about what: "strongly agree with the previous speaker that we should break"."""
OF_QUALITY = re.compile(
    r"(?i)\s*(?:(?:/|out of)\s*\d+)?\s*for (?:clarity|wording|length|relevance|usefulness|style|effort|difficulty|quality|originality|grammar|tone|design)(?!\w)"
)
NAME = r"(?:(?:the |le |la |les |el |il |lo |o |a |de |der |die |das |den |dem )?(?!(?:I|Ich|Je|Sie|Ihnen|Note|Noten|Punkte?|Stufe|Wert|Nummer|Number|Answer|Rating|Score|Persona|Option|Ja|Yes|No|Myself|Me|Moi|Mir|Mich|Aussage|Satz|Item|Statement|Frage)\b)[A-ZÀ-Ý][\w'&.-]*(?::?\s+[A-ZÀ-Ý0-9][\w'&.-]*|\s+(?:of|the|de|der|die|von|du|des|del|la|di|da|do|van|and|und|et|y|e|en))*)"
GIVES = r"(?:giv(?:e|es|ing)|gave|rat(?:e|es|ed|ing)|scor(?:e|es|ed|ing)|award(?:s|ed)?|gebe?|gibt|gäbe|bewerte|vergebe|mets|mettrais|met|donne|donnerais|attribue|noter?ais|note|doy|daría|pongo|pondría|califico|puntúo|do|darei|metto|metterei|dou|daria|ponho|colocaria|geef|gaf|zou)"
GETS = r"(?:gets?|got|receives?|earns?|scores?|bekommt|kriegt|erhält|verdient|reçoit|obtient|mérite|recibe|saca|merece|se lleva|prende|merita|ottiene|recebe|ganha|leva|krijgt|verdient)"
ART = r"(?:(?:an?|eine?n?|une?|una?|un|uma?|een|de|at|mit|con|com|met|avec)\s+)?(?:(?:solid|strong|weak|clear|glatte|solide|gute|bon|buen|bel|belo|dikke|mere|generous)\s+)?"
TO_NAME = re.compile(
    rf"(?i:(?:\s*(?:/|out of|von|sur|de|su|van)\s*\d+)?\s+(?:to|à|au|aux|a|al|alla|ao|aos|aan|für|pour|para|voor|for)\s+)(?:{NAME}|(?i:(?:the|this|that|dieses?|diesen|ce|cette|este|esta|questo|questa|este|deze|dit)\s+(?:survey|questionnaire|interview|form|umfrage|fragebogen|sondage|encuesta|sondaggio|pesquisa|enquête)))"
)
FEW_OF_A_REVIEW = 2
"""Words of a review in a reply that does not speak of its writer, and so rates something else."""
AT_AN_END = re.compile(r"\A\W*\d|[.!?\n:;,-]\s*\d+\W*\Z")
"""A number with which a text begins, or that ends it by itself."""
MARKED_WORDS, LONGER_WORDS = 6, 12
"""Words of a text that is taken for an entry of a list, or for one of which it matters whether it speaks of its writer."""
WEIGHING = (
    r"so|thus|therefore|hence|overall|then|daher|deshalb|deswegen|also|somit|dann|insgesamt|donc|alors|du coup|ainsi|así que|entonces|por (?:lo )?tanto|por eso|quindi|dunque|perciò|allora|"
    r"então|portanto|por isso|assim|logo|dus|daarom|dan|kortom"
)
"""Words with which a conclusion begins."""


@cache
def _named() -> re.Pattern[str]:
    """What stands before a number that rates something with a name: "I'd give Dune a solid", "A Netflix le doy un"."""
    surveys = r"(?i:(?:the|this|that|your|diese[nms]?|den|ce|cette|este|esta|questo|questa|deze|dit|die)\s+(?:survey|questionnaire|interview|form|chat|umfrage|fragebogen|sondage|encuesta|sondaggio|pesquisa|enquête|vragenlijst))"
    thing = rf"(?:{NAME}|{surveys})"
    return re.compile(
        rf"(?<!\w)(?i:{GIVES})\s+(?:(?i:to|à|a|al|ao|aan)\s+)?{thing}\s+(?i:{ART})\Z"
        rf"|(?:\A|[.!?,;]\s+)(?:(?i:and|und|et|y|e|en)\s+)?(?i:to|a|al|à|au|ao|dem|der|aan)\s+{NAME}\s+(?i:(?:lo|la|le|les|ne|eu|yo|je|ich|i|lui)\s+)*(?i:{GIVES})\s+(?i:(?:i|ich|je|ik)\s+)?(?i:{ART})\Z"
        rf"|(?:\A|[.!?,;]\s+){NAME}\s+(?i:{GETS})\s+(?i:(?:from|von|de|da|van)\s+(?:me|mir|moi|mí|mim|mij)\s+)?(?i:{ART})\Z"
        r"|给(?!我|自己|自个|这|本|出|了?个?\d)[^,.!?\n\d]{1,14}[打评给](?:个|了|出)?\s*\Z|(?<!自)(?:这家|那家|这部|那部|这本|那本|这个店|这道)[^,.!?\n\d]{0,10}给(?:个|了)?\s*\Z"
        r"|(?:[』」']|(?<!自分)(?<!自身)(?<!これ)(?<!それ)(?<!私)(?<!文)(?<!項目)(?<!質問)[\u30a0-\u30ff]{2,})に(?:は)?\s*\Z"
    )


def rates_a_name(before: str, after: str) -> bool:
    """Whether a number is given to something with a name, or to the survey, and not to oneself or the statement."""
    named = _named().search(before[-120:])
    if (named and not re.search(rf"(?i)(?<!\w)(?:{STATEMENTS})(?!\w)", named.group())) or OF_QUALITY.match(after):
        return True
    korean = re.search(r"(?:\A|[.!?,]\s*)(?!저|나|제|내|자신|스스로|이|그)([가-힣]{1,10})에(?:게)?(?:는)?\s*\Z", before)
    if korean and re.match(r"\s*점을?\s*(?:줍|주고|드|줬|주었|매)", after):
        return True
    given = re.search(rf"(?i)(?<!\w){GIVES}\s+{ART}\Z", before)
    return (
        given is not None
        and TO_NAME.match(after) is not None
        and not re.match(r"[^.!?\n]*\b(?:I|me|mich|moi)\b", after)
    )


def of_another_item(before: str) -> bool:
    """Whether a number was the answer to another item: "On item 4 I chose".

    >>> of_another_item("On item 4 (is depressed, blue) I chose "), of_another_item("Item 4: ")
    (True, False)
    """
    return _words_of("other_items").search(last_sentence(before)) is not None


def agrees_with_somebody(after: str) -> bool:
    """Whether a label says with whom it agrees about what."""
    return SPEAKER_THAT.match(after) is not None


@cache
def _words_of(name: str) -> re.Pattern[str]:
    """One expression for the words of all languages."""
    parts = []
    for code in CODES:
        either = "|".join(language(code)[name])
        parts.append(
            rf"(?<!\w)(?:{either})" + ("(?!\\w)" if name == "reviews" else "")
            if language(code)["script"] == "latin"
            else rf"(?:{either})"
        )
    return re.compile("(?i)" + "|".join(parts))


def answers_nothing(text: str, said: Words, *, decides: bool, stated: bool) -> bool:
    """Whether a reply is machine text, an example, a review, a price list, an exam, or a numbered statement only.

    Parameters
    ----------
    decides, stated : plain words of a decision, or "Answer:", are in it

    >>> from persona_collapse.reading.languages import words
    >>> text = "Room clean, staff friendly, 3/5"
    >>> answers_nothing(text, words(("en",)), decides=False, stated=False)
    True
    """
    stem = re.match(rf"(?i)\s*\d+\s*[.)]\s*(?:{_words_of('stems').pattern[4:]})[^.!?\n\d]*[.!\u2026]*\s*\Z", text)
    if stem:
        return True
    if not decides and _words_of("examples").search(text):
        return True
    if decides or stated:
        return False
    if MACHINE_LINE.search(text):
        return True
    if said.own.search(text) or SELF_OBJECT.search(text):
        return False
    return bool(PRICES.search(text) or EXAM.search(text) or _reviews(text))


def _reviews(text: str) -> bool:
    """Whether a text holds several words of a review."""
    return len({one.group().lower() for one in _words_of("reviews").finditer(text)}) >= FEW_OF_A_REVIEW


def begins_with_a_mark(given: Text) -> bool:
    """Whether a text is the entry of a list or a footnote: it begins with "(1)", goes on, and never speaks of its writer.

    >>> from persona_collapse.reading.prepared import ready
    >>> scale = ResponseScale(1, 5)
    >>> one, other = "[1] A trademark of the company that makes it", "(3) I balance listening and talking with others"
    >>> begins_with_a_mark(ready(one, scale)), begins_with_a_mark(ready(other, scale))
    (True, False)
    """
    mark = re.match(r"\s*(?:\(\d+\)|\[\d+\]|\d+\))\s", given.text)
    return mark is not None and len(re.findall(r"\w+", given.text)) > MARKED_WORDS and not _of_its_writer(given)


def says_nothing_of_its_writer(given: Text) -> bool:
    """Whether a longer text never speaks of its writer, in a language in which verbs alone do not, and neither begins nor ends with a number.

    >>> from persona_collapse.reading.prepared import ready
    >>> scale, text = ResponseScale(1, 5), "The package offers a function that reads the level of a signal, which may be 2"
    >>> says_nothing_of_its_writer(ready(text, scale)), says_nothing_of_its_writer(ready("The level may be 2", scale))
    (True, False)
    """
    silent = set(given.languages) <= {"en", "de", "fr", "nl"} and not AT_AN_END.search(given.text)
    return silent and len(re.findall(r"\w+", given.text)) > LONGER_WORDS and not _of_its_writer(given)


def _of_its_writer(given: Text) -> bool:
    return given.words.own.search(given.text) is not None or OF_ONESELF.search(given.text) is not None


def weighs_on(text: str, scale: ResponseScale) -> bool:
    """Whether a reply names two points and breaks off: "for a 4 speaks this, for a 2 that, and so".

    >>> weighs_on("At parties a 4, at home a 2, and so", ResponseScale(1, 5))
    True
    """
    text = text.rstrip(" \t\n*_")
    if not re.search(r"[^\W\d_]\Z", text):
        return False
    points = {int(one) for one in re.findall(r"(?<![\d.,])\d+(?![\d.,]\d)", text)} & set(scale.points)
    last = re.split(r"\d", text)[-1]
    begun = re.search(rf"(?i)(?<!\w)(?:{WEIGHING})\Z", last) or re.search(
        r"(?:所以|因此|那么|于是|だから|なので|よって|그래서|그러니까|따라서)\Z", last
    )
    return len(points) > 1 and begun is not None
