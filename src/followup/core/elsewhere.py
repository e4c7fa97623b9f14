"""What is true beside one application: what a letter may say of the user's other talks."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from followup.core.moments import day_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from followup.core.history import Application, History
    from followup.core.people import Contact

# Of these an employer's interest can be told.
INTERESTED = ("interview", "offer")
# So long a talk goes on. A rule of thumb: after four weeks of silence the default rules offer to close.
GOES_ON = timedelta(weeks=4)


def is_talking_elsewhere(
    history: History, application: Application, stop: Iterable[str], now: datetime
) -> bool:
    """Whether another company, as far as the log says, has made an offer or talks with the user."""
    kinds = tuple(stop)
    return any(
        other.company_key != application.company_key
        and _goes_on(other, now)
        and not other.ended_by(kinds, now)
        for other in history.applications
    )


def _goes_on(application: Application, now: datetime) -> bool:
    zone = application.calendar.zone
    oldest = day_of(now, zone) - GOES_ON
    return any(
        day_of(event.at, zone) >= oldest
        for event in application.of_kinds(INTERESTED)
        if event.id not in application.called_off
    )


def clients_of(history: History, contact: Contact | None) -> list[str]:
    """Return the companies for which the log names `contact`; an agency's recruiter has several."""
    places = history.naming(contact.id) if contact else []
    return list({each.company_key: each.company for each in places if each.company}.values())
