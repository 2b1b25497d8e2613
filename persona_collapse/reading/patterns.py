"""Patterns by which a number in a text is taken for an answer, or for something else."""

import re

ONE = re.compile(
    r"(\b(?:answer|rating|score|choice|choose|pick|say|with)(?: is|:)?\s*'?(?:an? )?|\A\W*|\b(?:for|be|am) an? |\b(?:give|rate|mark|put|score) myself (?:as |at |down as |down for )?an? )one\b(?!-| (?:of|number|word))",
    re.I,
)
HALF = re.compile(r"\b(\d+) and a half\b", re.I)
HAN = dict(zip("一二三四五六七八九十", range(1, 11), strict=True)) | {"两": 2, "兩": 2}
HAN_POINT = re.compile(
    r"(?!(?<![选選打给給:])一\s*[点點番])(?!一\s*分(?!\s*(?:\Z|[,.!吧])))([一二三四五六七八九十]|[两兩](?=\s*分(?:\Z|[,.!吧])))(?=\s*(?:[分点點番](?![之钟鐘同不])|です|を選|と答|吧|\Z|[,.!]))(?<!十(?=分))"
)
"""A Chinese or Japanese number word as a point; "一点" is "a bit", unless it is given, and "一番" is "most"."""
HAN_PAIR = re.compile(r"([一二三四五六七八九])([一二三四五六七八九])(?=\s*[分点點](?![钟鐘]))")
"""Three to four points."""
KOREAN_POINT = re.compile(r"(?<![\uac00-\ud7af])([일이삼사오])(?=\s?점)")
KOREAN_ALONE = re.compile(r"\A\s*([일삼사오])(?=(?:이요|이에요|예요|요|입니다|번이요)[\s.!~]*\Z)")
"""A Korean number word and a polite ending, and nothing else."""
KOREAN_WORD = re.compile(
    r"(?:(?<=[,.])\s*|\A\s*)(하나|둘|셋|넷|다섯|여섯|일곱|여덟|아홉|열)(?=(?:이?라고|으?로)\s?(?:할게|할래|하겠|답|말할))"
)
"""A Korean number word that is said to be the answer."""

