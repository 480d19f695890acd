"""The settings of the product, with a small site instead of the domain."""

from config.settings import *  # noqa: F403, TID251

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "corsheaders",
    "channels",
    "backend.journal",
    "backend.graphql",
    "tests.backend.doors.site",
]
LEFT_OUT = ("allauth", "messages", "communs")
MIDDLEWARE = [name for name in MIDDLEWARE if not any(part in name for part in LEFT_OUT)]  # noqa: F405
AUTH_USER_MODEL = "auth.User"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
ROOT_URLCONF = "tests.backend.doors.site.urls"
STATICFILES_DIRS = [Path(__file__).parent / "files"]  # noqa: F405
DOCUMENTS = "tests.backend.doors.site.graph.documents"
ACTOR_OF_REQUEST = "tests.backend.doors.site.people.actor_of_request"
ACTOR_OF_TOKEN = "tests.backend.doors.site.people.actor_of_token"  # noqa: S105 - a path
STILL_HEARING = "tests.backend.doors.site.people.still_hearing"
FOLLOWER_CLASSES = ["tests.backend.doors.site.followers.Counting"]
