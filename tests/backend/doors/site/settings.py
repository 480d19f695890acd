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
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
ROOT_URLCONF = "tests.backend.doors.site.urls"
STATICFILES_DIRS = [Path(__file__).parent / "files"]  # noqa: F405
DOCUMENTS = "tests.backend.doors.site.graph.documents"
ACTOR_OF = "tests.backend.doors.site.people.actor_of"
STILL_HEARING = "tests.backend.doors.site.people.still_hearing"
PERSON_AND_SESSION = "tests.backend.doors.site.people.person_and_session"
PERSON_BY_TOKEN = "tests.backend.doors.site.people.by_token"  # noqa: S105 - a path
FOLLOWER_CLASSES = ["tests.backend.doors.site.followers.Counting"]
