"""Every address below a company's, found from the addresses themselves, so that none is forgotten."""

from django.urls import URLPattern

from apps.dashboard import urls

ADDRESSES = [pattern for pattern in urls.urlpatterns if "<slug:tenant>" in str(pattern.pattern)]
ROLES = ["owner", "manager", "client", "rep"]


def filled(address: URLPattern, tenant: str, known: dict[str, str]) -> str:
    path = f"/{address.pattern}".replace("<slug:tenant>", tenant)
    uuids = [("uuid", name) for name in ("lead", "call", "delivery", "recording")]
    for kind, name in (*uuids, ("slug", "slug"), ("slug", "table"), ("slug", "verb"), ("int", "ring"), ("int", "view")):
        path = path.replace(f"<{kind}:{name}>", known[name])
    assert "<" not in path, "fill in what this address asks for"
    return path
