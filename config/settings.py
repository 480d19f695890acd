"""Settings: everything embedded by default, each part moved out by an environment variable.

Every variable is described in docs/operators.md.
"""

from __future__ import annotations

import os
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from communs.demo.accounts import ACCOUNTS

from .environment import Environment
from .secret import kept_secret
from .sharing import caches, channel_layers

env = Environment()
ROOT = Path(__file__).resolve().parent.parent
VAR = Path(env.str("VAR", default=str(ROOT / "var")))  # what this installation writes
VAR.mkdir(parents=True, exist_ok=True)

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)  # the demo network: known accounts, mail kept in files
DEMO_ACCOUNTS = ACCOUNTS if DEMO else []  # told to whoever opens the explorer
SECRET_KEY = env.str("SECRET_KEY", default="") or kept_secret(VAR / "secret_key")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
ALLOWED_ORIGINS = env.list("ALLOWED_ORIGINS", default=[])  # of front ends: CORS and WebSocket

# --- applications ---------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "corsheaders",
    "channels",
    "allauth",
    "allauth.account",
    "allauth.headless",
    "backend.journal",
    "backend.mail",
    "backend.files",
    "backend.search",
    "backend.graphql",
    "communs.territories",
    "communs.topics",
    "communs.vocabulary",
    "communs.organizations",
    "communs.people",
    "communs.groups",
    "communs.threads",
    "communs.attention",
    "communs.polls",
    "communs.resources",
    "communs.collections",
    "communs.events",
    "communs.registrations",
    "communs.searches",
    "communs.home",
    "communs.demo",
]
MIDDLEWARE = [
    "backend.references.referenced",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "communs.people.middleware.strict_accounts",
]
ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# --- data -----------------------------------------------------------------------------------
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR / 'communs.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 5,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
        " PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY;",
    }
    # A file for the tests too: in memory, threads share one cache and its table locks.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR / f"test-{os.getpid()}.sqlite3")}
else:
    # PostgreSQL compiles a statement that it thinks dear: a third of a second, to save none of the
    # ten milliseconds that ours take. What the URL says of its own accord comes first.
    DATABASES["default"]["ENGINE"] = "backend.postgresql"
    DATABASES["default"]["OPTIONS"] = {
        "options": "-c jit=off",
        # What is asked again and again is planned once by each connection.
        "server_side_binding": True,
        "prepare_threshold": 3,
        **DATABASES["default"].get("OPTIONS", {}),
    }
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=600)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default="")
CHANNEL_LAYERS = channel_layers(REDIS_URL)
CACHES = caches(REDIS_URL)

SEARCH_URL = env.str("SEARCH_URL", default=f"tantivy://{VAR / 'search'}")
SEARCH_API_KEY = env.str("SEARCH_API_KEY", default="")  # of Elasticsearch
SAVED_QUESTION = "schema.searches.question_of"  # what a saved search asks, by who asks
SEARCH_SYNONYMS = "communs.vocabulary.queries.groups"  # what means the same

# --- people ---------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["communs.people.signing_in.AuthenticationBackend"]
SESSION_ENGINE = "communs.people.session_store"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
] + [{"NAME": "communs.people.passwords.EndsSessions"}]
ACCOUNT_ADAPTER = "communs.people.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60  # seconds: mail takes its time
ACCOUNT_SIGNUP_FORM_CLASS = "communs.people.signup.SignupForm"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
HEADLESS_ONLY = True
HEADLESS_CLIENTS = ("app", "browser")
HEADLESS_SERVE_SPECIFICATION = False
FRONT_END = env.str("FRONT_END", default="")  # where people sign in, as mails tell them
HEADLESS_FRONTEND_URLS = dict.fromkeys(
    ["account_signup", "account_reset_password"], FRONT_END or "/"
)
ACTOR_OF_REQUEST = "communs.groups.actors.actor_of_request"  # who asks, made once
ACTOR_OF_TOKEN = "communs.groups.actors.actor_of_token"
STILL_HEARING = "communs.groups.actors.still_hearing"  # who of those who listen may hear, now
ACTOR_AGAIN = "communs.groups.actors.again"  # the same, after something moved

# --- mail -----------------------------------------------------------------------------------
EMAIL_CONFIG = env.email_url(
    "EMAIL_URL", default="consolemail://" if not DEMO else f"filemail:///{VAR / 'mail'}"
)
vars().update(EMAIL_CONFIG)
LETTER_MATTERS = "communs.people.letters.Matter"  # what readers may ask to be spared
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="Communs <communs@localhost>")
EMAIL_TIMEOUT = 20

