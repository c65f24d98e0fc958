"""The eleven core posts, as data."""

from __future__ import annotations

from sqlalchemy import select

from app.kit.database import session
from app.people.models import Post

POSTS = (
    ("aftersales-service-manager", "Aftersales service manager", "售后服务经理", "management"),
    ("workshop-manager", "Workshop manager", "车间经理", "management"),
    ("parts-manager", "Parts manager", "备件经理", "parts"),
    ("me-service-advisor", "M&E service advisor", "机电服务顾问", "service"),
    ("bp-service-advisor", "Body-and-paint service advisor", "钣喷服务顾问", "service"),
    ("me-technician", "M&E technician", "机电技师", "technical"),
    ("body-technician", "Body technician", "钣金技师", "body-paint"),
    ("painting-technician", "Painting technician", "喷漆技师", "body-paint"),
    ("warranty-specialist", "Warranty specialist", "保修专员", "service"),
    ("parts-advisor", "Parts advisor", "备件顾问", "parts"),
    ("customer-relations-officer", "Customer-relations officer", "客户关系专员", "service"),
)


def seed_posts() -> None:
    """Store the posts that are not there yet; those that are stay as they are."""
    known = set(session().scalars(select(Post.code)))
    for position, (code, name_en, name_zh, family) in enumerate(POSTS, start=1):
        if code not in known:
            session().add(Post(code=code, name_en=name_en, name_zh=name_zh, family=family, position=position))
    session().flush()
