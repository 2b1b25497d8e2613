"""What keeps a number or a label from being an answer: a reply that breaks off, supposes, agrees with people, explains scales."""

import re

from persona_collapse.reading.languages import CJK, Words
from persona_collapse.reading.patterns import DETERMINERS, SELF_OBJECT, STATEMENTS, last_sentence

JOINING = r"because|since|but|and|if|while|weil|aber|denn|wenn|obwohl|car|mais|puisque|pues|pero|porque|ma|mas|want|omdat|maar|als"
PRONOUNS = r"i|he|she|it|they|we|you|er|sie|es|ich|man|il|elle|ils|elles|je|on|él|ella|ele|ela|lui|lei|hij|zij|ze|ik"
DANGLING = re.compile(
    rf"(?i)(?<!\w)(?:and|but|or|because|although|whereas|the|which|und|oder|aber|weil|dass|obwohl|sondern|car|mais|et|ou|parce qu[e']|puisque|"
    rf"y|pero|aunque|sino|ma|e|mas|porque|embora|want|omdat|hoewel|terwijl|(?:and|und|et|y|e|en)\s+(?:that|dass|que|che|dat)|(?:{JOINING})\s+(?:{PRONOUNS})|"
    r"(?:he|she|it|they|reply|answer|rating|persona|character|\d)\s+(?:might|should|would|could))\s*\Z"
    r"|(?:但是?|因为|所以|不过|而且|可是|虽然|しかし|なぜなら|하지만|그러나|그런데|왜냐하면)\s*\Z"
)
"""Words that no sentence ends with."""
FEW_WORDS, FEW_LETTERS = 3, 4
"""Words of other scripts, or letters of Chinese, Japanese and Korean, between a number and a comma that ends a reply."""

