"""Ratings: given, explained, lapsed."""

from server.domain import messages as m
from server.domain.changes.moves import count
from server.domain.hall import Hall
from server.domain.ticket import Rating


def rated(hall: Hall, event: m.RatingGiven) -> None:
    """A card entered later takes the place of "unrated". A visit of the day before is in that day's sum."""
    if past := hall.past.get(event.ticket):
        past.rating = Rating.RATED
        return
    ticket = hall.tickets[event.ticket]
    if ticket.rating is Rating.UNRATED:
        hall.counts["unrated"] -= 1
    ticket.rating, ticket.level = Rating.RATED, event.level
    hall.open_ratings.pop(event.ticket, None)
    count(hall, "rated")


def reasons_given(hall: Hall, event: m.ReasonsGiven) -> None:
    hall.tickets[event.ticket].why = tuple(event.reasons)


def lapsed(hall: Hall, event: m.RatingLapsed) -> None:
    hall.tickets[event.ticket].rating = Rating.UNRATED
    hall.open_ratings.pop(event.ticket, None)
    count(hall, "unrated")
