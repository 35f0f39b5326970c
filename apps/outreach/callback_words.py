"""Times as people say them, English and Spanish, in one plain form: "mañana a las 3 y media" is "tomorrow at 3:30".

Every pattern is free of nested repetition, and the text is bounded: reading takes linear time.
"""

import re
import unicodedata

MOST_CHARACTERS = 400
_NUMBERS = (
    "one two three four five six seven eight nine ten eleven twelve",
    "una dos tres cuatro cinco seis siete ocho nueve diez once doce",
)
_TENS = {
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "forty five": 45,
    "quince": 15,
    "veinte": 20,
    "treinta": 30,
}
_DAYS = {
    "lunes": "monday", "martes": "tuesday", "miercoles": "wednesday", "jueves": "thursday", "viernes": "friday",
    "sabado": "saturday", "domingo": "sunday", "mon": "monday", "tues?": "tuesday", "weds?": "wednesday",
    "thurs?|thur": "thursday", "fri": "friday", "sat": "saturday",
}  # fmt: skip
# In this order: longer sayings before the words in them.
_SAYINGS = (
    (r"(?<=\d)\s?o ?clock", ""),
    (r"\bafter (?:my |the )?(?:work|shift)\b|\bdespues del? (?:mi )?trabajo", "after 5:30pm"),
    (r"\bafter lunch\b|\bdespues de (?:comer|almorzar|la comida|el almuerzo)", "after 1pm"),
    (r"\bafter school\b|\bdespues de la escuela", "after 3:30pm"),
    (r"\b(?:at |by |toward |towards )?(?:the )?end of (?:the )?day\b|\bal final del dia", "from 4pm to 6pm"),
    (r"\b(?:at|during|over) (?:my )?lunch(?: break| time)?\b|\blunch ?time\b|\bhora de comer", "from 12pm to 1pm"),
    (r"\b(?:on|in|at) the hour", " "),
    (r"\b([ap]) ?\.? ?m\b\.?", r"\1m"),
    (r"no problem[ao]?|no hay problema|no worries", ""),
    (r"\bdon ?t\b|\bcan ?t\b|\bwon ?t\b|\bcannot\b|\bnever\b|\bisn ?t\b|\bnunca\b", "not"),
    (r"\bthe day after tomorrow|\bday after tomorrow|\bpasado manana", "overmorrow"),
    (r"\bmanana (?:temprano|en la manana|por la manana|a primera hora)", "tomorrow morning"),
    (r"\b(?:por|en|de|a) la manana|\bmananas\b|\bfirst thing\b|\btempranito\b|\ba primera hora", "morning"),
    (r"\b(?:por|en|de|a) la tarde|\btardecita", "afternoon"),
    (r"\b(?:por|en|de|a) la noche", "night"),
    (r"\besta noche|\btonight|\bhoy night", "today night"),
    (r"\besta tarde", "today afternoon"),
    (r"\besta manana", "today morning"),
    (r"\bmanana\b|\btomorow\b|\btommorow\b|\btommorrow\b|\btmrw\b|\btmrow\b|\btmr\b|\b2morrow\b", "tomorrow"),
    (r"\bthis (morning|afternoon|evening)", r"today \1"),
    (r"\bevening", "night"),
    (r"\bhoy\b", "today"),
    (r"\bmas tarde|\bal rato|\ben un rato|\bin a bit|\bin a while|\bluego\b", "later"),
    (r"\bahorita mismo|\bright now|\bright away|\basap\b|\bahora mismo|\bya mismo", "now"),
    (r"\b(?:la )?(?:proxima semana|semana que viene|siguiente semana|semana proxima)|\bfollowing week", "next week"),
    (r"\bfin de semana|\bweek ?end\b", "weekend"),
    (r"\bnoon\b|\bmid ?day\b|\b(?:el |al )?medio ?dia\b", "12pm"),
    (r"\bmid ?night\b|\bmedia ?noche\b", "12am"),
    (r"\b(?:half|media) (?:an? )?(?:hour|hora)\b|\bmedia hora\b", "30 minutes"),
    (r"\b(?:half past|half) (\d{1,2})\b", r"\1:30"),
    (r"\bquarter past (\d{1,2})\b", r"\1:15"),
    (r"\b(\d{1,2}) y media\b", r"\1:30"),
    (r"\b(\d{1,2}) y cuarto\b", r"\1:15"),
    (r"\b(\d{1,2}) (15|30|45)(?! ?(?:min|h))\b", r"\1:\2"),
    (r"\ban hour and (?:a half|30 minutes)|\b1 hora y media", "90 minutes"),
    (r"\b(?:an|a) hour\b|\b(?:1|la) hora\b|\b1 hour\b", "60 minutes"),
    (r"\ba couple(?: of)?\b|\bun par de", "2"),
    (r"\ba few\b|\bunos\b|\bunas\b", "3"),
    (r"\bminutos?\b|\bminutitos?\b|\bmins?\b|\bminute\b", "minutes"),
    (r"\bhoras?\b|\bhrs?\b|\bhour\b", "hours"),
    (r"\bdias?\b|\bday\b", "days"),
    (r"\bsemanas?\b|\bweek\b(?<!next week)", "weeks"),
    (r"\bdentro de\b|\ben(?= \d)", "in"),
    (
        r"\ba partir de\b|\bdespues de[l]?\b|\bdespues\b|\bpasadas?\b(?= )|\blater than\b|\bpast\b|\bany ?time after\b",
        "after",
    ),
    (r"\bantes de[l]?\b|\bantes\b|\bearlier than\b", "before"),
    (r"\bhasta\b|\btil\b|\btill\b|\buntill\b", "until"),
    (r"\bentre\b|\bbetween\b", "between"),
    (r"\bcomo a\b|\balrededor de\b|\ba eso de\b|\babout(?= \d)|\baround\b", "around"),
    (r"\b(?:del|el|los|la|las|al|the|on)\b ?", ""),
    (r"\ba(?= +\d)|@", "at"),
    (r"\bproximo\b|\bque viene\b|\bcoming\b|\bsiguiente\b", "next"),
    (r"\bthis(?= \w+day)", " "),
    (r"\bde(?= +\d)|\bfrom\b", "from"),
    (r"(?<=[\dm]) ?(?:-|\u2013|to|and|y|at|until) ?(?=\d{1,2}(?::\d\d)?(?:\D|$))", " to "),
)
_COMPILED = tuple((re.compile(pattern), plain) for pattern, plain in _SAYINGS)
_WORDS = {
    **{word: str(number) for row in _NUMBERS for number, word in enumerate(row.split(), start=1)},
    **{word: str(number) for word, number in _TENS.items()},
}
_NUMBER = re.compile(rf"\b(?:{'|'.join(sorted(_WORDS, key=len, reverse=True))})\b")
_DAY = tuple((re.compile(rf"\b(?:{said})\b"), day) for said, day in _DAYS.items())


def plain(text: str) -> str:
    """The text in lower case without accents, its times in the one form that `callback_wish` reads."""
    letters = unicodedata.normalize("NFKD", text[:MOST_CHARACTERS].lower())
    said = "".join(letter for letter in letters if not unicodedata.combining(letter))
    said = re.sub(r"['\u2019`]", "", said)
    said = _NUMBER.sub(lambda word: _WORDS[word.group()], said)
    for pattern, day in _DAY:
        said = pattern.sub(day, said)
    for pattern, words in _COMPILED:
        said = pattern.sub(words, said)
    return re.sub(r"[^\S\n]+", " ", said).strip()
