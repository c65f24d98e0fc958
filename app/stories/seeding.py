"""Stories that the demo's people have told."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from app.kit.database import session
from app.people.models import Person
from app.stories import services
from app.stories.models import Topic
from app.stories.services import Told

STORIES = (
    (
        "DEMO-ADVISOR",
        Topic.PICK_UP,
        "me-service-advisor",
        (
            "一位客户连着三年自己请半天假来做保养。今天闲聊才知道，她一直不知道我们有上门取送车，从来没人提过。",
            "先道歉，把取送车怎么约、收不收费讲清楚，当场给她约好下一次；又翻了本周的预约，逐个电话告知。",
            "她说早知道就不用请假了。那一周有九位客户改约了取送车。",
            "服务再好，没人说就等于没有。约保养时要把取送车当成一句必问的话。",
        ),
    ),
    (
        "DEMO-TECH",
        Topic.GOODWILL,
        "me-technician",
        (
            "一台车蓄电池三年出头就亏电，车主着急去机场。旧工单里写过“电池偏弱”，可结算单上没写。",
            "先借了台代步车给他，再检测、查记录，把两件事都跟他讲了，和经理商量后承担了一半配件费。",
            "他飞机没误，回来取车时还带了一箱橙子。",
            "测出来的问题一定要写到客户看得见的地方。",
        ),
    ),
)


def seed_demo(now: datetime) -> None:
    """Two stories that wait for the trainers."""
    for number, (staff_number, topic, post, words) in enumerate(STORIES, start=1):
        person = session().scalars(select(Person).filter_by(staff_number=staff_number)).one()
        at = now - timedelta(days=number, minutes=17)
        told = Told(dict(zip(("happened", "done", "ended", "learned"), words, strict=True)), topic, post, True, True)
        story = services.keep(person, f"demo{number:04}", told, "zh", at)
        services.send(story.id, person, at)
