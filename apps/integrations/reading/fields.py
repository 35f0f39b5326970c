"""How form builders spell "label", "value" and "id" in what describes a field, in the languages that we read."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from . import words
from .tree import Tree

type Object = Mapping[str, Tree]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# The words for a label and for a value, the plainest first; a name may be a thing's, an id or a type is a last resort.
LABEL = _words(
    """
    label title question fieldlabel fieldname fieldtitle questiontext prompt caption heading element
    bezeichnung frage feld titel beschriftung pregunta etiqueta campo titulo libelle intitule titre champ etichetta
    domanda titolo pergunta rotulo vraag veld
    text name key field slug id type
    """
)
# Those that can be nothing but a label.
PLAIN = LABEL[:-7]
VALUE = _words(
    """
    value values val fieldvalue answer answers answertext response responsevalue reply
    wert antwort eingabe valor respuesta valeur reponse valore risposta resposta antwoord waarde content input entry
    text
    """
)
ID = _words("id key ref name slug uuid fieldid questionid fieldref questionref code")
REFERENCE = _words("questionid fieldid question field questionref fieldref ref id key itemid")
# Said of a field and not of the person.
BOOKS = frozenset(
    _words(
        """
        position order index sort page required hidden visible placeholder description objecttypeid customkey options
        choices html valid width rawvalue
        """
    )
)
# Names, numbers and books of a field; what else is said of it is kept.
DROPPED = BOOKS | {each for each in (*LABEL, *REFERENCE) if each != "text"}


def key(tree: Object, spellings: Sequence[str]) -> str:
    """The object's own key for the plainest of these words that it has, "" where it has none."""
    own = {spoken(each): each for each in tree}
    return next((own[each] for each in spellings if each in own), "")


def text(tree: Object, spellings: Sequence[str]) -> str:
    """The text under the plainest of these words, "" where there is none."""
    own = {spoken(each): value for each, value in tree.items()}
    found = (own[each] for each in spellings if each in own)
    return next((said for said in found if isinstance(said, str) and said), "")


@lru_cache(maxsize=4_096)
def spoken(name: str) -> str:
    """A key as its words run together."""
    return "".join(words.of(name)) if len(name) <= 60 else name
