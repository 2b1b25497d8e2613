"""Patterns by which a number in a text is taken for an answer, or for something else."""

import re

ONE = re.compile(
    r"(\b(?:answer|rating|score|choice|choose|pick|say|with)(?: is|:)?\s*'?(?:an? )?|\A\W*|\b(?:for|be|am) an? )one\b(?! (?:of|number))",
    re.I,
)
HALF = re.compile(r"\b(\d+) and a half\b", re.I)
HAN = dict(zip("一二三四五六七八九十", range(1, 11), strict=True))
HAN_POINT = re.compile(
    r"([一二三四五六七八九十])(?=\s*(?:[分点點番](?![之钟鐘同不])|です|を選|と答|\Z|[,.!]))(?<!十(?=分))"
)
HAN_PAIR = re.compile(r"([一二三四五六七八九])([一二三四五六七八九])(?=\s*[分点點](?![钟鐘]))")
"""Three to four points."""
KOREAN_POINT = re.compile(r"(?<![\uac00-\ud7af])([일이삼사오])(?=\s?점)")

NUMBER = re.compile(
    r"(?<![0-9A-Za-z\u00c0-\u024f_^/])(?<!\d[.,])(?<!\s\.)(?<!\A\.)(?<![A-Za-z]-)(-(?=\d))?(\d+)([.,]\d+)?"
)
OTHER_NUMBER = re.compile(
    r"(?i)(?:\b(?:step|item|question|statement|point|part|page|chapter|version|section|rule|reason|fact|example|trait|note|"
    r"age|aged|year|level|grade|class|group|klasse|jahrgang|gruppe|groep|klas|classe|curso|grupo|groupe|gruppo|"
    r"confidence|certainty|id|date|time|phase|stage|day|week|type|figure|table|line|"
    r"frage|aussage|punkt|schritt|grund|alter|regel|seite|énoncé|étape|raison|âge|règle|affirmation|pregunta|paso|"
    r"afirmación|razón|edad|regla|domanda|passo|affermazione|motivo|età|pergunta|etapa|afirmação|razão|idade|vraag|"
    r"stap|stelling|reden|leeftijd|regel)s?\s*[#:.]?\s*|(?:第|问题|題|項目|質問|문항|질문|步骤|年龄|年齢|나이|学年|年级|학년|阶层|階層|계층)\s*[:]?\s*"
    r"|\b(?:cl(?:asse|ase) \w+|(?:niveau|nivel|livello|nível) (?:educ|éduc|scol|stud|soci|escol|estud)\w*|schicht|bildungs\w+|sociale klasse)\s*:\s*)\Z"
)
TIME = re.compile(
    r"(?i)\b(?:at|past|until|till|by|since|from|paragraph|platform|room|gate|floor|plot|bus|track|às|um|à|a las|alle|om|vers|gegen)\s*\Z"
)
RATIO = re.compile(r"(?::|\s*(?:대|比|对)\s*)\d")
"""A match ended 2:1."""
MONEY = re.compile(r"[$£€\u00a5\u20a9]\s*\Z")
COMPARED = re.compile(r"(?:[<>\u2264\u2265\u2248~]=?|\u00b1)\s*\Z")
ASKED = re.compile(
    r"(?i)\b(?:répond\w*|answer\w*|beantwort\w*|antwort\w*|respond\w*|contest\w*|rispond\w*|antwoord\w*)\W+(?:[^\W\d]+\W+){0,3}?"
    r"(?:question|statement|frage|aussage|pregunta|afirmación|domanda|affermazione|pergunta|afirmação|vraag|stelling|affirmation)\s*:\s*\Z"
)
"""To answer the question: 5."""
ALLOWED_AFTER = re.compile(
    r"(?i)\s*(?:\Z|[.,;:!?)\]'\"(/=-]|[^\w\s]|\n|\d)"
    r"|\s+(?:on|for (?:me|this|that|sure|now)|because|since|as|but|here|given|due|please|if|denn|weil|da|parce|car|porque|perché|pois|want|omdat|puisque|"
    r"points?|punkte?n?|puntos?|punti|pontos?|punten)\b|\s+\d"
)
GLUED_AFTER = re.compile(r"[%^€£$]|(?:st|nd|rd|th)\b|-?[A-Za-z]|\s*(?:%|percent\b|€|euros?\b|dollars?\b)")
LIST_MARK = re.compile(r"^\s*\d+[.)]\s+\S", re.M)

SET_OFF = re.compile(r"(?:\A|(?<!\w)\(|[^\w\s(=<>+*/%&@]|\n|[はが은는])\s*\Z")
REJECTED_AFTER = re.compile(
    r"(?i)'?\s*(?:would|is|seems|feels|might be|wäre|ist|serait|sería|sarebbe|seria|is|zou)\s+(?:be\s+)?"
    r"(?:too|wrong|not|mean|zu|nicht|trop|pas|demasiado|troppo|muito|te|niet)\b"
    r"|\s*(?:では|じゃ|は)?(?:ない|なく|ありません)|\s*(?:点|番|分|점|번)?\s*(?:以上|以下|未満|이상|이하|미만|미满)|\s*(?:가|이|는|은)?\s*(?:아니(?!면)|아닙)"
    r"|\s*(?:太[高低]|不[太够])"
)
HYPOTHETICAL = re.compile(
    r"(?i)(?:\A|[.!?\n]\s*)(?:if (?:i were|you|she|he|they|someone)|wenn ich \w+ wäre|si j'étais|si (?:yo )?fuera|se (?:io )?fossi|se eu fosse)\b[^.!?\n]*\Z"
)
QUESTIONED = re.compile(r"[^.!\n?]{0,80}\?")

