"""Who may do what: every role, every action, own and foreign offers."""

import pytest

from geo.errors import AccessDenied
from geo.model import Role
from geo.offers.columns import OFFER_COLUMNS
from geo.upkeep.access import (
    OPERATOR,
    VISITOR,
    Action,
    Actor,
    OfferRef,
    editable_columns,
    may,
    require,
    require_city,
)
from geo.upkeep.access.roles import LEAST_ROLE, Reason
from tests.access_kit import BRIDGE, HARBOUR

OWN = OfferRef("a-1", BRIDGE)
FOREIGN = OfferRef("h-1", HARBOUR)
NOBODYS = OfferRef("x-1", "")
ACTORS = {
    "visitor": VISITOR,
    "organization": Actor(Role.ORGANIZATION, organization_id=BRIDGE),
    "editor": Actor(Role.EDITOR, login="redaktion"),
    "admin": Actor(Role.ADMIN, login="leitung"),
    "case_manager": Actor(Role.CASE_MANAGER, city="Marl"),
    "coordinator": Actor(Role.COORDINATOR, login="kim"),
}
#: The letter of a role in the table.
LETTERS = {name: name[0] for name in ACTORS} | {"case_manager": "m", "coordinator": "k"}

# One line an action: who may do it to an own offer, to a foreign one, and without naming one.
#   v visitor, o organization, e editor, a admin, m case manager, k coordinator
TABLE = """
view             voeamk voeamk voeamk
propose          voeamk voeamk voeamk
see_work_list     oea  oea  oea
see_history       oea   ea   ea
add               oea   ea   ea
edit              oea   ea   ea
confirm           oea   ea   ea
close             oea   ea   ea
undo              oea   ea   ea
review             ea   ea   ea
import             ea   ea   ea
merge              ea   ea   ea
bulk               ea   ea   ea
locate             ea   ea   ea
add_phrase         ea   ea   ea
delete             ea   ea   ea
restore            ea   ea   ea
undo_batch         ea   ea   ea
see_internal       ea   ea   ea
check_links        ea   ea   ea
make_link          ea   ea   ea
remind             ea   ea   ea
count               amk   amk   amk
see_advice          ak    ak    ak
steer               ak    ak    ak
say_languages      eak   eak   eak
report_capacity   oeamk  eamk  eamk
save_scenario      eak   eak   eak
manage_users        a    a    a
give_role           a    a    a
"""
CASES = [
    (action, actor, offer, LETTERS[actor] in allowed)
    for action, *columns in (line.split() for line in TABLE.strip().splitlines())
    for offer, allowed in zip((OWN, FOREIGN, None), columns, strict=True)
    for actor in ACTORS
]


@pytest.mark.parametrize(("action", "actor", "offer", "expected"), CASES)
def test_every_role_may_what_the_table_says(
    action: str, actor: str, offer: OfferRef | None, expected: bool
) -> None:
    assert bool(may(ACTORS[actor], Action(action), offer)) is expected


def test_the_table_names_every_action() -> None:
    assert {action for action, *_ in CASES} == set(Action) == set(LEAST_ROLE)


def test_a_case_manager_acts_for_one_city_alone_and_without_a_city_for_none() -> None:
    require_city(ACTORS["case_manager"], Action.COUNT, "Marl")
    require_city(ACTORS["coordinator"], Action.COUNT, "Herten")
    for actor, city in ((ACTORS["case_manager"], "Herten"), (Actor(Role.CASE_MANAGER), "")):
        with pytest.raises(AccessDenied, match="foreign_city"):
            require_city(actor, Action.COUNT, city)


def test_an_organisation_without_an_id_owns_nothing_not_even_offers_without_one() -> None:
    nobody = Actor(Role.ORGANIZATION)

    assert [bool(may(nobody, Action.EDIT, offer)) for offer in (OWN, NOBODYS)] == [False, False]


def test_the_command_line_may_everything_and_the_program_nothing_special() -> None:
    program = Actor(Role.PROGRAM)

    assert all(may(OPERATOR, action, FOREIGN) for action in Action)
    assert {action for action in Action if may(program, action, OWN)} == {Action.VIEW, Action.PROPOSE}


@pytest.mark.parametrize(
    ("actor", "offer", "reason"),
    [
        ("visitor", OWN, Reason.ROLE),
        ("organization", FOREIGN, Reason.FOREIGN),
        ("organization", None, Reason.NO_OFFER),
    ],
)
def test_a_refusal_says_why(actor: str, offer: OfferRef | None, reason: Reason) -> None:
    assert may(ACTORS[actor], Action.EDIT, offer).reason == reason
    with pytest.raises(AccessDenied, match=f"may not edit \\({reason}\\)"):
        require(ACTORS[actor], Action.EDIT, offer)


def test_an_organisation_writes_no_column_that_decides_over_secrecy_or_ownership() -> None:
    columns = editable_columns(ACTORS["organization"])

    assert columns.isdisjoint({"is_protected", "organization", "offer_id", "source_url", "remark", "status"})
    assert {"schedule", "phone", "street", "languages"} <= columns
    assert editable_columns(VISITOR) == frozenset()
    assert editable_columns(ACTORS["editor"]) == {spec.name for spec in OFFER_COLUMNS} - {"offer_id"}


def test_the_history_is_told_the_role_and_the_organisation_and_no_account() -> None:
    assert [actor.who for actor in ACTORS.values()] == [
        "visitor",
        f"organization {BRIDGE}",
        "editor",
        "admin",
        "case_manager",
        "coordinator",
    ]
