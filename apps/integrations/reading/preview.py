"""How each field of a form is read, for a person to look at and to correct once."""

from collections.abc import Mapping

from apps.integrations.sources.base import Seen

from . import contact, labels, leaves, meanings, words
from .leaves import Leaf
from .meanings import Meaning
from .submission import Field, meaning_of
from .tree import Tree

MOST_SHOWN = 120
# A question or an answer that speaks of agreeing; what it weighs is judged elsewhere (compliance.agreed).
_CONSENT = frozenset(
    """
    consent agree agreed agreement optin opt permission authorize authorise acceptance privacy gdpr tcpa
    einverstanden einwilligung zustimmung stimme datenschutz werbung consentimiento acepto autorizo privacidad
    consentement accepte consens rgpd consentimento aceito concordo autorizacao acconsento consenso trattamento akkoord
    """.split()  # noqa: SIM905  # a list of words is read as words
)
_WORDS = {
    "machinery": "left out: for machines",
    "honeypot": "a trap for robots",
    "submission_id": "its number of the submission",
    "submitted_at": "when it was sent",
    "is_test": "whether it is a test",
    "others": "an answer: somebody else's",
}


def of(tree: Mapping[str, Tree], mapping: Mapping[str, Field]) -> list[Seen]:
    """Every field with a value, in the order in which they came."""
    found, _ = leaves.of(labels.joined(tree))
    ours = {key.strip().casefold(): field for key, field in mapping.items()}
    read = [(leaf, meaning_of(leaf, ours)) for leaf in found]
    told = {leaf: kind for kind, leaf in contact.find(read).by_kind.items()}
    return [Seen(leaf.path, leaf.text[:MOST_SHOWN], _said(leaf, meaning), told.get(leaf, "")) for leaf, meaning in read]


def _said(leaf: Leaf, meaning: Meaning) -> str:
    if not _CONSENT.isdisjoint((*words.of(leaf.key), *words.of(leaf.text[:MOST_SHOWN]))):
        return "consent: kept as the lead gave it"
    if meaning.kind == "campaign":
        return f"where it came from: {meaning.name}"
    if meaning.kind in meanings.CONTACT_KINDS:
        return "an answer: another one told us more plainly"
    return _WORDS.get(meaning.kind, "an answer")
