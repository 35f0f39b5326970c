"""What senders post: a website's form, a Zap for Facebook's forms, and a lead seller's JSON."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from urllib.parse import urlencode

import orjson

from . import people
from .companies import Company
from .people import Person

WEBSITE, FACEBOOK = "website", "facebook-zapier"
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
_BROWSERS = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 Version/19.1 Mobile Safari/604.1",
    "Mozilla/5.0 (Linux; Android 16; Pixel 10) AppleWebKit/537.36 Chrome/142.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/26.0 Safari/605.1.15",
)
_CLICKS = {"google": ("cpc", "gclid"), "bing": ("cpc", "msclkid"), "facebook": ("paid_social", "fbclid")}


@dataclass(frozen=True)
class Post:
    """A request to a source; header names as the product keeps them."""

    source: str
    content_type: str
    body: bytes
    headers: dict[str, str]


def post(source: str, person: Person, *, company: Company, at: datetime, random: Random) -> Post:
    """A lead's request to one of the company's sources."""
    writers = {WEBSITE: _website, FACEBOOK: _facebook}
    return writers.get(source, _seller)(person, company, at, random)


def _website(person: Person, company: Company, at: datetime, random: Random) -> Post:
    page = f"{company.site}/quote/"
    fields = {
        "first_name": person.first_name,
        "last_name": person.last_name,
        "email": person.email,
        "phone": _typed(person, random),
        **_answers(company, random),
        **_campaign(company, random),
    }
    headers = {"user-agent": random.choice(_BROWSERS), "referer": page, "origin": company.site}
    body = urlencode({name: text for name, text in fields.items() if text})
    return Post(WEBSITE, FORM, body.encode(), headers)


def _facebook(person: Person, company: Company, at: datetime, random: Random) -> Post:
    campaign = random.choice(company.campaigns)
    fields = {
        "full_name": person.name,
        "email": person.email,
        "phone_number": person.phone,
        **_answers(company, random),
        "created_time": (at - timedelta(seconds=random.uniform(15, 90))).isoformat(timespec="seconds"),
        "form_name": f"{company.name} {campaign}",
        "utm_source": "facebook",
        "utm_medium": "lead_ad",
        "utm_campaign": campaign,
    }
    return Post(FACEBOOK, JSON, orjson.dumps(fields), {"user-agent": "Zapier"})


def _seller(person: Person, company: Company, at: datetime, random: Random) -> Post:
    fields = {
        "contact": {"name": person.name, "email": person.email, "phone": _typed(person, random)},
        **_answers(company, random),
        "utm_source": company.partner.slug,
        "utm_medium": "affiliate",
    }
    headers = {
        "user-agent": f"{company.partner.name.replace(' ', '')}/2.4",
        "webhook-id": f"msg_{random.randrange(10**12)}",
    }
    return Post(company.partner.slug, JSON, orjson.dumps(fields), headers)


def _answers(company: Company, random: Random) -> dict[str, str]:
    return {question.key: random.choice(question.answers) for question in company.questions if random.random() < 0.9}


def _campaign(company: Company, random: Random) -> dict[str, str]:
    """Three of four visitors clicked an advertisement."""
    (source,) = random.choices([*_CLICKS, ""], (48, 9, 18, 25))
    if not source:
        return {}
    medium, click_id = _CLICKS[source]
    click = f"Cj0KCQ{random.getrandbits(96):024x}"
    names = {"utm_source": source, "utm_medium": medium, "utm_campaign": random.choice(company.campaigns)}
    return names | {click_id: click}


def _typed(person: Person, random: Random) -> str:
    return people.typed(person.phone, random=random) if person.phone.startswith("+") else person.phone
