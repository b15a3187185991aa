"""The HTTP API. Each route parses, asks the executor and answers."""

from flask_openapi3.blueprint import APIBlueprint

from server.web.api import (
    appointments,
    cards,
    cases,
    catalogue,
    closing,
    complaints,
    days,
    duty,
    guide,
    hall,
    lead,
    ledger,
    looks,
    outbox,
    record,
    reports,
    targets,
    tickets,
    visits,
    windows,
)
from server.web.api.base import PROBLEMS, Api

__all__ = ["PROBLEMS", "Api", "routes"]


def routes(blueprint: APIBlueprint, api: Api) -> None:
    for part in (
        tickets,
        cards,
        catalogue,
        guide,
        appointments,
        windows,
        targets,
        lead,
        ledger,
        outbox,
        looks,
        visits,
        hall,
        days,
        duty,
        complaints,
        cases,
        record,
        closing,
        reports,
    ):
        part.routes(blueprint, api)