SUPPOSED = re.compile(
    r"(?i)\W*(?:(?:and|but|und|aber|et|mais|y|pero|e|ma|mas|en|maar)\W+)?(?:"
    r"if (?:i|we) (?:had|could|lived|didn't|weren't|wasn't|knew|talked|spoke|drank|grew|tried|stopped|got|went|did)\b|(?:were|had) (?:i|you|we|she|he|they) [^,]*,|(?:suppose|imagine|let's imagine)\b|as soon as\b|sobald\b|dès que\b|en cuanto\b|(?:non )?appena\b|(?:assim|logo) que\b|zodra\b"
    r"|(?:wenn|falls) [^,]{0,60}?(?<!\w)(?:wäre\w*|hätten?|würden?|gäben?|könnten?|bezahlten?)(?!\w)|(?:wäre|hätte)(?:n|st)? (?:ich|du|wir|sie|er|es|man) [^,]*,|angenommen\b|gesetzt den fall\b|stell(?:en sie sich| dir) (?:mal )?vor\b"
    r"|(?:si |s'ils? )[^,]{0,60}?(?<!\w)(?!(?:fait|sait|pla[iî]t|parfait|trait|vais|fais|sais|jamais|mais|français|anglais)\b)\w+(?:ais|ait|aient|iez)\b|(?:supposons|imaginons|à supposer) qu"
    r"|si (?:\w+ ){0,4}?(?!(?:para|manera|primera|cara|clara|rara|espera|verdadera|quisiera|entera|clase|frase|base)\b)\w*(?:ara|iera|era|aran|ieran|ase|iese|asen|iesen|áramos|iéramos)\b"
    r"|(?:supongamos|suponga|supón|imagina|imaginemos) que\b"
    r"|se (?:\w+ ){0,4}?(?!(?:stess[ei]|interesse|classe|[dn]?esse|disse)\b)\w+(?:assi|essi|issi|ossi|asse|esse|isse|osse|assero|essero|issero|ossero|[aeio]ssem)\b"
    r"|(?:supponiamo|immaginiamo|mettiamo|poniamo|ammettiamo) che\b|(?:suponha|suponhamos|imagine|imaginemos) que\b"
    r"|(?:als|indien) (?:\w+ ){1,5}?(?:was|had|hadden|waren|zou|zouden|kreeg|kregen|betaalden?)\b|stel(?: (?:je|u) voor)? dat\b|(?:was|had) (?:ik|je|u|ze) [^,]*,"
    r"|(?:ask me|fragen? (?:sie )?mich|(?:re)?demandez?-moi|pregúnt[ae]n?me(?:l[oa])?|chied(?:imelo|etemelo|imi)|me pergunte|vraag (?:het )?(?:me|mij)) (?:\w+ )?(?:tomorrow|later|next|another|morgen|später|demain|plus tard|mañana|luego|otro|domani|amanhã|depois)(?!\w)"
    r"|假如|假设|假使|倘若)"
)
"""The beginning of a sentence about what is not so: "if they paid me", "suppose I lived alone"."""
GRANTED = re.compile(
    r"(?i)(?:\A|[,;:.!?(-]|(?<!\w)(?:but|and|aber|und|mais|et|pero|y|ma|e|mas|maar|en)(?!\w))\W*(?:(?:just|only|please|nur|mal|juste|solo|só|gewoon)\W+)?(?:"
    r"(?:(?:give|get|buy|pour|hand|feed|lend|bring|pay|grant|ask|catch|wake|try|find|meet|take|let) me|(?:put|place|drop|leave|sit|set) me(?! down)(?! (?:as|at)\b)|add|wait (?:until|till|for)|come back)(?!\w)"
    r"[^.!?\n]{0,80}?(?<!\w)(?:and|then) (?:(?:then|suddenly|maybe) )?(?:i|i'm|i'd|i'll|it|it's|it'd|it'll|that's|you|you'd|you'll|we)(?!\w)"
    r"|(?:gib|geben sie|gebt|hol\w*|kauf\w*|bring\w*|stell\w*|setz\w*|lass\w*|frag\w*|weck\w*|triff|treff\w*|warte\w*) (?:sie )?(?:mir|mich|bis|auf)(?!\w)[^.!?\n]{0,80}?(?<!\w)(?:und|dann) (?:\w+ )?(?:ich|es|bin|ist|wird|wäre|werde|du|sie|das)(?!\w)"
    r"|(?:(?:donne|offre|sers|paie|paye|pose|mets|mettez|laisse|demande|attends|attendez|apporte|verse|attrape)[zr]?(?:-moi)?|(?:re)?pose[rz]?|il suffit)(?!\w)[^.!?\n]{0,80}?(?<!\w)(?:et|alors) (?:là |hop |vous |tu )?(?:je|j'\w+|c'|ce|ça|on|vous|tu)"
    r"|(?:[^\W\d_]+(?:[aáeéi]|[aeo]n|d|z)me(?:l[oa])?|espera|basta(?:n)?)(?!\w)[^.!?\n]{0,80}?(?<!\w)(?:y|entonces) (?:\w+ )?(?:soy|es|seré|será|me|te|verás?|sería|ya)(?!\w)"
    r"|(?:[^\W\d_]{2,}(?:mi|mela|melo)|mi dia|aspetta|basta(?:no)?)(?!\w)[^.!?\n]{0,80}?(?<!\w)(?:e|allora) (?:\w+ )?(?:sono|divento|è|sarò|sarà|vedi|vedrai|vedrete|mi)(?!\w)"
    r"|(?:me (?:dá|dê|paga|pague|serve|traz|põe|ponha|pergunta|pergunte|deixa)|(?:dá|dê|paga|põe|traz)-me|espera|bota|basta[m]?)(?!\w)[^.!?\n]{0,80}?(?<!\w)(?:e|que|aí) (?:\w+ )?(?:sou|viro|é|serei|será|fico|vou|vira|você|passo)(?!\w)"
    r"|(?:geef|schenk|koop|breng|zet|laat|vraag|wacht|haal|betaal)(?: het)? (?:me|mij|tot|op)(?!\w)[^.!?\n]{0,80}?(?<!\w)(?:en|dan) (?:\w+ )?(?:ik|het|'t|je|ben|is|word|wordt)(?!\w)"
    r"|(?:after|with|nach|mit|après|avec|después de|tras|con|dopo|depois de|com|na|met) (?:\w+ ){0,3}?(?:drinks?|beers?|pints?|wine|glass(?:es)?|bottle|coffees?|gin|whisky|bier(?:en|tjes?|e)?|wein|wijn(?:tjes?)?|glas|gläsern?|flasche|kaffee|schnaps|"
    r"verres?|bières?|vin|apéro|cafés?|copas?|vinos?|cañas?|cervezas?|bicchier[ei]|birr[ae]|vino|caffè|copos?|cervejas?|vinho|caipirinhas?|borrels?|glaasjes?|koffie)(?!\w)[^.!?\n\d]*?"
    r")[^.!?;\n\d]*\Z"
    r"|(?:只要|给我|等我)[^.!?\n]{1,14}[,]?(?:我|那)?就(?:是|变|成|能)?\Z|(?:喝(?:了|点|两|几|完|醉)|醉)[^.!?\n\d]{0,8}(?:就|会|我)?(?:就|会)?(?:是|变成?)?\Z"
    r"|(?:さえ[^.,!?\n\d]{1,12}(?:ば|たら)|(?:酒|ビール|ワイン|一杯|飲み?|酔)[^.,!?\n\d]{0,8}(?:ば|たら|だら|なら|と|後は?))[,]?[^.,!?\n\d]{0,6}\Z"
    r"|(?:만 (?:있|주|마시|들어가|되)[^.,!?\n\d]{0,5}면|(?:술|맥주|소주|와인|한 ?잔)[^.,!?\n\d]{0,8}(?:면|후엔?|뒤엔?))[,]?[^.,!?\n\d]{0,8}\Z"
)
"""What would have to be granted first, and what would then be so: "give me a drink and I'm a"."""
CHOOSING = re.compile(
    r"(?i)(?:(?<!\w)(?:have to|had to|must|forced|choose|pick|answer|honest\w*|onest\w*|describ\w+|décrire|descr[ei]v\w+|beschreiben|beschrijven|situ\w+|avali\w+|beoordel\w+|dev\w+|fallait|demand\w+|choisir|répondre|noter|müsste|muss|sollte|wählen|"
    r"entscheiden|nennen|antworten|bewerten|einordnen|einschätzen|fragt\w*|ehrlich|tuvier\w+ que|hubiera que|elegir|contestar|responder|pregunt\w+|sincer\w+|"
    r"dovess\w+|scegliere|rispondere|chied\w+|tivesse (?:de|que)|precisasse|escolher|moet|moest|moeten|kiezen|antwoorden|vra\w+|eerlijk)(?!\w)|一定要|非要|非得|必须|要我|让我|选一)"
)
"""What is only supposed for politeness: "if I had to choose"."""

