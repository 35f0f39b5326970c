"""The API's own description: OpenAPI, and pages that read it without a foreign server."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView


class BearerKey(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "apps.api.authentication.ApiKeyAuthentication"
    name = "api_key"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return {"type": "http", "scheme": "bearer", "description": "An API key: `lh_…`."}


class SchemaView(SpectacularAPIView):
    """OpenAPI 3 of all that a key opens."""

    metadata_class = None


class DocsView(SpectacularSwaggerSplitView):
    """Reads the schema; its script is a file of ours, so the strict content policy holds."""

    metadata_class = None
    url_name = "api:schema"
