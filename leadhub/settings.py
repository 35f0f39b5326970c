"""Every setting, from the environment; `.env.example` explains each variable."""

import sys
from pathlib import Path
from typing import Any

import environ

from leadhub import database, logs, mailers, recordings

env = environ.Env()
LOGGING = logs.LOGGING
BASE_DIR = Path(__file__).resolve().parent.parent
environ.Env.read_env(BASE_DIR / ".env")

TESTING = "pytest" in sys.modules
LEADHUB_DEMO: bool = env.bool("LEADHUB_DEMO", default=False)
LEADHUB_BASE_URL: str = env.str("LEADHUB_BASE_URL", default="http://127.0.0.1:8000").rstrip("/")
# Where vendors bring their news: other processes than those that take leads, so that no call's news delays a lead.
LEADHUB_CALLBACK_URL: str = env.str("LEADHUB_CALLBACK_URL", default=LEADHUB_BASE_URL).rstrip("/")
# Where carriers open the stream of a call that the agent answers, wss:// in production; empty: there is no agent.
LEADHUB_VOICE_URL: str = env.str("LEADHUB_VOICE_URL", default="").rstrip("/")
# Where open pages hear of news, the live processes: a path of our own behind the proxy; empty: pages poll.
LEADHUB_LIVE_URL: str = env.str("LEADHUB_LIVE_URL", default="").rstrip("/")
# How many calls one voice process talks in at once; further ones are answered as if there were no agent.
LEADHUB_VOICE_CALLS: int = env.int("LEADHUB_VOICE_CALLS", default=20)
# How many managers talk with their drafts in one voice process at once, beside the calls; those lose no place by it.
LEADHUB_VOICE_TRIALS: int = env.int("LEADHUB_VOICE_TRIALS", default=2)
# Where the SIP dialer takes orders (`manage.py run_dialer`), and the secret that it and we know.
LEADHUB_DIALER_URL: str = env.str("LEADHUB_DIALER_URL", default="").rstrip("/")
LEADHUB_DIALER_SECRET: str = env.str("LEADHUB_DIALER_SECRET", default="")
# Programs of our own that vendors' adapters speak to, by vendor: address and secret.
LEADHUB_PROGRAMS: dict[str, tuple[str, str]] = {"sip": (LEADHUB_DIALER_URL, LEADHUB_DIALER_SECRET)}
LEADHUB_SANDBOX_URL: str = env.str("LEADHUB_SANDBOX_URL", default="")
# The speech server without a cloud (apps/sandbox/speech): the demo's and the tests', and nothing in production.
LEADHUB_SPEECH_URL: str = env.str("LEADHUB_SPEECH_URL", default="").rstrip("/")
# Origins that vendors' adapters may reach although they are private: the sandbox, and nothing in production.
LEADHUB_TRUSTED_ORIGINS: list[str] = env.list("LEADHUB_TRUSTED_ORIGINS", default=[])
if LEADHUB_SANDBOX_URL:
    LEADHUB_TRUSTED_ORIGINS = [*LEADHUB_TRUSTED_ORIGINS, LEADHUB_SANDBOX_URL]

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("LEADHUB_SECRET_KEY", default="")
SECRET_KEY_FALLBACKS: list[str] = env.list("LEADHUB_SECRET_KEY_FALLBACKS", default=[])
# Keys of the encrypted fields, newest first; an old one stays until `manage.py rotate_keys` has run.
SALT_KEY: list[str] = env.list("LEADHUB_FIELD_KEY", default=[])
IS_HTTPS = LEADHUB_BASE_URL.startswith("https://")
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS = [LEADHUB_BASE_URL]

INSTALLED_APPS = [
    "apps.core",
    "apps.tenants",
    "apps.integrations",
    "apps.leads",
    "apps.compliance",
    "apps.routing",
    "apps.scripts",
    "apps.calls",
    "apps.appointments",
    "apps.outreach",
    "apps.intake",
    "apps.voice",
    "apps.dialer",
    "apps.dashboard",
    "apps.manage",
    "apps.api",
    "apps.ops",
    "apps.signin",
    "apps.sandbox",
    "unfold",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_rq",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "rest_framework",
]

# Webhooks and callbacks never come this way: leadhub/wsgi.py leads them past all of it.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "leadhub.logs.CorrelationMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "apps.core.sensors.Closed",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "apps.signin.second_factor.Required",
    "apps.signin.operators.Asking",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "leadhub.urls"