PEOPLE = (
    r"you|him|her|them|everybody|everyone|ihnen|dir|euch|ihm|ihr|vous|toi|lui|elles?|eux|ustedes|usted|ella|ell[oa]s|lei|loro|vocês|você|eles?|elas?|jou|jullie|hem|haar|hen|"
    rf"(?:{DETERMINERS})\s+(?:doctor|man|lady|gentleman|caller|speaker|colleague|interviewer|minister|president|mayor|author|doktor|arzt|minister|präsident\w*|herrn?|frau|"
    r"monsieur|madame|dame|médecin|maire|ministre|señor\w*|médico|alcalde\w*|signor\w*|dottor\w*|sindaco|ministro|senhor\w*|doutor\w*|prefeito|meneer|mevrouw|dokter|burgemeester)"
)
WITH = r"\s*,?\s*(?:with|mit|avec|con|com|met)\s+"
WITH_PEOPLE = re.compile(
    rf"(?i){WITH}(?:{PEOPLE})(?!\w)|{WITH}(?:your|votre|vos|ihrem?n?|ihrer|su|sus|suo|sua|seus?|suas|uw|jullie) (?!(?:\w+ )?(?:{STATEMENTS}))\w|\s*(?:你|您|他|她)(?:的|说|们)"
)
TO_TAKE_PART = re.compile(
    r"(?i)\s*,?\s*(?:to|pour|à|de|d'|para|en|em|per|a|om)\s*(?:\w+ )?(?:take part|participat\w+|help|continue|join|cooperate|begin|start|be (?:interviewed|asked)|fill|"
    r"particip\w+|aider|commencer|continuer|remplir|collabor\w+|répondre|contestar|ayudar|empezar|seguir|partecip\w+|aiut\w+|iniziare|rispondere|responder|ajudar|começar|"
    r"te (?:doen|werken|nemen|beginnen))(?!\w)"
)

SCALES = re.compile(
    r"(?i)likert|(?<!\w)(?:midpoints?|respondents|mittelpunkt|befragten?|répondants|encuestados|rispondenti|respondentes|respondenten|middelpunt)(?!\w)|(?<!\w)(?:rating scales|scales|(?:on|in) this scale|auf dieser skala|sur cette échelle|en esta escala|in questa scala|nesta escala|op deze schaal|skalen|échelles|escalas|schalen|le scale)(?!\w)|(?:量表|尺度|척도)[^.!?\n]{0,12}(?:通常|一般|よく|보통|대개)"
)
SEVERAL_WORDS = 10
"""Fewer words about a scale are part of an answer."""

