"""The 17 sustainable development goals (ODD), as the United Nations name and colour them."""

from __future__ import annotations

from django.db import transaction

from .models import Topic, TopicKind
from .tree import folded, plant

GOALS = (  # French, English, colour; in the order of their numbers
    ("Pas de pauvreté", "No Poverty", "#E5243B"),
    ("Faim « zéro »", "Zero Hunger", "#DDA63A"),
    ("Bonne santé et bien-être", "Good Health and Well-Being", "#4C9F38"),
    ("Éducation de qualité", "Quality Education", "#C5192D"),
    ("Égalité entre les sexes", "Gender Equality", "#FF3A21"),
    ("Eau propre et assainissement", "Clean Water and Sanitation", "#26BDE2"),
    ("Énergie propre et d’un coût abordable", "Affordable and Clean Energy", "#FCC30B"),
    ("Travail décent et croissance économique", "Decent Work and Economic Growth", "#A21942"),
    (
        "Industrie, innovation et infrastructure",
        "Industry, Innovation and Infrastructure",
        "#FD6925",
    ),
    ("Inégalités réduites", "Reduced Inequalities", "#DD1367"),
    ("Villes et communautés durables", "Sustainable Cities and Communities", "#FD9D24"),
    (
        "Consommation et production responsables",
        "Responsible Consumption and Production",
        "#BF8B2E",
    ),
    (
        "Mesures relatives à la lutte contre les changements climatiques",
        "Climate Action",
        "#3F7E44",
    ),
    ("Vie aquatique", "Life Below Water", "#0A97D9"),
    ("Vie terrestre", "Life on Land", "#56C02B"),
    (
        "Paix, justice et institutions efficaces",
        "Peace, Justice and Strong Institutions",
        "#00689D",
    ),
    ("Partenariats pour la réalisation des objectifs", "Partnerships for the Goals", "#19486A"),
)


def load_goals() -> int:
    """Create those of the goals that are not here yet; how many."""
    with transaction.atomic():
        known = set(Topic.objects.filter(kind=TopicKind.GOAL).values_list("number", flat=True))
        made = [_goal(number) for number in range(1, len(GOALS) + 1) if number not in known]
        for goal in made:
            goal.folded = folded(goal)
        Topic.objects.bulk_create(made)
        plant()
    return len(made)


def _goal(number: int) -> Topic:
    french, english, colour = GOALS[number - 1]
    return Topic(
        kind=TopicKind.GOAL,
        number=number,
        place=number,
        name_fr=french,
        name_en=english,
        colour=colour,
        synonyms=[f"ODD {number}", f"ODD{number}", f"SDG {number}", f"SDG{number}"],
    )
