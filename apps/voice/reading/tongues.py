"""Another language than the script's: said so, by its small words, or by its script."""

import re
import unicodedata

from . import plain

_SAID = {
    "en": ("do you speak english", "english please", "no english", "in english"),
    "es": (
        "no hablo ingles", "habla espanol", "hablas espanol", "hablan espanol", "en espanol", "speak spanish",
        "in spanish", "no entiendo", "no ingles", "quien habla", "quien es", "de parte de quien",
    ),
    "fr": ("je ne parle pas", "parlez vous", "parle francais", "speak french", "en francais", "in french"),
    "de": ("kein englisch", "sprechen sie deutsch", "auf deutsch", "speak german"),
    "pt": ("nao falo", "fala portugues", "speak portuguese", "em portugues"),
    "it": ("non parlo", "parla italiano", "speak italian"),
    "zh": ("speak chinese", "speak mandarin", "speak cantonese"),
    "vi": ("speak vietnamese", "khong noi tieng anh", "toi khong"),
    "xx": ("dont speak english", "not speak english", "no speak english", "my english is not good", "speak russian"),
}  # fmt: skip
_SMALL = {
    "en": "the is you i to and it my of what do we not have that for this was are",
    "es": "el la los las que de en un una por para con no si es soy esta mi su gracias hola como pero muy me usted yo",
    "fr": "le la les des que je vous nous est pas une pour dans avec mon oui non merci bonjour mais qui sur tu",
    "de": "der die das ich sie nicht ist und ein eine mit fur auf ja nein danke wir haben kein wer was zu",
    "pt": "o os que eu voce nao uma um para com meu sim obrigado ola mas por isso esta quem",
    "it": "il lo gli che io lei non una per con mio si grazie ciao ma sono chi di",
}
_LEAST_WORDS, _LEAST_SHARE = 3, 0.4


def is_other(said: str, *, language: str) -> bool:
    """Whether they speak, or ask for, a language that is not the script's."""
    ours = language[:2]
    text = plain.spaced(said)
    if any(plain.says(text, phrases) for tongue, phrases in _SAID.items() if tongue != ours):
        return True
    return _is_foreign_script(said) or _is_of_another(text.split(), ours)


def _is_foreign_script(said: str) -> bool:
    letters = [letter for letter in said if letter.isalpha()]
    strange = sum(not unicodedata.name(letter, "").startswith("LATIN") for letter in letters)
    return len(letters) >= _LEAST_WORDS and strange > len(letters) / 2


def _is_of_another(words: list[str], ours: str) -> bool:
    """Its small words are many, and those of our own fewer."""
    words = [word for word in words if re.fullmatch(r"[a-z]+", word)]
    if len(words) < _LEAST_WORDS:
        return False
    shares = {tongue: sum(word in small.split() for word in words) for tongue, small in _SMALL.items()}
    own = shares.pop(ours, 0)
    return max(shares.values()) >= max(_LEAST_SHARE * len(words), own + 2)
