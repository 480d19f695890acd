"""Who is in a crowd: people, their groups, and who waits at the door."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from communs.groups.facts import GroupCreated, JoiningRequested, MemberJoined
from communs.groups.models import Group, Joining, JoinRequest, Membership, Role, Visibility
from communs.people.facts import AccountOpened, PersonJoined
from communs.people.models import Person

from .drawing import Crowd

ADDRESS = "foule-{number:05}@communs.example"


def people(crowd: Crowd) -> list[Person]:
    """Give people, each with an account and a word of themselves."""
    made = []
    for number in range(1, crowd.number("people") + 1):
        first, last = (crowd.dice.choice(crowd.words[of]) for of in ("first_names", "surnames"))
        at = crowd.moment()
        subjects = crowd.dice.sample(crowd.words["subjects"], 2)
        person = Person(
            email=ADDRESS.format(number=number),
            name=f"{first} {last} {number}",
            biography=crowd.words["biography"].format(subject=subjects[0], other=subjects[1]),
            languages=["fr"],
            created_at=at,
            joined_at=at,
        )
        person.set_unusable_password()
        crowd.tell(at, person.pk, AccountOpened(person=person.pk), PersonJoined(person=person.pk))
        made.append(person)
    return made


def groups(crowd: Crowd, people: Sequence[Person]) -> list[Group]:
    """Give groups, each founded by somebody."""
    made = []
    for number in range(1, crowd.number("groups") + 1):
        founder, at = crowd.dice.choice(people), crowd.moment()
        group = Group(
            name=f"{crowd.title('groups')} ({number})",
            description=crowd.words_of("openings", "middles"),
            visibility=crowd.dice.choice([Visibility.OPEN, Visibility.OPEN, Visibility.LISTED]),
            joining=crowd.dice.choice([Joining.FREE, Joining.REQUEST]),
            created_by=founder,
            created_at=at,
        )
        crowd.tell(at, founder.pk, GroupCreated(group=group.pk))
        made.append(group)
    return made


def memberships(
    crowd: Crowd, groups: Sequence[Group], people: Sequence[Person]
) -> list[Membership]:
    """Let people belong to groups, and whoever founded one lead it."""
    made = []
    for group in groups:
        size = crowd.dice.randint(min(5, len(people)), max(5, len(people) // 5))
        chosen = crowd.dice.sample(people, min(size, len(people)))
        others = [person for person in chosen if person is not group.created_by]
        for person in [group.created_by, *others]:
            role = Role.FACILITATOR if person is group.created_by else Role.MEMBER
            at = group.created_at
            made.append(Membership(group=group, person=person, role=role, created_at=at))
            fact = MemberJoined(group=group.pk, person=person.pk, role=role)
            crowd.tell(at, person.pk, fact)
    return made


def requests(
    crowd: Crowd, groups: Sequence[Group], people: Sequence[Person], members: Sequence[Membership]
) -> Iterator[JoinRequest]:
    """Let some ask for leave where it takes that, and wait for an answer."""
    inside = {(member.group.pk, member.person.pk) for member in members}
    for group in groups:
        asking = crowd.some(people, 4) if group.joining == Joining.REQUEST else ()
        for person in asking:
            if (group.pk, person.pk) in inside:
                continue
            at = crowd.since(max(group.created_at, person.created_at))
            request = JoinRequest(
                audience=f"{group.members_audience}:moderators",
                group=group,
                person=person,
                message=crowd.words_of("openings"),
                created_at=at,
            )
            fact = JoiningRequested(group=group.pk, request=request.pk, person=person.pk)
            crowd.tell(at, person.pk, fact)
            yield request
