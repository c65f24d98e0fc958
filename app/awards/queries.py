"""Looking up awards, those who have them, and certificates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.awards.models import AwardGrant, Certificate, CertificatePrint, FinalAward
from app.finals.models import Final, Finalist, FinalistState
from app.judging.models import PublishedResult
from app.kit.database import session
from app.kit.errors import NotFound
from app.people.models import Person

MOST = 5_000


def final(final_id: int) -> Final:
    """Raises NotFound."""
    found = session().get(Final, final_id)
    if found is None:
        raise NotFound
    return found


def awards(final_id: int) -> Sequence[FinalAward]:
    """In the order of the ceremony."""
    query = select(FinalAward).filter_by(final_id=final_id).options(joinedload(FinalAward.post))
    return session().scalars(query.order_by(FinalAward.position, FinalAward.id)).all()


def grants(final_id: int) -> Sequence[AwardGrant]:
    """Those that stand, in the order of the ceremony."""
    query = select(AwardGrant).join(AwardGrant.award).where(FinalAward.final_id == final_id)
    query = query.where(AwardGrant.withdrawn_at.is_(None)).options(
        joinedload(AwardGrant.award).joinedload(FinalAward.post),
        joinedload(AwardGrant.person),
        joinedload(AwardGrant.dealer),
        joinedload(AwardGrant.region),
    )
    return session().scalars(query.order_by(FinalAward.position, AwardGrant.id).limit(MOST)).all()


def by_award(found: Iterable[AwardGrant]) -> Mapping[int, Sequence[AwardGrant]]:
    sorted_: dict[int, list[AwardGrant]] = {}
    for one in found:
        sorted_.setdefault(one.award_id, []).append(one)
    return sorted_


def results(final_id: int) -> Sequence[PublishedResult]:
    """The newest edition of each post that audiences see, by post and place. While they are frozen out: the one before.

    What everybody may read follows from these alone.
    """
    return _newest(final_id, PublishedResult.shown_at.is_not(None))


def frozen_too(final_id: int) -> Sequence[PublishedResult]:
    """The newest edition of each post, also one that audiences do not see yet: only for the ceremony."""
    return _newest(final_id)


def _newest(final_id: int, *which: ColumnElement[bool]) -> Sequence[PublishedResult]:
    of_final = select(Finalist.id).where(Finalist.final_id == final_id)
    newest = select(PublishedResult.post_id, func.max(PublishedResult.edition).label("edition"))
    newest = newest.where(PublishedResult.finalist_id.in_(of_final), *which)
    newest_ = newest.group_by(PublishedResult.post_id).subquery()
    query = (
        select(PublishedResult)
        .join(
            newest_, (newest_.c.post_id == PublishedResult.post_id) & (newest_.c.edition == PublishedResult.edition)
        )
        .where(PublishedResult.finalist_id.in_(of_final), *which)
        .options(joinedload(PublishedResult.finalist).options(
            joinedload(Finalist.person), joinedload(Finalist.region), joinedload(Finalist.dealer),
            joinedload(Finalist.post)))
        .order_by(PublishedResult.post_id, PublishedResult.place, PublishedResult.id)
    )  # fmt: skip
    return session().scalars(query.limit(MOST)).all()


def competing_posts(final_id: int) -> set[int]:
    """The posts that somebody competes for."""
    query = select(Finalist.post_id).where(Finalist.final_id == final_id)
    return set(session().scalars(query.where(Finalist.state == FinalistState.ACCEPTED.value).distinct()))


def is_published(final_id: int) -> bool:
    """Whether the results of any post are, be it that audiences do not see them yet."""
    query = select(PublishedResult.id).join(PublishedResult.finalist).where(Finalist.final_id == final_id)
    return session().scalar(query.limit(1)) is not None


# Certificates -------------------------------------------------------------------------------------------------


def certificates(final_id: int) -> Sequence[Certificate]:
    """In the order in which they were issued."""
    query = select(Certificate).filter_by(final_id=final_id).options(joinedload(Certificate.grant))
    return session().scalars(query.order_by(Certificate.id).limit(MOST)).all()


def by_token(token: str) -> Certificate | None:
    query = select(Certificate).filter_by(token=token).options(joinedload(Certificate.grant))
    return session().scalars(query).one_or_none()


def certificate(final_id: int, certificate_id: int) -> Certificate:
    """Raises NotFound."""
    found = session().scalars(select(Certificate).filter_by(id=certificate_id, final_id=final_id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def of_person(person: Person) -> Sequence[Certificate]:
    """The newest first."""
    query = select(Certificate).where(Certificate.person_id == person.id).options(joinedload(Certificate.grant))
    return session().scalars(query.order_by(Certificate.id.desc()).limit(200)).all()


def mine(person: Person, certificate_id: int) -> Certificate:
    """Raises NotFound for other people's."""
    found = next((one for one in of_person(person) if one.id == certificate_id), None)
    if found is None:
        raise NotFound
    return found


def won(person: Person) -> Sequence[AwardGrant]:
    """The awards that a person has, the newest first."""
    query = select(AwardGrant).where(AwardGrant.person_id == person.id, AwardGrant.withdrawn_at.is_(None))
    query = query.options(joinedload(AwardGrant.award).joinedload(FinalAward.final))
    return session().scalars(query.order_by(AwardGrant.id.desc()).limit(100)).all()


def latest_print(final_id: int) -> CertificatePrint | None:
    query = select(CertificatePrint).filter_by(final_id=final_id).options(selectinload(CertificatePrint.by))
    return session().scalars(query.order_by(CertificatePrint.id.desc()).limit(1)).one_or_none()


def taken_back() -> Sequence[Certificate]:
    """All certificates that hold no more."""
    query = select(Certificate).outerjoin(Certificate.grant).options(joinedload(Certificate.grant))
    gone = or_(Certificate.revoked_at.is_not(None), AwardGrant.withdrawn_at.is_not(None))
    return session().scalars(query.where(gone).order_by(Certificate.id).limit(MOST)).all()
