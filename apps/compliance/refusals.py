"""Words that refuse, "I do not agree", "no autorizo", "nicht einverstanden", and not what only sounds like it: pure."""

import re
import unicodedata

_NOT = r"(?:not|never|nor|cannot|\w+n't|(?:do|does|did|wo|ca)nt|no|n[ãa]o|nunca|jamás|nicht|nie|niemals|kein\w*)"
# What may stand between. "required", "obliged" or "a condition" there make it another sentence.
_BETWEEN = (
    r"(?:\s+(?:hereby|give|giving|given|grant|granted|provide|have|has|been|my|our|your|any|the|such|prior|written"
    r"|express|explicit|(?!only)\w+ly|longer|yet|at this time|(?:want|wish|intend) to"
    r"|quiero|deseo|doy|dar|otorg\w+|mi|ningún|ninguna|el|la|lo|le|les|os|se|te|estoy|de"
    r"|quero|desejo|dou|o|a|as|meu|minha|estou"
    r"|damit|dazu|hiermit|mein\w*|ausdrücklich))*\s+"
)
_AGREEMENT = (
    r"(?:agree|consent|authori[sz]|permission|opt(?:ed|ing)?[\s-]?in\b|acept|aceit|autori[zs]|consient|consint|concord"
    r"|acuerdo|acordo|permiso|permiss[ãa]o|einverstanden|einwillig|zustimm|erlaubnis)"
)
_GIVING = r"(?:consent\w*|permission|authori[sz]ation|opt[\s-]?in|einwilligung|zustimmung|erlaubnis|permiso)"
_REACHING = r"(?:call|contact|text|sms|phone|llam|mensaj|lig|chamad|contat|mensag)"
_WITHHELD = (
    rf"{_NOT}{_BETWEEN}{_AGREEMENT}(?!\w*\s+(?:(?:is|are|ist|es|é)\s+)?(?:require|need|necess|erforder|nötig|notwend))"
)
# "I do not give Acme Solar permission", but "we do not give it to others without your permission".
_UNGRANTED = (
    rf"{_NOT}\s+(?:\w+ly\s+|hereby\s+)?(?:give|giving|given|grant|granting|granted|provide|have)\s+"
    r"(?:(?!(?:to|without|unless|if|only)\b)\w+\s+){0,6}?(?:consent|permission|authori[sz]ation)"
)
_DECLINED = (
    rf"(?:i|we)\s+(?:disagree\b|(?:hereby\s+)?(?:decline|refuse|withhold|withdraw|revoke|(?:choose|prefer|elect)\s+not)"
    rf"(?:\s+to)?{_BETWEEN}{_AGREEMENT})"
)
_NOT_GIVEN = (
    rf"{_GIVING}\s*:?\s*(?:(?:is|was|has|been|ist|wurde)\s+)*"
    r"(?:(?:not|never|nicht|no|não)\s+(?:been\s+)?(?:given|granted|erteilt|gegeben|dado|otorgado|concedido)"
    r"|denied|refused|withheld|withdrawn|declined|revoked|verweigert|denegado|negado)"
)
_UNWANTED = (
    rf"{_NOT}\s+(?:want|wish|like|quiero|deseo|quero|desejo)(?:\s+(?:to|be|receive|get|any|more|further|a|you|anyone"
    rf"|phone|sales|marketing|automated|que|me|nos|ser|recibir|más|receber|mais))*\s+{_REACHING}"
)
# Where the "not" stands elsewhere.
_GERMAN = (
    r"nicht\s+(?:\w+\s+){0,4}?einverstanden"
    r"|(?:stimme|willige)n?\b.{0,100}?\bnicht\s+(?:zu|ein)(?=\s*$|\s*[,)]|\s+(?:dass|und|oder)\b)"
    r"|(?:erlaube|gestatte)\s+(?:\w+\s+){0,4}?(?:nicht|kein\w*)\b"
    r"|(?:möchte|will|wünsche)\s+(?:\w+\s+){0,3}?(?:nicht|kein\w*)\s+(?:\w+\s+){0,3}?(?:angeruf|anruf|kontakt|sms)"
)
_FRENCH = (
    r"n(?:e\s+|')(?:\w+\s+)?(?:accept|autoris|consen)\w*\s+(?:pas|plus|jamais|aucun)"
    r"|ne\s+suis\s+(?:pas|plus)\s+d'accord"
    r"|n(?:e\s+|')(?:ai|donne|accorde|souhaite|veux|désire)\s+(?:pas|plus|jamais|aucun\w*)\s+(?:[dl]'|\w+\s+){0,4}?"
    r"(?:[dl]')?(?:accord|consent|autoris|permission|accept|appel|contact|sms|démarch)"
    r"|je\s+refuse\b"
)
_WAYS = "|".join((_WITHHELD, _UNGRANTED, _DECLINED, _NOT_GIVEN, _UNWANTED, _GERMAN, _FRENCH))
# "If you do not agree, leave the page": of somebody else, or of later. Unless it tells what to tick then.
_SPARED = (
    r"(?:(?:if|unless|until|when|whether|wenn|falls|sofern)(?:\s+\w+){0,2}|(?:si|se|caso)(?:\s+\w+)?"
    r"|need|m[uü]ss\w*(?:\s+\w+){0,2}|(?:is|are)(?=\s+not\s+(?:an?\s+)?(?:agree\w+|consenting|consent\b)))\s+"
)
_REFUSES = re.compile(rf"(?P<spared>\b{_SPARED})?\b(?:{_WAYS})", re.IGNORECASE)
_TICKS = re.compile(
    r"(?<!not )(?<!n't )\b(?:tick|check|mark|select|choose|click|kreuz|ankreuz|marque|marcar|coche|assinale)",
    re.IGNORECASE,
)
_BEGINS_WITH_NO = re.compile(r"\W*(?:no|nope|nein|non|n[ãa]o)\s*[,;:.!\u2013\u2014-]+\s+(?!\d)\w", re.IGNORECASE)
_SENTENCES = re.compile(r"[.;!?\n]+")
_APOSTROPHES = str.maketrans(dict.fromkeys("\u2019\u2018\u02bc\u00b4`", "'") | {"_": " "})


def are_in(text: str) -> bool:
    """Whether a sentence of it withholds an agreement, whatever it is about."""
    return any(map(_refuses, _SENTENCES.split(_plain(text))))


def is_a_no(text: str) -> bool:
    """Whether an answer to "may we?" begins with a no: "No, thank you"."""
    return bool(_BEGINS_WITH_NO.match(_plain(text)))


def _plain(text: str) -> str:
    # A letter and its accent may come as two.
    return unicodedata.normalize("NFC", text).translate(_APOSTROPHES)


def _refuses(sentence: str) -> bool:
    found = list(_REFUSES.finditer(sentence))
    return any(not each["spared"] for each in found) or bool(found and _TICKS.search(sentence))
