"""Whom a season is for, as conditions on a statement about people."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select

from app.people.models import Brand, Dealer, Person, Post, Region, dealer_brands
from app.seasons.models import Season


def members(season: Season) -> tuple[ColumnElement[bool], ...]:
    """The conditions on a person of being active and among those whom the season is for."""
    posts, regions, brands = (season.audience.get(kind) for kind in ("posts", "regions", "brands"))
    found: list[ColumnElement[bool]] = [Person.active.is_(True)]
    if posts:
        found.append(Person.post_id.in_(select(Post.id).where(Post.code.in_(posts))))
    if regions:
        dealers = select(Dealer.id).join(Region, Region.id == Dealer.region_id).where(Region.code.in_(regions))
        found.append(Person.dealer_id.in_(dealers))
    if brands:
        of_brand = select(dealer_brands.c.dealer_id).join(Brand, Brand.id == dealer_brands.c.brand_id)
        found.append(Person.dealer_id.in_(of_brand.where(Brand.code.in_(brands))))
    return tuple(found)