# --- the web --------------------------------------------------------------------------------
PORT = env.port("PORT", default=8000)
# From where X-Forwarded-For and -Proto are believed: the proxies in front of this process.
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=["127.0.0.1", "::1"])
# Where this installation answers, for the links that letters and calendars carry.
ADDRESS = env.str("ADDRESS", default=f"http://127.0.0.1:{PORT}" if DEMO else "")
STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
WHITENOISE_USE_FINDERS = True
CORS_ALLOWED_ORIGINS = ALLOWED_ORIGINS
CORS_ALLOW_CREDENTIALS = True
CORS_ALLOW_HEADERS = [
    "accept",
    "accept-language",
    "authorization",
    "content-type",
    "x-csrftoken",
    "x-session-token",
    "x-requested-with",
    "x-request-id",
    "apollo-require-preflight",
    "graphql-require-preflight",
]
CORS_EXPOSE_HEADERS = ["RateLimit", "RateLimit-Policy", "Retry-After", "X-Request-ID"]
CSRF_TRUSTED_ORIGINS = ALLOWED_ORIGINS
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.bool("HTTPS", default=False)
X_FRAME_OPTIONS = "DENY"
HTTP_THREADS = env.int("HTTP_THREADS", default=4)  # requests that Django works on at once
IN_TURN = DATABASES["default"]["ENGINE"].endswith("sqlite3") and SEARCH_URL.startswith("tantivy")
"""Whether requests are answered one after the other: nothing is waited for elsewhere."""
BODY_LIMIT = env.int("BODY_LIMIT", default=1_000_000)  # bytes of one request
BODY_SECONDS = env.float("BODY_SECONDS", default=10.0)  # for the headers, then for the body
UPLOAD_LIMIT = env.int("UPLOAD_LIMIT", default=25_000_000)  # bytes of one request with files
UPLOAD_SECONDS = env.float("UPLOAD_SECONDS", default=120.0)  # within which files must arrive
DATA_UPLOAD_MAX_MEMORY_SIZE = BODY_LIMIT  # of all but the files
DATA_UPLOAD_MAX_NUMBER_FILES = 10  # in one request
PERSON_POINTS = env.int("PERSON_POINTS", default=500_000)  # to spend in a minute; 0: no limit
ADDRESS_POINTS = env.int("ADDRESS_POINTS", default=2_000_000)  # of all who ask from there
PERSISTED_QUERIES = env.bool("PERSISTED_QUERIES", default=True)  # documents named by their hash
TRUSTED_DOCUMENTS = env.str("TRUSTED_DOCUMENTS", default="")  # a manifest: nothing else is taken
DOCUMENTS = "schema.graph.documents"  # what the doors ask
SUGGESTS_NAMES = DEBUG or DEMO  # "Did you mean …", of fields, arguments and values

# --- files ----------------------------------------------------------------------------------
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR / "files", "file_permissions_mode": 0o600},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# Of reading one file for the search, in a process of its own.
EXTRACTION_SECONDS = env.int("EXTRACTION_SECONDS", default=20)
EXTRACTION_MEMORY = env.int("EXTRACTION_MEMORY", default=512_000_000)  # bytes
EXTRACTION_CHARACTERS = env.int("EXTRACTION_CHARACTERS", default=200_000)  # that are kept

# --- live -----------------------------------------------------------------------------------
LIVE_SECONDS = env.float("LIVE_SECONDS", default=1.0)  # between looks when nothing rings
SOCKET_INIT_SECONDS = env.float("SOCKET_INIT_SECONDS", default=10.0)  # to say connection_init
SOCKET_STALL_SECONDS = env.float("SOCKET_STALL_SECONDS", default=30.0)  # of taking nothing at all
SOCKET_OPERATIONS = env.int("SOCKET_OPERATIONS", default=50)  # at once on one socket
SOCKET_MESSAGE_LIMIT = env.int("SOCKET_MESSAGE_LIMIT", default=200_000)  # characters
SOCKET_OUTBOX = env.int("SOCKET_OUTBOX", default=1_000_000)  # characters that wait for one socket

# --- consequences ---------------------------------------------------------------------------
FOLLOWERS = env.bool("FOLLOWERS", default=True)  # run them inside the server process
FOLLOWER_CLASSES = [
    "backend.mail.follower.MailFollower",
    "backend.search.follower.SearchFollower",
    "backend.files.follower.FilesFollower",
    "communs.threads.followers.RoleMentions",
    "communs.attention.followers.AttentionFollower",
    "communs.home.followers.ActivityFollower",
    "communs.polls.followers.PollFollower",
    "communs.registrations.followers.RegistrationsFollower",
    "communs.searches.followers.SearchesFollower",
]

# --- languages ------------------------------------------------------------------------------
LANGUAGE_CODE = env.str("DEFAULT_LANGUAGE", default="fr")
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [ROOT / "communs" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", default="Europe/Paris")

# --- words to the operator ------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name}{reference}: {message}", "style": "{"}
    },
    "filters": {"referenced": {"()": "backend.references.Referenced"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["referenced"],
        }
    },
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {"elastic_transport": {"level": "ERROR"}},  # else a line for each request
}
