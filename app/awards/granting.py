"""Awards follow from the published results by rules, and from nothing else: nobody is crowned by hand.

Callers open the transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import select

from app.audit.services import note
from app.awards import queries
from app.awards.events import AwardsGranted
from app.awards.models import AwardGrant, FinalAward
from app.finals.models import Final
from app.judging.models import PublishedResult
from app.kit.database import session
from app.kit.errors import Conflict
from app.kit.events import publish
from app.people.models import Dealer, Person, Post, Region
from quizzes.formats import awardrules
from quizzes.rules import awards as rules
from quizzes.rules.awards import AwardKind, AwardRule, Winner

FIXED = _("Results of this final are published. From now on its awards cannot be changed.")
Key = tuple[int, int | None, int | None, int | None]  # award, person, dealer, region


@dataclass(frozen=True)
class Change:
    """What following the results changed."""

    granted: int = 0
    withdrawn: int = 0


# The awards of a final ----------------------------------------------------------------------------------------


def set_awards(final_id: int, wanted: Sequence[awardrules.Award], by: Person, now: datetime) -> None:
    """These awards, in this order, in place of those before. Raises Conflict where results are published."""
    _locked(final_id)
    if queries.is_published(final_id):
        raise Conflict(FIXED, code="published")
    posts = {one.code: one.id for one in session().scalars(select(Post))}
    for one in queries.awards(final_id):
        session().delete(one)
    session().flush()
    session().add_all(_row(final_id, place, one, posts) for place, one in enumerate(wanted, 1))
    facts = {"awards": [one.model_dump(mode="json") for one in wanted]}
    note(by, "awards.set", f"final:{final_id}", facts, now)


def _row(final_id: int, position: int, one: awardrules.Award, posts: dict[str, int]) -> FinalAward:
    return FinalAward(
        final_id=final_id,
        key=one.key,
        position=position,
        name_en=one.name.en,
        name_zh=one.name.zh,
        kind=one.kind.value,
        post_id=posts[one.post] if one.post else None,
        place=one.place,
        least=one.least,
        years=one.years,
    )


def as_file(awards: Iterable[FinalAward]) -> list[awardrules.Award]:
    """Stored awards as a file has them."""
    return [
        awardrules.Award(
            key=one.key,
            name=awardrules.Names(zh=one.name_zh, en=one.name_en),
            kind=AwardKind(one.kind),
            post=one.post.code if one.post else "",
            place=one.place,
            least=one.least,
            years=one.years,
        )
        for one in awards
    ]


# What follows from the results --------------------------------------------------------------------------------


def follow(final_id: int, by: Person | None, now: datetime) -> Change:
    """Grant what the newest results that audiences see give, withdraw what they no longer do. Again: nothing changes.

    While audiences are frozen out nothing follows: an award, its notice and its badge would tell who has won.
    An award of a post waits for that post's results, every other one for those of all posts.
    """
    final = _locked(final_id)
    results = queries.results(final_id)
    if not results:
        return Change()
    wanted = by_results(final, results)
    standing = {_key(one): one for one in queries.grants(final_id)}
    gone = [standing[key] for key in standing if key not in wanted]
    for one in gone:
        one.withdrawn_at = now
    session().flush()
    new = [_grant(key, *wanted[key], now) for key in wanted if key not in standing]
    session().add_all(new)
    session().flush()
    if new or gone:
        _tell(final_id, new, gone, now)
        note(by, "awards.follow", f"final:{final_id}", _facts(results, new, gone), now)
    return Change(len(new), len(gone))


def winners(final: Final, results: Sequence[PublishedResult], awards: Sequence[FinalAward]) -> list[Winner]:
    """Who has what by these results."""
    finalists = [_finalist(one) for one in results]
    houses = {one.finalist.dealer.code: one.finalist.dealer.opened_on for one in results}
    on = _day(final, results)
    return rules.winners(
        [_rule(one) for one in awards], finalists, [rules.House(*one) for one in sorted(houses.items())], on
    )


def _day(final: Final, results: Sequence[PublishedResult]) -> Any:
    """The day that years are counted to: the last one of the final's work; where that is not set, of the results."""
    if final.windows:
        return datetime.fromisoformat(max(end for _begin, end in final.windows)).date()
    return min(one.at for one in results).date()


def _rule(one: FinalAward) -> AwardRule:
    post = one.post.code if one.post else ""
    return AwardRule(one.key, AwardKind(one.kind), post, one.place, one.least, one.years)


def _finalist(one: PublishedResult) -> rules.Finalist:
    who = one.finalist
    return rules.Finalist(
        who.person_id, who.post.code, who.region.code, who.dealer.code, one.total, one.place, who.hired_on
    )


def by_results(final: Final, results: Sequence[PublishedResult]) -> dict[Key, tuple[int, int]]:
    """Award and winner -> value and edition, by these results. Nothing is stored."""
    editions = {one.post_id: one.edition for one in results}
    is_whole = queries.competing_posts(final.id) <= set(editions)
    awards = [one for one in queries.awards(final.id) if one.post_id in editions or (not one.post_id and is_whole)]
    by_key = {one.key: one for one in awards}
    found: dict[Key, tuple[int, int]] = {}
    for winner in winners(final, results, awards):
        award = by_key[winner.rule]
        edition = editions[award.post_id] if award.post_id else max(editions.values())
        found[award.id, winner.person_id, *_group(award, winner)] = (winner.value, edition)
    return found


def _group(award: FinalAward, winner: Winner) -> tuple[int | None, int | None]:
    """The dealer or the region that won."""
    if not winner.group:
        return None, None
    if award.kind == AwardKind.BEST_REGION:
        return None, _id(Region, winner.group)
    return _id(Dealer, winner.group), None


def _id(model: type[Dealer] | type[Region], code: str) -> int:
    return session().scalars(select(model.id).filter_by(code=code)).one()


def _key(one: AwardGrant) -> Key:
    return one.award_id, one.person_id, one.dealer_id, one.region_id


def _grant(key: Key, value: int, edition: int, now: datetime) -> AwardGrant:
    award_id, person_id, dealer_id, region_id = key
    return AwardGrant(
        award_id=award_id,
        edition=edition,
        person_id=person_id,
        dealer_id=dealer_id,
        region_id=region_id,
        value=value,
        at=now,
    )


def _tell(final_id: int, new: Sequence[AwardGrant], gone: Sequence[AwardGrant], now: datetime) -> None:
    names = {one.id: {"zh": one.name_zh, "en": one.name_en} for one in queries.awards(final_id)}
    given, withdrawn = (
        tuple((one.person_id, one.id, names[one.award_id]) for one in some if one.person_id) for some in (new, gone)
    )
    publish(AwardsGranted(final_id, given, withdrawn, now))


def _facts(results: Sequence[PublishedResult], new: Sequence[AwardGrant], gone: Sequence[AwardGrant]) -> dict[str, Any]:
    editions = sorted({(one.post_id, one.edition) for one in results})
    return {
        "editions": [list(one) for one in editions],
        "granted": [[one.id, *_key(one), one.value] for one in new],
        "withdrawn": [[one.id, *_key(one), one.value] for one in gone],
    }


def _locked(final_id: int) -> Final:
    """The final, for one at a time."""
    queries.final(final_id)
    return session().get_one(Final, final_id, with_for_update=True, populate_existing=True)
