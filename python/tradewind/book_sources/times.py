"""ISO 8601 date-times to integer nanoseconds, exactly."""

import re
from datetime import datetime

import numpy as np

_FORM = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.([0-9]{1,9}))?"
    r"(?:Z|([+-])([01][0-9]|2[0-3]):([0-5][0-9]))?"
)
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - both sides of the difference are UTC
_LIMITS = np.iinfo(np.int64)


def iso_ns(text: str) -> int:
    """Return nanoseconds since 1970 of a date-time; without an offset it is UTC.

    Raises ValueError, which says what was expected, for every other form and for what does not fit 64 bits.
    """
    form = _FORM.fullmatch(text)
    try:
        if form is None:
            raise ValueError
        date, clock, fraction, sign, hours, minutes = form.groups()
        since = datetime.fromisoformat(f"{date}T{clock}") - _EPOCH
    except ValueError:
        raise ValueError(
            "expected an ISO 8601 date-time, YYYY-MM-DDThh:mm:ss with at most 9 decimal places and Z, an offset such "
            f"as +02:00 or nothing (UTC), found {text!r}"
        ) from None
    seconds = since.days * 86_400 + since.seconds
    if sign:
        ahead = int(hours) * 3_600 + int(minutes) * 60
        seconds += ahead if sign == "-" else -ahead
    ns = seconds * 1_000_000_000 + int((fraction or "").ljust(9, "0"))
    if not _LIMITS.min < ns <= _LIMITS.max:
        raise ValueError(
            "expected a time that fits 64 bits of nanoseconds, from 1677-09-21T00:12:43.145224193Z to "
            f"2262-04-11T23:47:16.854775807Z, found {text!r}"
        )
    return ns
