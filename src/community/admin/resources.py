"""The city as a whole: what URLs point at that name no single board, observation or case."""

from pyramid.request import Request

from community.permissions import EVERYWHERE


class City:
    """The ground of everything city-wide."""

    ground = EVERYWHERE

    def __init__(self, request: Request) -> None:
        self.request = request