NUMBER = re.compile(
    r"(?<![0-9A-Za-z\u00c0-\u024f_^/])(?<!\d[.,])(?<!\s\.)(?<!\A\.)(?<![A-Za-z]\.)(?<![A-Za-z\d^]-)(-(?=\d))?(\d+)([.,]\d+)?"
)
OTHER_NUMBER = re.compile(
    r"(?i)(?:\b(?:step|item|question|statement|point|part|page|chapter|version|section|rule|reason|fact|example|trait|note|"
    r"age|aged|year|level|grade|class|group|klasse|jahrgang|gruppe|groep|klas|classe|curso|grupo|groupe|gruppo|"
    r"attempt|versuch|tentativo|tentativa|intento|poging|"
    r"block|bloque|bloc|blocco|bloco|blok|pantalla|écran|schermata|bildschirm|modul|módulo|module|modulo|tentative|"
    r"confidence|certainty|id|date|time|phase|stage|day|week|type|figure|table|line|"
    r"frage|aussage|punkt|schritt|grund|alter|regel|seite|énoncé|étape|raison|âge|règle|affirmation|pregunta|paso|"
    r"afirmación|razón|edad|regla|domanda|passo|affermazione|motivo|età|pergunta|etapa|afirmação|razão|idade|vraag|"
    r"stap|stelling|reden|leeftijd|regel)s?\s*[#:.]?\s*|(?:第|问题|題|項目|質問|문항|질문|步骤|年龄|年齢|나이|学年|年级|학년|阶层|階層|계층)\s*[:]?\s*"
    r"|\b(?:cl(?:asse|ase) \w+|(?:niveau|nivel|livello|nível) (?:educ|éduc|scol|stud|soci|escol|estud)\w*|schicht|bildungs\w+|sociale klasse)\s*:\s*"
    r"|\b(?:zug|gleis|train|treno|tren|trein|trem|binario|andén|spoor|voie|quai)\s+)\Z"
)
NAMED_BY_NUMBER = re.compile(
    r"(?:(?<![\w'])(?i:pp?|pgs?|págs?|pags?|blz|abb|figs?|chap|kap|vol|ep|ch|bd|th)\.|(?<![\w'.])S\.|§)\s*\Z"
    r"|(?i:(?<!\w)(?:gas mark|(?:oven|heating|thermostat|heater|radiator|dial|burner|hob|volume|oven ?stand|heizung|ofen|backofen|chauffage|four|calefacción|horno|forno|riscaldamento|aquecimento|verwarming)\W+(?:to|on|at|auf|sur|à|en|a|al|su|op|em|no)|"
    r"(?:gas|oven|heat|speed) setting|channel|screen|platform|season|episode|lesson|scene|act|volume|kanal|kapitel|folge|staffel|schiene|lektion|chapitre|épisode|saison|tome|leçon|capítulo|episodio|temporada|tomo|lección|"
    r"capitolo|stagione|lezione|episódio|lição|hoofdstuk|aflevering|seizoen)\s+\Z)"
    r"|(?i:(?<!\w)(?:[^\W\d_]+[ _-])?(?:count|length|size|limit|total|queue position|priority|index|temperature|latency|difficulty|quantity|retries|depth|interval|errors?|warnings|tokens?|words|characters|duration|seed|severity|"
    r"(?:wort|zeichen|wörter|an|seiten|fehler)zahl|länge|größe|priorität|temperatur|dauer|longueur|taille|priorité|température|durée|longitud|tamaño|prioridad|temperatura|duración|lunghezza|dimensione|priorità|durata|"
    r"comprimento|tamanho|prioridade|duração|lengte|grootte|prioriteit|temperatuur|duur"
    r"|(?:number|nombre|número|numero|aantal|anzahl|count|total)(?: (?:of|de|di|der|van))? (?!(?:points?|points|puntos|punti|pontos|punten|punkte)\b)[^\W\d_]+)\s*[:=]\s*\Z)"
    r"|(?i:(?<!\w)(?:mets?|met|mettre|mettent|plie\w*|coupe\w*|cheveux) en \Z)"
    r"|(?i:(?<!\w)(?:v\.|vs?\.?|versus|versão|versión|versione|versie)\s*'?\Z)|(?:バージョン|버전|版本)\s*\Z"
    r"|(?i:(?<!\w)(?:(?:lucky|favou?rite) number|(?:glücks|lieblings)zahl|(?:chiffre|nombre) (?:porte-bonheur|préféré|favori)|número (?:de la suerte|da sorte|favorito|preferido)|numero (?:fortunato|preferito)|(?:geluks|lievelings)getal)"
    r"(?:\s+(?:is|ist|est|es|è|é)|:)\s+(?:(?:die|the|le|el|il|o|a|de|het)\s+)?\Z)|(?:幸运数字|ラッキーナンバー|행운의 숫자)(?:是|は|는)?\s*\Z"
    r"|(?:字数|文字数|数量|件数|总数|長さ|长度|优先级|優先度|温度|글자 ?수|단어 ?수|개수|길이|우선순위|온도)\s*[:=]\s*\Z"
)
"""A page, a setting, a version, a lucky number, or what was measured, before its number: "(p. 5)", "gas mark 4", "Word count: 4"."""
OF_SO_MANY = re.compile(r"\s*(?:/|of|out of|von|sur|de|di|van(?: de)?|su)\s*\d+")
"""The second number of a page or an attempt: "attempt 2 of 3"."""
NUMBERED = re.compile(r"([^\W\d_]{2,})\s*(\d+)\s*(?::|\s-)\s*[^\W\d]")
"""A word, its number, and what it is: "Option 1: wait"."""
TIME = re.compile(
    r"(?i)\b(?:at|past|until|till|by|since|from|paragraph|platform|room|gate|floor|plot|bus|track|às|um|à|a las|alle|om|vers|gegen)\s*\Z"
)
RATIO = re.compile(r"(?::|\s*(?:대|比|对)\s*)\d|:[A-Z]\b")
"""A match ended 2:1, a relation is 1:N."""
IN_GLUED_BRACKET = re.compile(r"([A-Za-z]+|')[(\[]\Z")
"""A word and a bracket without a space between: "poll(2)", "a book[1]"."""
NUMBERED_BY_SIGN = re.compile(r"(?i)([^\W\d_]+)\s*(?:#|\b(?:nr|no|núm|num)\.|n[°ºo]\.?)\s*\Z")
"""What a number sign counts: "Hint #3: ..", "PKCS#1"."""
NOTE = re.compile(r"(?i)(?<!\w)(nota|note|anmerkung|fußnote|noot|voetnoot)\s+\Z")
"""A footnote before its number, "Nota 2: .."; "Nota: 2" is a mark."""
REFERRED = re.compile(r"(?i)(?:\A|[(.;:\n])\s*(?:cfr?|vgl|siehe|see|voir|véase|vid|ver|zie)\.?\s+(?:\w+\s+)?\Z")
"""Words of a reference, before what is referred to."""
SMILE = re.compile(r"(\S*)(?:\s+|\A)[_(]*[:;=]\Z")
"""The eyes of a smile, ":3", and the word before them."""
ASSIGNED = re.compile(r"\w_\w+\s?=\Z|[?&]\w+=\Z")
"""A value in a program or in an address, before it: "max_depth=3"."""
RETRIED = re.compile(
    r"(?i)(?:retry(?:ing)?|reconnect\w*|attempt|time-?out|connection (?:lost|failed|reset|refused|timed out)|(?:versuch|reconnexion|riprovo|tentativo|tentativa|intento|poging)(?!\w)|erneut\w*|nouvelle tentative|nouvel essai|reintent\w+|nuovo tentativo|nova tentativa|opnieuw|重试|重新连接|再試行|再接続|接続に失敗|接続エラー|连接失败|연결 실패|다시 시도|재시도|재연결)"
    r"[^\n\d]{0,20}(?:\d+ ?\w+[^\n\d]{0,15})?\(\s*\Z"
)
"""A program counts how often it has tried: "Retrying (3/5)"."""
MONEY = re.compile(r"[$£€\u00a5\u20a9]\s*\Z")
COMPARED = re.compile(r"(?:(?<![-=])[<>\u2264\u2265\u2248~]=?|\u00b1)\s*\Z")
ASKED = re.compile(
    r"(?i)\b(?:répond\w*|answer\w*|beantwort\w*|antwort\w*|respond\w*|contest\w*|rispond\w*|antwoord\w*)\W+(?:[^\W\d]+\W+){0,3}?"
    r"(?:question|statement|frage|aussage|pregunta|afirmación|domanda|affermazione|pergunta|afirmação|vraag|stelling|affirmation)\s*:\s*\Z"
)
"""To answer the question: 5."""
ALLOWED_AFTER = re.compile(
    r"(?i)\s*(?:\Z|[.,;:!?)\]'\"(/=-]|[^\w\s]|\n|\d)"
    r"|\s+(?:on|for (?:me|this|that|sure|now)|from me|because|since|as|but|here|given|due|please|if|denn|weil|da|parce|car|porque|perché|pois|want|omdat|puisque|"
    r"points?|punkte?n?|puntos?|punti|pontos?|punten)\b|\s+\d"
)
GLUED_AFTER = re.compile(r"[%^€£$]|\.x\b|(?:st|nd|rd|th)\b|-?[A-Za-z]|\s*(?:%|percent\b|€|euros?\b|dollars?\b)")
LIST_MARK = re.compile(r"^\s*\d+[.)]\s+\S", re.M)
BARE_MARK = re.compile(r"[^\S\n]*(\d+)[.)][^\S\n]*(?:\n|\Z)")
"""The mark of an entry without words, with which a list breaks off."""

