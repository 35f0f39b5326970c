"""People Data Labs: who somebody is at work; whom it does not know is a 404."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from apps.sandbox import strangers
from apps.sandbox.refusals import is_wrong

VENDOR = "peopledatalabs"
LIKELIHOOD = 8


def refusal(status: int) -> Response:
    return JSONResponse({"status": status, "error": {"type": "api_error", "message": "an error"}}, status)


async def enrich(request: Request) -> Response:
    if is_wrong(request.headers.get("x-api-key", "")):
        return refusal(401)
    email = request.query_params.get("email", "")
    strangers.note(request, VENDOR, email=email, phone=request.query_params.get("phone", ""))
    found = strangers.work(email)
    if found is None or int(request.query_params.get("min_likelihood", 1)) > LIKELIHOOD:
        missing = {"type": "not_found", "message": "No records were found matching your request"}
        return JSONResponse({"status": 404, "error": missing}, 404)
    person = {"id": "pretend_0000", "job_title": found.title.lower(), "job_title_levels": [found.seniority]}
    person |= {"job_company_name": found.company.lower(), "job_company_website": found.domain}
    person |= {"job_company_size": "11-50", "job_company_industry": found.industry}
    return JSONResponse({"status": 200, "likelihood": LIKELIHOOD, "data": person})


routes = [Route(f"/{VENDOR}/v5/person/enrich", enrich, methods=["GET"])]
