"""The leads that are sent: each with a number and an address of its own, each of the same length."""

MOST = 4_000_000
_FIRST = 2_126_000_000  # Manhattan: every exchange from 600 to 999 is in use as far as libphonenumber knows
_BODY = (
    b'{"first_name":"Ada","last_name":"Lovelace","email":"lead.%07d@example.com","phone":"+1 %03d %03d %04d",'
    b'"service":"Solar panels","zip":"10001","message":"Call me about my roof.",'
    b'"utm_source":"google","utm_medium":"cpc","utm_campaign":"spring-solar","gclid":"Cj0KCQiA4aacBhCUARIsAI55maG%07d",'
    b'"page":"https://acme.example/quote"}'
)
_HEAD = (
    b"POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nUser-Agent: bench/1\r\n"
    b"Content-Length: %d\r\n\r\n"
)


def phone(number: int) -> str:
    """The E.164 number of the lead with this number, 0 to MOST."""
    return f"+1{_FIRST + number}"


def body(number: int) -> bytes:
    """What its form sends: JSON of about 330 bytes."""
    digits = _FIRST + number
    return _BODY % (number, digits // 10**7, digits // 10**4 % 1_000, digits % 10_000, number)


def head(host: str, path: str) -> bytes:
    """The head of every request, as all bodies are of one length."""
    return _HEAD % (path.encode(), host.encode(), len(body(0)))
