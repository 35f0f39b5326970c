"""Where a lead came from and what it agreed to: UTM, click ids, certificates, page, browser."""

from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import parse_qsl, urlsplit

from . import words
from .text import MOST_TEXT, UNSTORABLE

UTM = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "utm_id")
CLICK_IDS = ("gclid", "gbraid", "wbraid", "fbclid", "msclkid", "ttclid", "li_fat_id")
PAGES = ("page_url", "landing_page")
MOST_QUERY = 4_000
_TRACKED = frozenset((*UTM, *CLICK_IDS))

_SPELLINGS = {
    "gclid": "gclid gclidfield gclidgclid gclidvalue gclickid",
    "fbclid": "fbclid fbclickid",
    "li_fat_id": "lifatid",
    "trustedform_cert_url": "xxtrustedformcerturl trustedformcerturl trustedformcert trustedformurl",
    "trustedform_token": "xxtrustedformtoken trustedformtoken",
    "jornaya_leadid": "universalleadid leadidtoken jornayaleadid jornayaid jornaya",
    "tcpa_consent": "tcpaconsent tcpa tcpaoptin tcpaagree",
    "sms_consent": "smsconsent smsoptin textconsent",
    "tcpa_text": "tcpatext tcpalanguage tcpaconsenttext tcpadisclosure",
    "ip_address": "ip ipaddress remoteip remoteaddr clientip userip visitorip",
    "user_agent": "useragent",
    "page_url": "pageurl sourceurl pageuri pagelink formurl embedurl currenturl",
    "landing_page": "landingpage landingpageurl landingurl entryurl",
    "referrer": "referrer referer httpreferrer httpreferer referrerurl refererurl documentreferrer",
}
_NAMES = {name.replace("_", ""): name for name in _TRACKED} | {
    spelling: name for name, line in _SPELLINGS.items() for spelling in line.split()
}


def name_of(key: str) -> str:
    """The campaign key that a form's key stands for, "" for any other."""
    spoken = words.of(key)
    while spoken and spoken[0] in ("q", "hidden", "input", "field", "lead", "form", "wpcf"):
        if found := _NAMES.get("".join(spoken)):
            return found
        spoken = spoken[1:]
    return _NAMES.get("".join(spoken), "")


@lru_cache(maxsize=1_024)
def in_url(url: str) -> tuple[tuple[str, str], ...]:
    """The UTM keys and click ids in an address's query."""
    try:
        query = urlsplit(url[:MOST_QUERY]).query
        return tuple(tracked(parse_qsl(query, max_num_fields=100)))
    except ValueError:
        return ()


def tracked(pairs: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    """Those pairs that are UTM keys or click ids, named as we name them; a query may hide a NUL in a `%00`."""
    named = ((key.lower(), UNSTORABLE.sub("", value).strip()[:MOST_TEXT]) for key, value in pairs)
    return ((key, value) for key, value in named if key in _TRACKED and value)