SET_OFF = re.compile(r"(?:\A|(?<!\w)\(|[^\w\s(=<>+*/%&@]|\n|[はが은는])\s*\Z")
REJECTED_AFTER = re.compile(
    r"(?i)'?\s*(?:would|is|seems|feels|might be|wäre|ist|serait|sería|sarebbe|seria|is|zou)\s+(?:be\s+)?"
    r"(?:too|wrong|not|mean|zu|nicht|trop|pas|demasiado|troppo|muito|te|niet)\b"
    r"|\s*(?:では|でも|じゃ|は)?(?:ない|なく|ありません)|\s*(?:点|番)?だけは?(?:違|ちが|ない|あり得|ありえ|嫌)|\s*(?:点|番|分|점|번)?\s*(?:以上|以下|未満|이상|이하|미만|미满)|\s*(?:점|번)?(?:까지)?\s*(?:가|이|는|은|도)?\s*(?:아니(?!면)|아닙)|\s*[分点]?(?:不至于|谈不上)"
    r"|\s*(?:点|番)?でも\s*\d+\s*(?:点|番)?でも(?:ない|なく|ありません)|\s*(?:点|番)?(?:とまでは|ほどでは)|\s*(?:太[高低]|不[太够])|\s+(?:ist|wird|wäre) es (?:\w+ )?nicht\b"
)
HYPOTHETICAL = re.compile(
    r"(?i)(?:\A|[.!?\n]\s*)(?:(?:si (?:sacas|te sale|tiras)|se (?:ti esce|tiri|tirares|calhar)|wenn du \w+(?:st|lst)) (?:\w+ )?(?:eine?n? |une? |una? |uma? )?|if (?:i were(?! (?:to|asked|forced)\b)|you(?! ask me\b)|she|he|they|someone)|wenn ich \w+ wäre|si j'étais|si (?:yo )?fuera|se (?:io )?fossi|se eu fosse)\b[^.!?\n]*\Z"
    r"|(?:如果|若是?|要是)(?:你|您|他|她|有人)(?![^.!?\n,]*(?:要|问|想|数字|分|答案))[^.!?\n]*\Z"
)
ASKED_ABOUT = re.compile(
    r"'\s*(?:の意味|ということ|という意味)(?:です|でしょう)?か|"
    r"'?\s*(?:点|番|점|번)?(?:は|って|とは|というのは|の方が|が(?=[^.!?\n]{0,12}(?:高|低|上|下|同意|賛成|反対))|は'[^']*')[^.!?\n]{0,40}?(?:ですか|でしょうか|ますか|ということです?か|なのか|の意味(?:です|でしょう)か)\W*(?:\Z|[^\w\s])"
    r"|[分点]?(?:是|算|代表|表示)[^.!?\n\d]{1,20}(?:吗|呢|还是[^.!?\n\d]{1,12})\W*\Z|점?(?:이|가|은|는)\s?[^.!?\n\d]{1,25}(?:건가요|인가요|나요|입니까|는지요)\W*\Z"
)
"""What is asked about a point of the scale: "5というのは一番上ですか"."""
QUESTIONED = re.compile(r"[^.!\n?]{0,80}\?")
TAG_QUESTION = re.compile(
    r"(?i)\s*,\s*(?:ok(?:ay|é)?|all ?right|(?:tá|está) bo[am]|está bem|vale|d'accord|ça va|va bene|in ordnung|oké|goed)(?: assim| so| zo)?\s*\?"
)
"""Words after an answer that only ask whether it will do: "Put a 4, all right?"."""