WSGI_APPLICATION = "leadhub.wsgi.application"
# /hooks/<token> must do with and without the last slash, so no redirect ever loses a body.
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# The application's role, bound by row-level security; `migrate` is run with the owner's address in its place.
DATABASES = {"default": env.db_url("DATABASE_URL", default="postgres://leadhub_app@127.0.0.1:5432/leadhub")}
DATABASES["default"] |= {
    "ENGINE": "django.db.backends.postgresql",
    "CONN_MAX_AGE": None,
    "CONN_HEALTH_CHECKS": False,
    # Set by the processes that do machines' work (work, sweep, callbacks).
    "OPTIONS": database.options(prepares=env.bool("LEADHUB_PREPARES", default=False)),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL: str = env.str("REDIS_URL", default="redis://127.0.0.1:6379/0")
# One queue a process (RELIABILITY 2.2): two names on one worker would pop without BLMOVE and lose jobs.
RQ_QUEUES = {
    name: {
        "URL": REDIS_URL,
        "DEFAULT_TIMEOUT": 120,
        "DEFAULT_RESULT_TTL": 60,
        "SERIALIZER": "rq.serializers.JSONSerializer",
        "REDIS_CLIENT_KWARGS": {"socket_connect_timeout": 0.2, "max_connections": 100},
    }
    for name in ("urgent", "default")
}
RQ = {"COMMIT_MODE": "auto", "DEFAULT_RESULT_TTL": 60, "FAILURE_TTL": 86_400}
# Whoever asks for /metrics must show it, where it is set: `Authorization: Bearer …`.
METRICS_TOKEN: str = env.str("METRICS_TOKEN", default="")

AUTH_USER_MODEL = "tenants.User"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "dashboard:home"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
# People come by invitation; their address is proven by the mail that they came with.
ACCOUNT_ADAPTER = "apps.signin.adapter.Accounts"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_SESSION_REMEMBER = False
MFA_ADAPTER = "apps.signin.adapter.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "LeadHub"
MFA_TOTP_TOLERANCE = 1
# Browsers know passkeys on https, and on localhost.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_HTTPS
# Whether owners and operators must have a second factor; not in the demo, whose links are for looking around.
LEADHUB_REQUIRE_SECOND_FACTOR: bool = env.bool("LEADHUB_REQUIRE_SECOND_FACTOR", default=not LEADHUB_DEMO)
# Counts of failed sign-ins: one table for all hosts, and no flush of Redis forgives them.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "signin_limits"}}
# Mail of LeadHub itself: invitations, new passwords. Tenants' mail goes by their own servers.
MAILERS = mailers.of(env.email_url("EMAIL_URL", default="smtp://127.0.0.1:25"))
DEFAULT_FROM_EMAIL: str = env.str("LEADHUB_MAIL_FROM", default="LeadHub <leadhub@localhost>")
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LANGUAGE_CODE = "en-us"
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Where the recordings of calls are kept: a bucket (`s3://…`, leadhub/recordings.py), or else a folder.
LEADHUB_RECORDINGS: str = env.str("LEADHUB_RECORDINGS", default=str(BASE_DIR / "recordings"))
LEADHUB_RECORDINGS_URL: str = env.str("LEADHUB_RECORDINGS_URL", default="")
# How long a link to one recording works without a login.
LEADHUB_RECORDING_LINK_MINUTES: int = env.int("LEADHUB_RECORDING_LINK_MINUTES", default=15)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "recordings": recordings.storage(LEADHUB_RECORDINGS_URL, LEADHUB_RECORDINGS),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True

# Submissions a second that one source may send to one web process, and how many at once.
LEADHUB_HOOK_RATE = env.float("LEADHUB_HOOK_RATE", default=1_000)
LEADHUB_HOOK_BURST = env.int("LEADHUB_HOOK_BURST", default=2_000)

# Apps at platforms that know one address for all tenants, by kind of source: their secrets and settings.
LEADHUB_SENDER_APPS: dict[str, Any] = env.json("LEADHUB_SENDER_APPS", default={})
# Our applications at vendors whose consent page tenants are sent to, by vendor (docs/connecting.md).
LEADHUB_OAUTH_APPS: dict[str, Any] = env.json("LEADHUB_OAUTH_APPS", default={})
# Who takes a lead in that a step has fetched: intake stands above the steps, which may not import it.
LEADHUB_ARRIVALS = "apps.intake.fetched.take"

# Longer than the requests of any step can take together, so that a lapsed lease means a dead worker.
LEADHUB_LEASE_SECONDS = env.float("LEADHUB_LEASE_SECONDS", default=30)
# How long after a request that nobody answered the vendor may still show its effect: read time-out, the vendor's
# own lag and its list's together (RELIABILITY 3.2).
LEADHUB_SETTLE_SECONDS = env.float("LEADHUB_SETTLE_SECONDS", default=30)
# All tenants' calls together; 0 is no limit. Tenants set their own in the back office (docs/pacing.md).
LEADHUB_CALLS_PER_SECOND: float = env.float("LEADHUB_CALLS_PER_SECOND", default=0)
LEADHUB_CALLS_AT_ONCE: int = env.int("LEADHUB_CALLS_AT_ONCE", default=0)
# Dollars that all tenants' calls may cost on one day (UTC); 0 is no limit (docs/fraud-walls.md).
LEADHUB_SPEND_A_DAY: int = env.int("LEADHUB_SPEND_A_DAY", default=0)

# A webhook reads its own, smaller limit (apps/intake); this is the outer wall.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
# The longest script in the editor has some 1,500.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3_000


REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["apps.api.authentication.ApiKeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "LeadHub API",
    "VERSION": "1",
    "DESCRIPTION": 'Send `Authorization: Bearer lh_…`. Errors are `{"error": "…", "fields": {…}}`. '
    "Lists are pages: follow `next` until it is null.",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SERVE_AUTHENTICATION": [],
    "SERVE_PERMISSIONS": [],
    # Else clients' generated types would be called by a digest of their values.
    "ENUM_NAME_OVERRIDES": {
        "LeadState": "apps.leads.states.State",
        "CallState": "apps.calls.models.Call.State",
        "MessageState": "apps.calls.models.Message.State",
        "DeliveryState": "apps.intake.models.Delivery.State",
        "StepState": "apps.outreach.models.Step.State",
    },
}

_SELF = "'self'"
SECURE_CSP = {
    "default-src": [_SELF],
    "connect-src": [_SELF, *([f"{LEADHUB_LIVE_URL}/"] if LEADHUB_LIVE_URL else [])],
    "img-src": [_SELF, "data:"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
    "form-action": [_SELF],
}
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_HTTPS
IS_BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_BEHIND_PROXY else None
ALLAUTH_TRUSTED_PROXY_COUNT = int(IS_BEHIND_PROXY)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_AGE = 43_200
X_FRAME_OPTIONS = "DENY"
