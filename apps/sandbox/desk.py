"""A pretend vendor's consent page and token endpoint, by what it declares of itself."""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from apps.sandbox import forms, world
from apps.sandbox.consents import Code, Consents, Grant
from apps.sandbox.forms import Form
from apps.sandbox.refusals import is_wrong

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>{vendor}</title>
<style>body {{ font: 16px/1.5 system-ui; max-width: 32rem; margin: 4rem auto }} button {{ font: inherit }}</style>
<h1>{vendor}, as the sandbox plays it</h1>
<p>The application <b>{client_id}</b> wants to be let into your account, to: <b>{scope}</b></p>
<form method="post">{fields}
<button name="verdict" value="allow">Allow</button> <button name="verdict" value="deny">Don't allow</button></form>
</html>"""
ASKED = ("client_id", "redirect_uri", "state", "scope", "code_challenge")


def _nothing(request: Request) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Desk:
    """One vendor's; paths are below `/<vendor>`."""

    vendor: str
    page: str
    token: str
    revoke: str = ""
    # What its access tokens begin with, and how long they are good; None: until revoked, and not told.
    prefix: str = ""
    seconds: int | None = 3_600
    tells_seconds: bool = True
    has_refresh: bool = True
    rotates: bool = False
    has_pkce: bool = True
    has_basic: bool = False
    # What else a token's answer has, and how a refusal looks.
    extras: Callable[[Request], dict[str, Any]] = _nothing
    denial: str = "invalid_grant"
    denied_status: int = 400

    @property
    def pages(self) -> list[Route]:
        """All but the token endpoint, for a vendor whose own gives tokens by other grants, too."""
        shown = [Route(self._at(self.page), self.show), Route(self._at(self.page), self.judge, methods=["POST"])]
        revoked = [Route(self._at(self.revoke), self.take_back, methods=["POST"])] if self.revoke else []
        return [*shown, *revoked]

    @property
    def routes(self) -> list[Route]:
        return [*self.pages, Route(self._at(self.token), self.give, methods=["POST"])]

    async def show(self, request: Request) -> Response:
        asked = request.query_params
        is_whole = asked.get("response_type") == "code" and all(asked.get(name) for name in ASKED[:3])
        if not is_whole or (self.has_pkce and asked.get("code_challenge_method") != "S256"):
            return HTMLResponse("invalid_request", 400)
        hidden = "".join(f'<input type="hidden" name="{name}" value="{escape(asked.get(name, ""))}">' for name in ASKED)
        told = {name: escape(asked.get(name, "")) for name in ("client_id", "scope")}
        return HTMLResponse(PAGE.format(vendor=self.vendor, fields=hidden, **told))

    async def judge(self, request: Request) -> Response:
        """What the person says; they are sent back with it."""
        form = await forms.read(request)
        code = Code(form.first("client_id"), form.first("redirect_uri"), form.first("code_challenge"))
        said = {"error": "access_denied"}
        if form.first("verdict") == "allow":
            said = {"code": world.of(request).of(Consents).allow(code)}
        address = f"{code.redirect_url}?{urlencode({**said, 'state': form.first('state')})}"
        return RedirectResponse(address, 302)

    async def give(self, request: Request) -> Response:
        """Tokens, for a code that is good or for a refresh token."""
        form, consents = await forms.read(request), world.of(request).of(Consents)
        client_id, secret = self._application(request, form)
        if is_wrong(secret):
            return JSONResponse({"error": "invalid_client"}, 401)
        if form.first("grant_type") == "authorization_code":
            if not consents.redeem(form, client_id=client_id):
                return self._denied()
            return self._given(request, consents.begin(self.vendor, seconds=self.seconds))
        grant = consents.by_refresh(self.vendor, form.first("refresh_token"))
        if grant is None:
            return self._denied()
        consents.renew(grant, seconds=self.seconds, rotates=self.rotates)
        return self._given(request, grant)

    async def take_back(self, request: Request) -> Response:
        form, consents = await forms.read(request), world.of(request).of(Consents)
        token = form.first("token")
        grant = consents.by_refresh(self.vendor, token) or consents.of_token(token)
        if grant is None:
            return self._denied()
        consents.revoke(grant)
        return JSONResponse({"ok": True})

    async def knows(self, request: Request) -> bool:
        """Whether a token request is about a consent of this desk's."""
        form = await forms.read(request)
        is_ours = world.of(request).of(Consents).by_refresh(self.vendor, form.first("refresh_token")) is not None
        return form.first("grant_type") == "authorization_code" or is_ours or form.first("refresh_token")[:3] == "rt-"

    def _application(self, request: Request, form: Form) -> tuple[str, str]:
        if not self.has_basic:
            return form.first("client_id"), form.first("client_secret")
        try:
            told = b64decode(request.headers.get("authorization", "").removeprefix("Basic ")).decode()
        except (binascii.Error, UnicodeDecodeError):
            return "", ""
        client_id, _, secret = told.partition(":")
        return client_id, secret

    def _given(self, request: Request, grant: Grant) -> Response:
        told: dict[str, Any] = {"access_token": f"{self.prefix}at-{grant.id}.{grant.count}", "token_type": "Bearer"}
        if self.has_refresh:
            told["refresh_token"] = grant.refresh
        if self.seconds is not None and self.tells_seconds:
            told["expires_in"] = self.seconds
        return JSONResponse(told | self.extras(request))

    def _denied(self) -> Response:
        return JSONResponse({"error": self.denial, "error_description": "not good any more"}, self.denied_status)

    def _at(self, path: str) -> str:
        return f"/{self.vendor}{path}"
