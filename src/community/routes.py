"""Every URL of Stoop, on a screen and a half. The second column says what the URL points at (its resource)."""

from pyramid.config import Configurator

from community.admin.resources import City
from community.boards.resources import board_of, invitation_of
from community.cases.resources import case_of
from community.comments.resources import comment_of
from community.desk.resources import agency_of, case_to_sort, desk_case_of
from community.observations.resources import observation_of
from community.pages.photo_page import shown_photo_of
from community.photos.resources import photo_of, upload_of, waiting_of

HERE = City

ROUTES = (
    ("home", "/", HERE),
    ("find", "/find", HERE),
    ("map", "/map", HERE),
    ("map.data", "/map.json", HERE),
    ("nearby", "/nearby", HERE),
    ("language", "/language", HERE),
    ("words", "/words/{language}.js", HERE),
    ("reports", "/reports", HERE),
    ("health", "/healthz", HERE),
    # on a phone
    ("manifest", "/manifest.webmanifest", HERE),
    ("worker", "/worker.js", HERE),
    ("offline", "/offline", HERE),
    ("outbox", "/outbox", HERE),
    ("outbox.ready", "/outbox/ready", HERE),
    ("share", "/share", HERE),
    ("about.how", "/how", HERE),
    ("about.rules", "/rules", HERE),
    ("about.privacy", "/privacy", HERE),
    ("about.accessibility", "/accessibility", HERE),
    ("kit", "/kit", HERE),
    # boards
    ("board", "/b/{slug}", board_of),
    ("board.nearby", "/b/{slug}/nearby", board_of),
    ("board.map", "/b/{slug}/map", board_of),
    ("board.map.picture", "/b/{slug}/map.svg", board_of),
    ("board.join", "/b/{slug}/join", board_of),
    ("board.leave", "/b/{slug}/leave", board_of),
    ("board.post", "/b/{slug}/post", board_of),
    ("board.similar", "/b/{slug}/similar", board_of),
    ("board.walk", "/b/{slug}/walk", board_of),
    ("board.walk.kept", "/b/{slug}/walk/kept", board_of),
    ("board.log", "/b/{slug}/log", board_of),
    ("board.settings", "/b/{slug}/settings", board_of),
    ("board.captains", "/b/{slug}/captains", board_of),
    ("board.invitations", "/b/{slug}/invitations", board_of),
    ("board.invitation.end", "/b/{slug}/invitations/{id}/end", board_of),
    ("board.follow", "/b/{slug}/follow", board_of),
    ("board.reports", "/b/{slug}/reports", board_of),
    ("invitation", "/join/{token}", invitation_of),
    # observations and their threads
    ("observation", "/o/{id}", observation_of),
    ("observation.entries", "/o/{id}/entries", observation_of),
    ("observation.vote", "/o/{id}/vote", observation_of),
    ("observation.add_voice", "/o/{id}/join", observation_of),
    ("observation.comment", "/o/{id}/comments", observation_of),
    ("observation.edit", "/o/{id}/edit", observation_of),
    ("observation.sort", "/o/{id}/sort", observation_of),
    ("observation.versions", "/o/{id}/versions", observation_of),
    ("observation.withdraw", "/o/{id}/withdraw", observation_of),
    ("observation.escalate", "/o/{id}/escalate", observation_of),
    ("observation.case", "/o/{id}/case", observation_of),
    ("observation.answer", "/o/{id}/answer", observation_of),
    ("observation.report", "/o/{id}/report", observation_of),
    ("observation.follow", "/o/{id}/follow", observation_of),
    ("observation.hide", "/o/{id}/hide", observation_of),
    ("observation.show", "/o/{id}/show", observation_of),
    ("comment.withdraw", "/comments/{id}/withdraw", comment_of),
    ("comment.report", "/comments/{id}/report", comment_of),
    ("comment.hide", "/comments/{id}/hide", comment_of),
    ("comment.show", "/comments/{id}/show", comment_of),
    # photos
    ("photo.uploads", "/photos/uploads", HERE),
    ("photo.upload", "/photos/uploads/{token}", upload_of),
    ("photo.waiting.cover", "/photos/unposted/{key}/cover", waiting_of),
    ("photo.waiting.draw", "/photos/unposted/{key}/draw", waiting_of),
    ("photo.waiting.describe", "/photos/unposted/{key}/describe", waiting_of),
    ("photo.waiting.take_away", "/photos/unposted/{key}/take-away", waiting_of),
    ("photo.cover", "/photos/{key}/cover", photo_of),
    ("photo.describe", "/photos/{key}/describe", photo_of),
    ("photo.take_away", "/photos/{key}/take-away", photo_of),
    ("photo", "/photos/{key}/{size}", shown_photo_of),
    # cases, as everyone reads them
    ("case", "/case/{id}", case_of),
    ("case.follow", "/case/{id}/follow", case_of),
    # the desk
    ("desk", "/desk", HERE),
    ("desk.views", "/desk/views", HERE),
    ("desk.templates", "/desk/templates/{id}", agency_of),
    ("desk.keys", "/desk/keys", HERE),
    ("desk.bulk", "/desk/bulk", HERE),
    ("desk.case", "/desk/case/{id}", desk_case_of),
    ("desk.case.map", "/desk/case/{id}/map.svg", desk_case_of),
    ("desk.case.history", "/desk/case/{id}/history", desk_case_of),
    ("desk.case.here", "/desk/case/{id}/here", desk_case_of),
    ("desk.take", "/desk/case/{id}/take", desk_case_of),
    ("desk.transfer", "/desk/case/{id}/transfer", desk_case_of),
    ("desk.answer", "/desk/case/{id}/answer", desk_case_of),
    ("desk.note", "/desk/case/{id}/note", desk_case_of),
    ("desk.schedule", "/desk/case/{id}/schedule", desk_case_of),
    ("desk.close", "/desk/case/{id}/close", desk_case_of),
    ("desk.sort", "/desk/case/{id}/sort", case_to_sort),
    # one's own things
    ("inbox", "/inbox", HERE),
    ("inbox.read", "/inbox/read", HERE),
    ("me", "/me", HERE),
    ("me.name", "/me/name", HERE),
    ("me.email", "/me/email", HERE),
    ("me.password", "/me/password", HERE),
    ("me.logins.end", "/me/sign-ins/end", HERE),
    ("me.close", "/me/close", HERE),
    ("me.follows", "/me/follows", HERE),
    ("me.follows.end", "/me/follows/end", HERE),
    ("me.notices", "/me/notices", HERE),
    ("me.push", "/me/push", HERE),
    ("mail.stop", "/mail/stop/{token}", HERE),
    ("mail.inbound", "/mail/inbound", HERE),
    ("sign_up", "/sign-up", HERE),
    ("sign_in", "/sign-in", HERE),
    ("sign_in.code", "/sign-in/code", HERE),
    ("sign_in.demo", "/sign-in/demo", HERE),
    ("code", "/code", HERE),
    ("code.link", "/code/{token}", HERE),
    ("reset", "/reset", HERE),
    ("sign_out", "/sign-out", HERE),
    # administration
    ("admin", "/admin", HERE),
    ("admin.people", "/admin/people", HERE),
    ("admin.person", "/admin/people/{id}", HERE),
    ("admin.boards", "/admin/boards", HERE),
    ("admin.agencies", "/admin/agencies", HERE),
    ("admin.services", "/admin/services", HERE),
    ("admin.service", "/admin/services/{id}", HERE),
    ("admin.service.targets", "/admin/services/{id}/targets", HERE),
    ("admin.service.routes", "/admin/services/{id}/routes", HERE),
    ("admin.hours", "/admin/hours", HERE),
)


def includeme(config: Configurator) -> None:
    """Add the routes in the order above."""
    for name, pattern, factory in ROUTES:
        config.add_route(name, pattern, factory=factory)