CALLED = re.compile(r"\w\([^()\n]*,\s*\Z")
"""The second argument of a call: program code."""
QUOTED_AFTER_QUOTE = re.compile(r"[.!?,]'\s+'\s*\Z")
"""A quotation that follows another one: people talk to each other."""
IN_QUOTE = re.compile(r"\w[^'\n]*(?<![\w'])'\s*[^\W\d_][^'\n]*\Z")
"""A quotation that begins with words, behind other words."""

CALENDAR = re.compile(r"(?:早上|晚上|上午|下午|中午|凌晨|半夜|夜里|傍晚|午前|午後|夜|朝|오전|오후|새벽|밤)\s*\Z")
"""Words of a time of day, before its hour."""
ORDINAL = re.compile(r"\.[oaªº]\b|\. (?:Stock|Etage|OG|étage|piso|andar|piano)\b", re.I)
STREET = re.compile(
    r"(?:\b(?i:calle|avenida|avda?\.?|plaza|paseo|rua|travessa|praça|via|viale|piazza|corso|vicolo|rue|boulevard|impasse|"
    r"chemin|avenue|allée)\s+(?:(?:d[eiao]l?|d[ao]s|d[eu]s?|della|delle|dei|degli|de la|de los|de las)\s+)*(?:[dl]')?[A-ZÀ-Ý][^.;:!?\n\d]{0,25}"
    r"|\b[A-ZÀ-Ý][\w-]*(?:\s?[Ss]tra(?:ß|ss)e|straat|(?<=\w{3})laan|allee|gasse|gracht|\s[Ss]tr\.)"
    r")\s*,?\s*(?:n\.?\s?[º°o]\.?\s*|no\.?\s*|nr\.?\s*)?\Z|(?:路|街|巷|弄|大道)\s*\Z"
)
"""The name of a street, before the number of a house."""
STREET_AFTER = re.compile(r",?\s+(?:[A-Z][\w']*\s+){1,3}(?:Street|Road|Avenue|Lane|Drive|Close|Square|St\.|Rd\.|Ave\.)")
LISTED = re.compile(r"\d,\s*\Z")
"""A number directly after another one: an address, a list."""
ENTRY = re.compile(r"^\s*[-*\"']?[^\W\d][\w -]{0,30}[\"']?\s*:", re.M)
"""The name of an entry, in a text of entries: "age: 58"."""
SEVERAL_ENTRIES = 3

COLON = re.compile(r":\s*\Z")
FEW_BEFORE_COLON = 12
"""Words of a text in which any colon announces an answer; in a longer one only a colon after \"answer\" does."""
NUMBER_SIGN = re.compile(r"(?i)\A\W*no\.\s*\Z")
BESIDE_CJK = re.compile(
    r"\s*(?:[,.!]|因|所以|我|这|同意|不同意|非常|比较|有点|理由|既|中立|强|完|と|で|私|や|どち|あま|全|ま|そ|少|강|저|나|왜|이유|약간|매우|전혀|보통|그|별)"
)
SECOND = r"\s*(?:-|~|to|or|and|{ends})\s*(?:(?:{articles})\s+)?(\d+)(?!\.?\d)"
LABEL_ENDS = re.compile(r"\W*(?:\Z|[.,!;:()\n\d'-]|です|だ|と(?:答|思|感)|입니다|이다|고|를|을|选)")
STATED = re.compile(
    r"(?i)(?:\b(?:answer|rating|score|choice|response|antwort|bewertung|réponse|note|respuesta|puntuación|risposta|punteggio|"
    r"resposta|pontuação|nota|antwoord|ответ)|答案|回答|答え|评分|評価|답|답변|대답)\s*[:=]\s*'?\Z"
)
RATHER = (
    r"really|honestly|actually|rather|probably|instead|eher|wohl|wirklich|eigentlich|plutôt|vraiment|más bien|mejor|en realidad|"
    r"piuttosto|davvero|mesmo|na verdade|eigenlijk|echt|eerder"
)
EMPHASIS = re.compile(rf"(?i)\s+(?:{RATHER})\s*(?:\Z|[.!,;])")
"""One word more that stresses an answer, and the clause ends."""
PLAIN_NO = re.compile(r"(?i)no|non|nee|nein|não")
SENTENCES = re.compile(r"[.!?\n]")
CLAUSES = re.compile(r"[.:;!?\n]")
RATHER_WORD = re.compile(
    rf"(?i)(?<!\w)(?:{RATHER}|no|then|dann|dan|entonces|allora|então|be|is|make it|put|let's|yes|yeah|so|non|oui|nein|ja|sí|sì|sim|não|nee|doch|toch|liever|lieber|better|make that)(?!\w)"
)
"""A word that may stand between a correction and its number."""
IN_BRACKET = re.compile(r"(?<!\w)'[^()\n]{2,60}'\s*\(\s*\Z")
"""A quoted label before its number in brackets."""
COMPLEMENT = re.compile(r"(?i)\s+(?:with|that|to)\b")
"""What follows "agree" in a sentence that tells who agrees, and with what."""
FEW_WORDS = 4
"""A number that nothing announces is an answer only in a clause of no more words than this."""
MANY_WORDS = 40
"""In a text of more words than this, such a number is an answer only at the beginning or at the end."""
FEW_BEFORE_NUMBER = 3
"""Words of a clause that do not say whom a number is about, where its sentence is about other people."""
FAR_OFF = 10
"""Larger numbers are not answers unless they are announced."""