CALLED = re.compile(r"\w\([^()\n]*,\s*\Z")
"""The second argument of a call: program code."""
QUOTED_AFTER_QUOTE = re.compile(r"[.!?,]'\s+'\s*\Z")
"""A quotation that follows another one: people talk to each other."""
IN_QUOTE = re.compile(r"\w[^'\n]*(?<![\w'])'\s*[^\W\d_][^'\n]*\Z")
"""A quotation that begins with words, behind other words."""

CALENDAR = re.compile(r"(?:早上|晚上|上午|下午|中午|凌晨|半夜|夜里|傍晚|午前|午後|夜|朝|오전|오후|새벽|밤)\s*\Z")
"""Words of a time of day, before its hour."""
REPORT = re.compile(
    r"(?i)(?<!\w)(?:report card|school report|zeugnis\w*|bulletin|boletín|pagella|boletim|(?:school|kerst)?rapport|(?:en|in) mis notas|en las notas)(?!\w)[^.!?\n]*\Z"
    r"|(?:成绩单|通知表|通信簿|성적표|생활기록부)[^.!?\n]*\Z"
    r"|(?<!\w)(?:for|in|voor|für|en|em|per|pour)\s+(?:spelling|reading|writing|conduct|behaviour|effort|pe|gym|sports?|music|art|rechnen|lesen|schreiben|sport|musik|kunst|betragen|turnen|dictée|calcul|lecture|conduite|musique|dessin|dictado|cálculo|lectura|conducta|gimnasia|música|"
    r"dibujo|dettato|condotta|lettura|disegno|ginnastica|redação|leitura|comportamento|educação física|desenho|rekenen|taal|lezen|schrijven|gedrag|gym|tekenen|biolog\w+|informati\w+)(?:\W+(?:had|hatte|avais|tenía|avevo|tinha) (?:i|ich|j'|yo|ik)?|\W+(?:i|ich|j'|yo|io|eu|ik) (?:had|got|hatte|bekam|avais|ai eu|tenía|saqué|avevo|presi|tinha|tirei|kreeg)(?: always)?)?"
    r"[,:]?\s*(?:an?|eine?|une?|una?|uma?|een)?\s*\Z"
)
"""The marks of a school."""
ORDINAL = re.compile(r"°|\.[oaªº]\b|\. (?:Stock|Etage|OG|étage|piso|andar|piano)\b", re.I)
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