GIVEN_TO = (
    r"(?:i|i'd|i would|i'll) give (?:it|him|her|them)|(?:ich gebe|gebe ich) (?:ihm|ihr|dem|ihnen)|(?:dem|der|ihm|ihr) gebe ich|(?:je )?(?:lui|leur) (?:mets|donne|mettrais|donnerais)|"
    r"(?:yo )?les? (?:doy|pongo|daría|pondría)|(?:gli|le) (?:do|darei|metto)|(?:eu )?(?:lhe )?dou|(?:ik geef|geef ik) (?:het|hem|haar|die|dat|ze)"
)
ASKED_THING = re.compile(
    rf"(?i)\W*(?:{DETERMINERS})\W+(?P<thing>[^.!?\n]{{2,60}})\?\W*(?:{GIVEN_TO})(?:\s+(?:an?|eine?|une?|una|uma?|een))?\s*"
)
"""A thing in a question, and what is given to it: "The latest winner? I give it a"."""
OF_THE_ITEM = re.compile(
    rf"(?i)(?<!\w)(?:{STATEMENTS}|question|frage|pregunta|domanda|pergunta|vraag|one|part|bit|thing|teil|me|moi|ich|yo|io|eu|ik)(?!\w)"
)


def breaks_off(text: str) -> bool:
    """Whether a reply ends in the middle of a sentence, and so cannot be known to have decided.

    >>> breaks_off("At home she is a 4. In company, with people she hardly knows,"), breaks_off("I'd say 4, dear,")
    (True, False)
    """
    text = text.rstrip(" \t\n'*_)")
    if DANGLING.search(text):
        return True
    last = re.split(r"\d", text)[-1]
    far = len(re.findall(r"\w+", last)) >= FEW_WORDS or len(re.findall(CJK, last)) >= FEW_LETTERS
    return text.endswith(",") and far


def supposed(before: str, said: Words) -> bool:
    """Whether a number or label is said under a condition that does not hold: "If they paid me I'd say 5".

    What follows "but" behind another number is no longer supposed: "If I had time, a 5, but I am a 2".
    """
    if GRANTED.search(last_sentence(before)):
        return True
    sentence = re.split(r"[.!?;\n]", before)[-1]
    if not SUPPOSED.match(sentence) or CHOOSING.search(re.split(r"[,:]", sentence)[0]):
        return False
    return not any(re.search(r"\d", sentence[: one.start()]) for one in said.but.finditer(sentence))


WHETHER = re.compile(r"(?i)(?<!\w)(?:whether|if|ob|si|se|of)(?!\w)")
"""Begins what a refusal leaves open, in the languages in which it stands behind the refusal."""


def left_open(before: str, said: Words) -> bool:
    """Whether a sentence refuses to say whether this label holds: "I cannot tell you whether I agree, disagree or"."""
    sentence = last_sentence(before)
    refused = said.refusal.search(sentence)
    return refused is not None and WHETHER.search(sentence, refused.end()) is not None


def agrees_with_people(after: str, said: Words) -> bool:
    """Whether a label says who is agreed with, or that somebody will take part: "strongly agree with you", "to take part"."""
    company = re.match(rf"(?i){WITH}", after)
    of_others = company is not None and said.others.match(after, company.end()) is not None
    return of_others or bool(WITH_PEOPLE.match(after) or TO_TAKE_PART.match(after))


def explains_scales(text: str, said: Words) -> bool:
    """Whether a text is about scales in general, and its writer does not speak of itself."""
    long = len(re.findall(rf"\w+?(?={CJK})|\w+", text)) >= SEVERAL_WORDS
    return long and bool(SCALES.search(text)) and not (said.own.search(text) or SELF_OBJECT.search(text))


def given_to_a_thing(before: str) -> bool:
    """Whether a number is given to a thing that was asked about, neither a statement nor oneself.

    >>> given_to_a_thing("The latest winner? I give it a "), given_to_a_thing("That statement? I give it a ")
    (True, False)
    """
    asked = ASKED_THING.fullmatch(before)
    return asked is not None and not OF_THE_ITEM.search(asked["thing"])
