"""Who may do what: the one table. A page that is not in it opens to nobody.

The same name guards the view and shows the button: `can("people.roster")`.
"""

from __future__ import annotations

from enum import Enum

from flask import Flask, request
from flask_login import current_user

from app.kit.errors import Forbidden, NotFound, NotSignedIn
from app.people.models import Role


class Audience(Enum):
    """Whom a page is for when it is not for a role."""

    EVERYBODY = "everybody, signed in or not"


EVERYBODY = Audience.EVERYBODY
SIGNED_IN = frozenset(Role)
ORGANIZERS = frozenset({Role.ORGANIZER})
TRAINERS = frozenset({Role.TRAINER, Role.ORGANIZER})
MANAGERS = frozenset({Role.MANAGER})
JUDGES = frozenset({Role.JUDGE})
OPERATORS = frozenset({Role.OPERATOR})

PERMISSIONS: dict[str, Audience | frozenset[Role]] = {
    # the house itself
    "static": EVERYBODY,
    "kit.healthz": EVERYBODY,
    "kit.readyz": EVERYBODY,
    # signing in and one's own account
    "people.sign_in": EVERYBODY,
    "people.sign_in_demo": EVERYBODY,
    "people.ask_for_link": EVERYBODY,
    "people.use_link": EVERYBODY,
    "people.set_language": EVERYBODY,
    "people.sign_out": SIGNED_IN,
    "people.sign_out_everywhere": SIGNED_IN,
    "people.me": SIGNED_IN,
    "people.change_password": SIGNED_IN,
    # the people of the network
    "people.people": ORGANIZERS,
    "people.person": ORGANIZERS,
    "people.make_link": ORGANIZERS,
    "people.set_roles": ORGANIZERS,
    "people.set_extra_time": ORGANIZERS,
    "people.roster": ORGANIZERS,
    "people.roster_progress": ORGANIZERS,
    "people.roster_template": ORGANIZERS,
    "people.roster_preview": ORGANIZERS,
    "people.roster_apply": ORGANIZERS,
    "people.my_dealer": MANAGERS,
    # learning
    "lessons.sections": SIGNED_IN,
    "lessons.section": SIGNED_IN,
    "lessons.micro_class": SIGNED_IN,
    "lessons.start_check": SIGNED_IN,
    "lessons.check": SIGNED_IN,
    "lessons.answer_check": SIGNED_IN,
    "lessons.curriculum": TRAINERS,
    # pictures and recordings
    "media.file": SIGNED_IN,
    # the studio
    "studio.questions": TRAINERS,
    "studio.create": TRAINERS,
    "studio.edit": TRAINERS,
    "studio.play": TRAINERS,
    "studio.review": TRAINERS,
    "studio.copy": TRAINERS,
    "studio.drop": TRAINERS,
    "studio.question": TRAINERS,
    "studio.revise": TRAINERS,
    "studio.retire": TRAINERS,
    "studio.plan": TRAINERS,
    "studio.expire": TRAINERS,
    "studio.go_back": TRAINERS,
    "studio.resolve": TRAINERS,
    "studio.question_history": TRAINERS,
    "studio.restore": TRAINERS,
    "studio.classes": TRAINERS,
    "studio.create_class": TRAINERS,
    "studio.take_curriculum": TRAINERS,
    "studio.find_questions": TRAINERS,
    "studio.show_class": TRAINERS,
    "studio.revise_class": TRAINERS,
    "studio.retire_class": TRAINERS,
    "studio.expire_class": TRAINERS,
    "studio.class_history": TRAINERS,
    "studio.restore_class": TRAINERS,
    "studio.write_question": TRAINERS,
    "studio.sections": TRAINERS,
    "studio.create_section": TRAINERS,
    "studio.section": TRAINERS,
    "studio.change_section": TRAINERS,
    "studio.decide_section": TRAINERS,
    "studio.folder": TRAINERS,
    "studio.folder_preview": TRAINERS,
    "studio.folder_apply": TRAINERS,
    "studio.bring": TRAINERS,
    "studio.preview": TRAINERS,
    "studio.bring_progress": TRAINERS,
    "studio.apply": TRAINERS,
    "studio.take_back": TRAINERS,
    "studio.take": TRAINERS,
    "studio.template": TRAINERS,
    "studio.many": TRAINERS,
    "studio.take_file": TRAINERS,
    "studio.media": TRAINERS,
    "studio.add_media": TRAINERS,
    "studio.medium": TRAINERS,
    "studio.throw_medium_away": TRAINERS,
    "studio.choose_medium": TRAINERS,
    # what answers say about questions
    "items.statistics": TRAINERS,
    "items.statistics_file": TRAINERS,
    "items.question": TRAINERS,
    "items.release": TRAINERS,
    # stories of customers
    "stories.mine": SIGNED_IN,
    "stories.new": SIGNED_IN,
    "stories.story": SIGNED_IN,
    "stories.withdraw": SIGNED_IN,
    "stories.desk": TRAINERS,
    "stories.read": TRAINERS,
    "stories.decide": TRAINERS,
    "items.coverage_map": TRAINERS,
    "items.coverage_file": TRAINERS,
    "items.mine": SIGNED_IN,
    "items.flag": SIGNED_IN,
    "items.say": SIGNED_IN,
    "items.flagged": TRAINERS,
    "items.flags_of": TRAINERS,
    # the PK
    "duels.lobby": SIGNED_IN,
    "duels.start": SIGNED_IN,
    "duels.show": SIGNED_IN,
    "duels.answer": SIGNED_IN,
    "duels.next": SIGNED_IN,
    "duels.give_up": SIGNED_IN,
    "duels.history": SIGNED_IN,
    "duels.find": SIGNED_IN,
    "duels.waiting": SIGNED_IN,
    "duels.leave": SIGNED_IN,
    "duels.colleagues": SIGNED_IN,
    "duels.invite": SIGNED_IN,
    "duels.invitation": SIGNED_IN,
    "duels.join": SIGNED_IN,
    "duels.challenge": SIGNED_IN,
    "duels.take": SIGNED_IN,
    "duels.ghost": SIGNED_IN,
    "duels.rematch": SIGNED_IN,
    "duels.avoid": SIGNED_IN,
    "duels.meet_again": SIGNED_IN,
    "duels.my_stream": SIGNED_IN,
    "duels.stream": SIGNED_IN,
    "duels.pong": SIGNED_IN,
    "duels.watch": SIGNED_IN,
    "duels.watch_stream": SIGNED_IN,
    "duels.desk": ORGANIZERS,
    # points and boards
    "points.mine": SIGNED_IN,
    "leaderboards.board": SIGNED_IN,
    "leagues.league": SIGNED_IN,
    "leagues.choose": SIGNED_IN,
    # streaks and their calendars
    "streaks.mine": SIGNED_IN,
    "streaks.rest": SIGNED_IN,
    "streaks.rest_on": SIGNED_IN,
    "streaks.end_rest_day": SIGNED_IN,
    "streaks.leave": SIGNED_IN,
    "streaks.end_leave": SIGNED_IN,
    "streaks.holidays": MANAGERS | ORGANIZERS,
    "streaks.remove_holiday": MANAGERS | ORGANIZERS,
    "streaks.outages": OPERATORS | ORGANIZERS,
    "streaks.remove_outage": OPERATORS | ORGANIZERS,
    # the daily set
    "days.today": SIGNED_IN,
    "days.review": SIGNED_IN,
    "days.answer": SIGNED_IN,
    "days.make_up": SIGNED_IN,
    "days.along": SIGNED_IN,
    "days.send_along": SIGNED_IN,
    # the tour
    "tour.whole": SIGNED_IN,
    "tour.leg": SIGNED_IN,
    "tour.stop": SIGNED_IN,
    "tour.card": SIGNED_IN,
    "tour.choose_card": SIGNED_IN,
    "tour.picture": SIGNED_IN,
    # dealers as teams
    "teams.team": SIGNED_IN,
    "teams.table": SIGNED_IN,
    "teams.cheer": SIGNED_IN,
    "teams.choose_pairing": MANAGERS,
    "badges.badges": SIGNED_IN,
    # the season in figures
    "reports.current": ORGANIZERS,
    "reports.season": ORGANIZERS,
    "reports.download": ORGANIZERS,
    "reports.printable": ORGANIZERS,
    # what people are told
    "notifications.notices": SIGNED_IN,
    "notifications.open_notice": SIGNED_IN,
    "notifications.read_all": SIGNED_IN,
    "notifications.choices": SIGNED_IN,
    "notifications.choose": SIGNED_IN,
    "notifications.subscribe": SIGNED_IN,
    "notifications.unsubscribe": SIGNED_IN,
    "notifications.webhooks": ORGANIZERS,
    "notifications.add_webhook": ORGANIZERS,
    "notifications.change_webhook": ORGANIZERS,
    # seasons
    "seasons.current": SIGNED_IN,
    "seasons.show": SIGNED_IN,
    "seasons.desk": ORGANIZERS,
    "seasons.new": ORGANIZERS,
    "seasons.bring": ORGANIZERS,
    "seasons.store": ORGANIZERS,
    "seasons.overview": ORGANIZERS,
    "seasons.edit": ORGANIZERS,
    "seasons.copy": ORGANIZERS,
    "seasons.change": ORGANIZERS,
    "seasons.download": ORGANIZERS,
    # the national final
    "finals.desk": TRAINERS,
    "desk.final": ORGANIZERS,
    "desk.state": ORGANIZERS,
    "desk.sheets": ORGANIZERS,
    "desk.sheets_file": ORGANIZERS,
    "desk.exports": ORGANIZERS,
    "desk.export": ORGANIZERS,
    "finals.new": ORGANIZERS,
    "finals.selection": ORGANIZERS,
    "finals.take_snapshot": ORGANIZERS,
    "finals.sign_selection": ORGANIZERS,
    "finals.compare_rules": ORGANIZERS,
    "finals.dry_run": ORGANIZERS,
    "finals.result_file": ORGANIZERS,
    "finals.why": ORGANIZERS,
    "finals.propose_selection": ORGANIZERS,
    "finals.write_rules": ORGANIZERS,
    "finals.bring_rules": ORGANIZERS,
    "finals.download_rules": ORGANIZERS,
    "finals.invitations": ORGANIZERS,
    "finals.invitations_file": ORGANIZERS,
    "finals.remind": ORGANIZERS,
    "finals.answer_until": ORGANIZERS,
    "finals.leave_for": ORGANIZERS,
    "finals.mine": SIGNED_IN,
    "finals.event": ORGANIZERS,
    "finals.station": ORGANIZERS,
    "finals.bring_event": ORGANIZERS,
    "finals.download_event": ORGANIZERS,
    "finals.numbers": ORGANIZERS,
    "finals.timetable": ORGANIZERS,
    "finals.timetable_progress": ORGANIZERS,
    "finals.event_list": ORGANIZERS,
    "finals.my_timetable": SIGNED_IN,
    # fair play
    "fairness.flags": ORGANIZERS,
    "fairness.flag": ORGANIZERS,
    "fairness.decide": ORGANIZERS,
    "fairness.undo": ORGANIZERS,
    # questions that were found wrong
    "corrections.question": TRAINERS,
    "corrections.propose": TRAINERS,
    "corrections.all_": TRAINERS,
    "corrections.show": TRAINERS,
    "corrections.progress": TRAINERS,
    "corrections.decide": TRAINERS,
    "corrections.undo": TRAINERS,
    "corrections.person": TRAINERS,
    "corrections.download": TRAINERS,
    "corrections.mine": SIGNED_IN,
    # score sheets: judges mark, trainers write, organizers open and type from paper
    "judging.rounds": JUDGES,
    "judging.sheet": JUDGES,
    "judging.state": JUDGES,
    "judging.send_marks": JUDGES,
    "judging.sign": JUDGES,
    "judging.settle_paper": JUDGES,
    "judging.write": TRAINERS,
    "judging.bring": TRAINERS,
    "judging.download": TRAINERS,
    "judging.sheets": TRAINERS,
    "judging.open_sheets": ORGANIZERS,
    "judging.blank": TRAINERS,
    "judging.type_paper": TRAINERS,
    # the hall: organizers lead a PK on stage, its two play, everybody watches; all of it by drawn number
    "hall.desk": ORGANIZERS,
    "hall.call": ORGANIZERS,
    "hall.annul": ORGANIZERS,
    "hall.conduct": ORGANIZERS,
    "hall.lead_test": ORGANIZERS,
    "hall.rooms": JUDGES,
    "hall.test": SIGNED_IN,
    "hall.test_question": SIGNED_IN,
    "hall.end_test": SIGNED_IN,
    "hall.screen": SIGNED_IN,
    "hall.screen_stream": SIGNED_IN,
    "hall.mine": SIGNED_IN,
    "hall.play": SIGNED_IN,
    "hall.play_stream": SIGNED_IN,
    "hall.sit": SIGNED_IN,
    "hall.ready": SIGNED_IN,
    "hall.answer": SIGNED_IN,
    "hall.pong": SIGNED_IN,
    # results: organizers publish them by two, finalists appeal, everybody reads them
    "judging.results": ORGANIZERS,
    "judging.freeze": ORGANIZERS,
    "judging.workbook": ORGANIZERS,
    "judging.results_of": ORGANIZERS,
    "judging.decide_results": ORGANIZERS,
    "judging.result_steps": ORGANIZERS,
    "judging.appeals": ORGANIZERS,
    "judging.appeal": ORGANIZERS,
    "judging.decide_appeal": ORGANIZERS,
    "judging.my_result": SIGNED_IN,
    "judging.file_appeal": SIGNED_IN,
    "judging.published": EVERYBODY,
    "judging.published_file": EVERYBODY,
    "judging.lot": EVERYBODY,
    # awards: organizers grant by rules; holders have their own; anybody verifies
    "awards.desk": ORGANIZERS,
    "awards.set_awards": ORGANIZERS,
    "awards.download": ORGANIZERS,
    "awards.ask": ORGANIZERS,
    "awards.progress": ORGANIZERS,
    "awards.bundle": ORGANIZERS,
    "awards.pdf": ORGANIZERS,
    "awards.revoke": ORGANIZERS,
    "awards.show_ceremony": ORGANIZERS,
    "awards.rehearse": ORGANIZERS,
    "awards.mine": SIGNED_IN,
    "awards.my_pdf": SIGNED_IN,
    "awards.my_badge": SIGNED_IN,
    "awards.my_credential": SIGNED_IN,
    "awards.verify": EVERYBODY,
    "awards.issuer": EVERYBODY,
    "awards.keys": EVERYBODY,
    "awards.key": EVERYBODY,
    "awards.revocations": EVERYBODY,
    # the API for programs
    "api.tokens": SIGNED_IN,
    "api.end_token": SIGNED_IN,
    "api.openapi": EVERYBODY,
    "api.me": SIGNED_IN,
    "api.board": SIGNED_IN,
    "api.pks": SIGNED_IN,
    "api.start": SIGNED_IN,
    "api.pk": SIGNED_IN,
    "api.answer": SIGNED_IN,
    "api.next": SIGNED_IN,
    "api.give_up": SIGNED_IN,
    "api.take": SIGNED_IN,
    "api.waiting": SIGNED_IN,
    "api.leave": SIGNED_IN,
    # the app on the phone
    "offline.manifest": EVERYBODY,
    "offline.worker": EVERYBODY,
    "offline.without_line": EVERYBODY,
    # today, and the service
    "home.today": SIGNED_IN,
    "operations.desk": OPERATORS,
    "operations.run_now": OPERATORS,
    "operations.metrics": EVERYBODY,  # app/operations/gate.py: this machine, and who has the token
}


def init_app(app: Flask) -> None:
    app.before_request(guard)
    app.jinja_env.globals["can"] = can


def can(endpoint: str) -> bool:
    """Whether the person of this request may open `endpoint`."""
    audience = PERMISSIONS.get(endpoint, frozenset())
    if audience is EVERYBODY:
        return True
    if not current_user.is_authenticated or not isinstance(audience, frozenset):
        return False
    return Role.LEARNER in audience or bool(current_user.roles & audience)


def guard() -> None:
    """Refuse what the table does not allow. Raises NotFound, NotSignedIn or Forbidden."""
    if request.endpoint is None:
        return  # no such address: the routing error says so
    if request.endpoint not in PERMISSIONS:
        raise NotFound
    if can(request.endpoint):
        return
    raise Forbidden if current_user.is_authenticated else NotSignedIn