KEY = re.compile(r"(?<!\w)\\?'([^\s'\\]{1,40})\\?'\s*:\s*\\?'?\Z")
"""The name of a value in an object of JSON, before it; one of several words may be the statement itself."""
HEADER = re.compile(r"^\s*([A-Z][a-z]*(?:-[A-Z]\w*)+|[a-z]+(?:_[a-z]+)+)\s*[:=]\s*\Z", re.M)
"""The name of a line in what a server or a program prints: "Retry-After: 5", "persona_id: 4"."""
KEYS_OF_ANSWERS = re.compile(
    r"(?i)answer|rating|score|choice|choose|response|point|likert|agree|value|number|antwort|bewertung|wert|zahl|stufe|réponse|reponse|"
    r"note|respuesta|puntuaci|puntaje|nota|valor|risposta|punteggio|voto|resposta|pontua|antwoord|cijfer|答|评分|評価|分数|点数|점수|답|평가|선택"
)
SERVER_ERROR = re.compile(
    r"(?i)\W*(?:HTTP/\d|(?:http\s*|server\s*|api\s*)?-?(?:error|errore|fehler|erreur|fout|erro|错误|エラー|오류|status)\s*(?:code\s*|代码\s*)?[:#]?\s*[1-5]\d\d(?!\d))"
)
DETERMINERS = (
    r"the|this|that|my|your|our|his|her|their|der|die|das|den|dem|dieser|diese[nms]?|mein\w*|dein\w*|unser\w*|le|la|l'|les|ce|cet|cette|mon|ma|"
    r"el|los|las|este|esta|ese|esa|mi|tu|il|lo|gli|questo|questa|quel|quella|quest'|mio|mia|o|a|ao|esse|essa|meu|minha|de|het|deze|dit|dat|mijn|al|alla"
)
"""Words before a thing that is named, in any language."""
TAIL = (
    r"of|from|at|in|on|by|this|last|yesterday|here|today|was|is|were|are|von|vom|aus|nuev[oa]s?|nuov[oaie]|nouve\w+|nov[oa]s?|nieuwe|gestern|heute|hier|war|ist|de|du|des|d'\w+|était|est|"
    r"del?|ayer|es|era|fue|estuvo|di|ieri|è|da|do|ontem|é|foi|van|gisteren|is|im|am|dell\w*|um|un|une|uno|una|an?|eine?"
)
"""Words between a thing and the number that rates it, where nothing else does: "the film of yesterday was a 3"."""
STATEMENTS = r"statement|item|sentence|claim|description|trait|aussage|satz|beschreibung|affirmation|phrase|énoncé|frase|afirmación|affermazione|afirmação|stelling|zin|answer|antwort|réponse|respuesta|risposta|resposta|antwoord"
"""Words for what a reply is asked to rate."""
DESERVES = (
    r"deserve[sd]?|(?:is|was|are|were) worth|gets|got|earn(?:s|ed)|mérite\w*|vaut|(?:se )?merec\w+|vale|valía|merita|valeva|verdient\w*|"
    r"(?:war|ist)(?=\W+(?:eine )?\Z)|obtient|krijgt|kreeg|bekommt|bekam|receives?|erhält|erhielt|kriegt|reçoit|décroche|saca|recibe|se lleva|prende|leva|levou|ganha|ganhou|recebe|haalt"
)
"""Verbs of what a thing is worth."""
SUBJECTS = (
    r"maths?|mathe|mathematik|mathématiques|matem[aá]ticas?|wiskunde|physics|physik|physique|física|fisica|natuurkunde|chemistry|chemie|chimie|química|"
    r"latein|latín|history|geschichte|histoire|geography|erdkunde|french|spanish|german|deutsch|englisch|anglais|inglés|inglese|inglês|engels|数学|语文|英语|国語|英語|수학|국어|영어"
)
"""Subjects of schools, which have marks."""
SELF_OBJECT = re.compile(r"(?i)(?<!\w)(?:me|myself|mich|mir|moi|mi|mij|mezelf)(?!\w)|自己|自分|저|나는|내")
"""The respondent as what is rated."""
OF_ONESELF = re.compile(
    rf"(?i){SELF_OBJECT.pattern[4:]}|(?<!\w)(?:my|mine|we|us|our|mein\w*|wir|uns\w*|mon|ma|mes|nous|nos|notre|on|mi|mis|mío|nos|nuestr\w+|mio|mia|miei|mie|ci|nostr\w+|meu|minha|meus|minhas|mim|nós|noss\w+|mijn|wij|we|ons|onze)(?!\w)|我|咱|私|僕|俺|우리|제|내"
)
"""Words of somebody who speaks of himself or herself."""
FOR_SOMEBODY = re.compile(r"(?i)\W*(?:for|to|für|pour|para|per|voor)\s+")
"""What stands before somebody whose view a sentence gives: "For my kids I'm a 5"."""
SAID_BY = re.compile(
    rf"(?i)(?:[^'.!?\n]{{0,15}}[,.!]*'|[,-](?=[\s,-]*\w+(?:-|\s+(?:{DETERMINERS}|people|they|s?he|everyone|everybody|most|all|some|er|sie|man|elles?|ils?|tous|todos|tutti|alle)\b)))[\s,-]*(?:says?|said|replie[sd]|sagt|sagte|sagen|meint|meinte|dit|disent|dice|dijo|dicen|dijeron|dicono|disse|dizem|diz|zegt|zei|zeggen)"
    r"(?:-(?:il|elle|ils|on))?(?:\s+(?!(?:i|ich|je|yo|io|eu|ik|with|differently|otherwise|autrement|anders|mit|de|con|com|met|as|mal|so)\b)\w|-|\s*[.!?]|\s*\Z)"
    r"|[^'.!?\n]{0,6}[,.!]*'\s*(?:と(?!私|僕|俺|わたし)[^\s.,'\d]{1,8}[はが](?:言|答|話)|(?!我)[^\s.,'\d]{1,6}(?:说|道|回答)|(?:이?라고)\s*(?!제가|내가|저는|나는)[가-힣]{1,6}[이가은는]\s*(?:말|답|했))"
)
"""The words after what somebody else says: "'Put me down for a 5,' said Mick", "a 5, says my wife"."""
HEARSAY = re.compile(
    r"[^.,!?\n\d]{0,15}(?:[ただるい]そう(?:です|だ)|らしい|とのこと|だって言|だ?と言う(?:でしょう|だろう|はず|と思)|と言われ|[つ付]けられ|と(?:評価|採点)され)"
    r"|\s*점?\s*(?:이|이라|라)?(?:래요?|라던데\w*|라네요?|랍니다|라더라\w*|라고 (?:해요|합니다|하더라\w*|했어요|했습니다|하네요))"
)
"""Japanese and Korean words after what was heard of others."""
SAID_OF_ALL = re.compile(
    r"(?i)\s+(?:were|estaban|estuvieron|estarían|waren|étaient|erano|estavam)\s+(?!i\b|ich\b|ik\b)\w"
)
"""A verb of others after a label: "Muy de acuerdo estaban todos"."""
TRANSLATED = re.compile(r"'\s*(?:=|->|\u2192)\s*'")
"""What stands between two quoted labels of which one translates the other."""
MEANS = r"(?:means?|meant|stands? for|bedeut\w+|heißt|heissen|signifie\w*|veut dire|veulent dire|significa\w*|quiere decir|vuol dire|quer dizer|beteken\w*)"
WHAT = r"(?<!\w)(?:what|was|ce que|qu'est-ce que|qué|que|cosa|o que|wat)(?!\w)"
EXPLAINED = re.compile(rf"(?i){WHAT}[^.!?\n]{{0,20}}\b{MEANS}\s*'?\s*\Z")
EXPLAINED_BEFORE = re.compile(rf"(?i){WHAT}[^.!?\n]{{0,40}}\Z")
EXPLAINED_AFTER = re.compile(
    rf"(?i)[^.!?\n]{{0,40}}\b{MEANS}(?!\w)|[^.!?\n]{{0,4}}(?:是什么意思|とは何|の意味|[은는이가의]?\s*(?:무슨 뜻|의미))"
)
"""What a label means is explained."""
MACHINE = re.compile(
    r"(?i)(?<!\w)(?:as|being) an? (?:\w+ )?(?:ai|language model|chatbot|bot|assistant|program|machine|llm|model)(?!\w)|(?<!\w)als (?:eine? )?(?:ki|sprachmodell|chatbot|programm|assistent|taalmodel|ai|computerprogramma)(?!\w)"
    r"|en tant qu(?:e |')(?:ia|modèle|intelligence|assistant|programme|machine)|como (?:una? |um )?(?:ia|modelo|inteligencia|inteligência|asistente|assistente|programa|máquina)(?!\w)"
    r"|(?:come|in quanto) (?:una? )?(?:ia|modello|intelligenza|assistente|programma|macchina)(?!\w)|作为(?:一个|一款|一名)?(?:AI|人工智能|语言模型|模型|机器|助手)|(?:AI|言語モデル|人工知能|モデル)(?:として|なので|であり|ですから)|(?:AI|언어 모델|인공지능|모델)(?:로서|이기|이라|이므로|이어서)"
)
"""A model that speaks of itself as one."""
OPINIONS = re.compile(
    r"(?i)\s+with (?:what (?:you|he|she|they|was|is)|anything|everything|nothing|any \w+|(?:(?:the|these|those|such|all|most|other) )?(?!this\b|his\b|is\b|the\b|these\b|those\b)\w{2,}s)(?!\w)|\s+mit (?:(?:den|solchen|diesen|irgendwelchen) )?(?!diesem\b)[^\W\d_]{3,}en(?!\w)"
    r"|\s+avec (?:des|les|ces|vos|quoi que ce soit)(?!\w)|\s+con (?:l[ao]s|est[ao]s|es[ao]s|nada|ningun[oa]?|gli|le|i|niente|nessun[oa]?|(?!est[ea]\b)\w{3,}(?:ones|iones|nes|zioni))(?!\w)|\s+(?:com|d[eo]) (?:as|os|ess[ae]s|nada|nenhum[a]?|\w{2,}(?:ões|ções))(?!\w)|\s+met (?:(?:de|zulke|die) )?(?!dit\b|deze\b)[^\W\d_]{3,}(?:ingen|en|s)(?!\w)"
)
"""What is neither agreed nor disagreed with, where it is not the statement: opinions, claims about models."""
UNTIL = re.compile(
    r"(?i)\s*,?\s*(?:until (?:you|i|we|they)|bis (?:ich|sie|du|man|wir)|jusqu'à ce|hasta que|finché non|até que|totdat)\b|\s*(?:,\s*)?(?:直到|除非)"
)
"""Neither agree nor disagree, until .."""
METHOD = re.compile(
    rf"(?i)\s*,?\s*(?:with|that|mit|dass|avec|que|con|che|com|dess[ea]s?|d[eoa]s?|de que|mee|dat)\s+(?!(?:i|ich|yo|io|eu|ik|(?<=que )je)\b)(?!(?:\w+\s+)?(?:{STATEMENTS})\b)[^.!?\n]*?(?:the scale|questionnaires?|surveys?|personality tests?|fragebogen|fragebögen|"
    r"vragenlijst\w*|cuestionarios?|encuestas?|questionari[o]?s?|sondaggi?o?|questionários?|"
    r"dans (?:\w+ ){0,2}cases|(?:in|into|en|em) (?:\w+ ){0,2}(?:boxes|pigeonholes?|schubladen?|hokjes?|casillas?|cajitas?|caselle|caixinhas?))(?!\w)"
)
"""Complaints of a questionnaire, behind a label that is not about the statement."""

