"""What a resource can be, under which licence, in which state; and what people did for it."""

from __future__ import annotations

from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


def editors_of(resource: UUID) -> str:
    """Name the audience of those who write a resource."""
    return f"resource:{resource}:editors"


class ResourceKind(TextChoices):
    """What a resource is: the network's M.E.D.O.C., and the forms its works take."""

    METHOD = "method", _("method")
    EXAMPLE = "example", _("example")
    DATA = "data", _("data")
    TOOL = "tool", _("tool")
    SKILL = "skill", _("skill")
    GUIDE = "guide", _("guide")
    IMPACT_STUDY = "impact_study", _("impact study")
    RESEARCH_PAPER = "research_paper", _("research paper")  # « cahier de recherche »
    STORY = "story", _("story")  # « récit »
    ACTION_SHEET = "action_sheet", _("action sheet")  # « fiche-action »
    CHARTER = "charter", _("charter")
    REPLAY = "replay", _("replay")


class ResourceLanguage(TextChoices):
    """The language that a resource is written in."""

    FR = "fr", _("French")
    EN = "en", _("English")
    DE = "de", _("German")
    ES = "es", _("Spanish")
    IT = "it", _("Italian")
    NL = "nl", _("Dutch")
    OC = "oc", _("Occitan")
    PT = "pt", _("Portuguese")


class Licence(TextChoices):
    """What others may do with a resource, by SPDX identifier."""

    CC0_1_0 = "CC0-1.0", _("Creative Commons Zero 1.0 (public domain)")
    CC_BY_4_0 = "CC-BY-4.0", _("Creative Commons Attribution 4.0")
    CC_BY_SA_4_0 = "CC-BY-SA-4.0", _("Creative Commons Attribution-ShareAlike 4.0")
    CC_BY_ND_4_0 = "CC-BY-ND-4.0", _("Creative Commons Attribution-NoDerivatives 4.0")
    CC_BY_NC_4_0 = "CC-BY-NC-4.0", _("Creative Commons Attribution-NonCommercial 4.0")
    CC_BY_NC_SA_4_0 = (
        "CC-BY-NC-SA-4.0",
        _("Creative Commons Attribution-NonCommercial-ShareAlike 4.0"),
    )
    CC_BY_NC_ND_4_0 = (
        "CC-BY-NC-ND-4.0",
        _("Creative Commons Attribution-NonCommercial-NoDerivatives 4.0"),
    )
    ETALAB_2_0 = "etalab-2.0", _("Licence Ouverte 2.0 (Etalab)")
    ODBL_1_0 = "ODbL-1.0", _("Open Database License 1.0")
    ALL_RIGHTS_RESERVED = "LicenseRef-all-rights-reserved", _("all rights reserved")


class ResourceStatus(TextChoices):
    """Where a resource is in its life."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    ARCHIVED = "archived", _("archived")  # still readable where it was published; out of date


class ContributorRole(TextChoices):
    """What somebody did for a resource."""

    AUTHOR = "author", _("author")
    EDITOR = "editor", _("editor")
    REVIEWER = "reviewer", _("reviewer")
    TRANSLATOR = "translator", _("translator")
    ILLUSTRATOR = "illustrator", _("illustrator")
    EXPERIMENTER = "experimenter", _("experimenter")  # tried it out in their territory
    FUNDER = "funder", _("funder")
    OTHER = "other", _("other")