QUOTED_ITEM = re.compile(r"\s*'(?=(?:\s*[^\W\d]+\W){3})[^\n\d:]{8,200}'\s*:\s*")
"""A statement in quotation marks, repeated before its answer."""
COLON = re.compile(r"(?::|(?:->|=>|\u2192|\u21d2))\s*\Z")
FEW_BEFORE_COLON = 12
"""Words of a text in which any colon announces an answer; in a longer one only a colon after \"answer\" does."""
SIGN_BEFORE = re.compile(r"(?i)(?:(?<!\w)(?:nr|no|núm|num)\.|n[°ºo]\.?)\s*\Z")
"""The sign of a number; only what announces an answer makes it one."""
IN_ROW = re.compile(r"(?s)\(1\)\s.*\(2\)\s")
FOOTNOTE = re.compile(r"(?sm)\w.*?(\[\d+\]).*?^[ \t]*\1")
"""A mark in a text that stands again at the beginning of a later line."""
NOTED = re.compile(r"(?m)^[ \t]*\[\d+\]")
"""Such a line; without one, the search for its mark would take time that grows with the square of the text."""
NUMBER_SIGN = re.compile(r"(?i)\A\W*no\.\s*\Z")
BESIDE_CJK = re.compile(
    r"\s*(?:[,.!]|因|所以|我|这|同意|不同意|非常|比较|有点|理由|既|中立|强|完|と|で|私|や|どち|あま|全|ま|そ|少|강|저|나|왜|이유|약간|매우|전혀|보통|그|별)"
)
SECOND = r"\s*[점点點分번番]?\s*(?:-|~|to|or|and|{ends})\s*(?:(?:{articles})\s+)?(\d+)(?!\.?\d)"
LABEL_ENDS = re.compile(r"\W*(?:\Z|[.,!;:()\n\d'-]|吧|です|だ|と(?:答|思|感)|입니다|이다|고|를|을|选)")
STATED = re.compile(
    r"(?i)(?:\b(?:answer|rating|score|choice|response|antwort|bewertung|réponse|note|respuesta|puntuación|risposta|punteggio|"
    r"resposta|pontuação|nota|antwoord|ответ)|答案|回答|答え|评分|評価|답|답변|대답)\s*[:=]\s*'?\Z"
)
RATHER = (
    r"really|honestly|actually|rather|probably|instead|eher|wohl|wirklich|eigentlich|plutôt|vraiment|más bien|mejor|en realidad|"
    r"piuttosto|davvero|mesmo|na verdade|eigenlijk|echt|eerder|for sure|definitely|certainly|auf jeden fall|auf alle fälle|sicher|bestimmt|"
    r"sans doute|c'est sûr|sin duda|seguro|senza dubbio|di sicuro|sem dúvida|com certeza|zeker"
)
EMPHASIS = re.compile(rf"(?i)\s+(?:{RATHER})\s*(?:\Z|[.!,;])")
"""One word more that stresses an answer, and the clause ends."""
PLAIN_NO = re.compile(r"(?i)no|non|nee|nein|não")
SENTENCES = re.compile(r"[.!?\n]")


def last_sentence(before: str) -> str:
    """What stands before a place in its own sentence.

    >>> last_sentence("Well. I say ")
    ' I say '
    """
    return SENTENCES.split(before)[-1]


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
UNFILLED = re.compile(r"</?(?:option|label|input|select|form|td|tr)\b|(?<!\w)(?:_+|\u2026|\.\.\.)\s*/\s*\d")
"""The source of a form, or a place for an answer before the top of the scale: "_ / 5"."""
POINT_MEANS = re.compile(
    r"(?i)\s+(?:(?:usually|generally|often|typically|always|normalerweise|meist|généralement|normalmente|di solito|meestal)\s+)?"
    r"(?:means|stands for|indicates|signifies|denotes|corresponds|bedeutet|steht für|heißt|signifie|veut dire|correspond|significa|indica|quiere decir|vuol dire|quer dizer|betekent|staat voor)(?!\w)"
    r"|\s*(?:分|点|點|점)?\s*(?:表示|代表|意味着|は.{0,15}意味|[은는이].{0,15}(?:의미|뜻))"
)
"""What comes after a point of the scale that is explained: "A rating of 3 usually means that"."""
