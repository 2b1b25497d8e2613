"""What a server says is wrong: its code, its words, and what they mean for the question and for the run."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

LONGEST = 200
"""Letters of a server's message that are kept."""

TEMPORARY = (408, 409, 425, 429)

CODES = {
    "authentication_error": 401,
    "invalid_api_key": 401,
    "billing_error": 402,
    "insufficient_quota": 402,
    "permission_error": 403,
    "model_not_found": 404,
    "not_found_error": 404,
    "content_filter": 400,
    "content_policy_violation": 400,
    "context_length_exceeded": 400,
    "data_inspection_failed": 400,
    "invalid_parameter_error": 400,
    "invalid_request_error": 400,
    "rate_limit_error": 429,
    "rate_limit_exceeded": 429,
}
"""The status that belongs to a word, where a server sends only the word."""

UNPAID = (
    r"insufficient[ _]?(quota|balance|credit|funds)|exceeded_current_quota|billing_(hard_limit_reached|not_active|error)"
    r"|credit balance is too low|\barrearage\b|out of credits|exceeded your monthly included credits"
)
"""The account is empty: no request will succeed. A quota per minute ("exceeded your current quota") is not among them."""

FLAGGED = (
    r"flagged|moderation|content[ _]?(filter|policy|policies|management|exists risk|violat)|data_inspection_failed"
    r"|inappropriate|usage (guidelines|policy|policies)|safety|prohibited_content|sensitive (content|words?)|harmful"
    r"|responsible ?ai"
)

UNSUPPORTED = (
    r"unsupported|not (currently )?support|n[o']t support|unknown|unrecogni[sz]ed|unexpected|extra_forbidden|extra inputs"
    r"|not permitted|not (currently )?(allowed|accepted|available|enabled|implemented)|no longer|cannot find field|incompatible"
    r"|deprecated|not a valid (field|parameter|argument)|additional propert|only the default|may only be|instead"
    r"|only \(?[\d.]+\)? (is|are|can)|removed"
)
"""A parameter is refused, whatever its value."""

OUT_OF_RANGE = (
    r"too (large|long|high|low|small|big)|at (most|least)|maximum|minimum|exceed|context|reached|greater|less than|between"
    r"|range|must be|positive|out of|limit|below|above"
)
"""A value is refused, not the parameter."""


POINTING = r"(?:['\"`]|\bbody[. ]|\b(?:parameter|argument|field|property|option|supplied|model)s?:? +['\"`]?)"
"""What is before the name of a parameter that is meant as one."""

ECHOED = ("input", "ctx", "url", "flagged_input")
"""Fields of a complaint that repeat the request."""


@dataclass(frozen=True)
class Fault:
    """What a server says is wrong.

    Attributes
    ----------
    status : of HTTP, or the number that the body gives; 0 where there is neither
    said : the server's message in one line
    words : everything that the server says, its codes and the places of fields included, in lower case
    parameter : the one that the server names in a field of its own; empty without one
    kind : a word in place of a status ("content_filter"); empty where there is a status, or the cause is unknown
    """

    status: int
    said: str
    words: str
    parameter: str = ""
    kind: str = ""

    @property
    def line(self) -> str:
        """The fault as a failure is listed.

        >>> Fault(500, "overloaded", "").line, Fault(0, "withheld", "", kind="content_filter").line
        ('500: overloaded', 'content_filter: withheld')
        """
        before = self.kind or self.status
        return f"{before}: {self.message}" if before else self.message

    @property
    def message(self) -> str:
        """The message, shortened."""
        return self.said[:LONGEST]

    def without(self, secret: str) -> "Fault":
        """The fault with asterisks for a key that the server shows back."""
        return replace(self, said=self.said.replace(secret, "***")) if secret else self

    @property
    def is_unpaid(self) -> bool:
        """Whether the account has no credit left.

        >>> fault({"error": {"message": "You exceeded your current quota", "code": "insufficient_quota"}}, 429).is_unpaid
        True
        >>> fault({"error": {"message": "You exceeded your current quota", "code": 429}}, 429).is_unpaid
        False
        """
        return self.status == 402 or bool(re.search(UNPAID, self.words))

    @property
    def is_flagged(self) -> bool:
        """Whether the server refuses the content of this question."""
        return self.status in (400, 403, 422, 451) and bool(re.search(FLAGGED, self.words))

    @property
    def is_temporary(self) -> bool:
        """Whether the same request may succeed later."""
        return self.status in TEMPORARY or self.status >= 500 or not (self.status or self.kind)

    @property
    def is_about_range(self) -> bool:
        """Whether a value is refused, not its parameter."""
        return not self.is_unsupported and bool(re.search(OUT_OF_RANGE, self.words))

    @property
    def is_unsupported(self) -> bool:
        """Whether a parameter is refused, whatever its value."""
        return bool(re.search(UNSUPPORTED, self.words))

    def named(self, sent: Iterable[str], *, pointed_at: bool = False) -> list[str]:
        """The parameters that were sent and that the server names, in either way of writing them.

        Parameters
        ----------
        sent : names of parameters
        pointed_at : only where the name stands in quotation marks, after a word like parameter, or as a field's place;
            for names that are words of English

        >>> fault({"error": "Argument not supported on this model: maxTokens"}, 400).named(["max_tokens", "seed"])
        ['max_tokens']
        >>> fault({"detail": [{"loc": ["body", "seed"], "msg": "Extra inputs are not permitted"}]}, 422).named(["seed"])
        ['seed']
        >>> refused = fault({"error": "temperature is not supported with reasoning models"}, 400)
        >>> refused.named(["temperature"]), refused.named(["reasoning"], pointed_at=True)
        (['temperature'], [])
        """
        if self.parameter in sent:
            return [self.parameter]
        return [name for name in sent if self._names(name, pointed_at=pointed_at and "_" not in name)]

    def _names(self, name: str, *, pointed_at: bool) -> bool:
        before = POINTING if pointed_at else r"(?<!\w)"
        forms = {name, name.replace("_", "")}
        return any(re.search(rf"{before}{re.escape(form)}(?!\w)", self.words) for form in forms)


def fault(body: Any, status: int = 0) -> Fault:
    """What is wrong, from the body of an answer in any of the forms that servers use.

    Parameters
    ----------
    body : decoded JSON, or text
    status : of HTTP; 0 where HTTP says that all is well

    >>> fault([{"error": {"code": 400, "message": "Unknown name 'seed'"}}], 400).said
    "Unknown name 'seed'"
    """
    outer = body[0] if isinstance(body, list) and body and isinstance(body[0], Mapping) else body
    inner = outer
    if isinstance(outer, Mapping) and outer.get("error"):
        inner = outer["error"]
    parameter = inner.get("param") if isinstance(inner, Mapping) else None
    return Fault(
        status=status or _code(inner) or _code(outer),
        said=_line(_message(inner) or _message(outer)),
        words=" ".join(_leaves(outer)).lower(),
        parameter=parameter.removeprefix("body.") if isinstance(parameter, str) else "",
    )


def failure_kind(error: str) -> str:
    """A failure without what differs from request to request: numbers and identifiers; its status stays.

    >>> failure_kind("429: Limit 30000, used 29512. Try again in 1.2s (request req_011CdiGoqG)")
    '429: Limit N, used N. Try again in Ns (request ID)'
    >>> failure_kind("400: no answer for 7f3a9c1e-12ab-4cde-8f00-aa11bb22cc33")
    '400: no answer for ID'
    """
    status = re.match(r"\d{3}: ", error)
    head, rest = (status.group(), error[status.end() :]) if status else ("", error)
    rest = re.sub(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "ID", rest, flags=re.IGNORECASE)
    rest = re.sub(r"\b(?=\w*\d)(?=\w*[A-Za-z])\w*[_-]?\w{10,}\b", "ID", rest)
    return head + re.sub(r"\d+([.,:]\d+)*", "N", rest)


def _code(record: Any) -> int:
    """The number of a fault, or the one that belongs to its word; 0 without either."""
    if not isinstance(record, Mapping):
        return 0
    for name in ("code", "status", "status_code", "type"):
        value = record.get(name)
        if isinstance(value, int) and value >= 300:
            return value
        if isinstance(value, str) and value.isdecimal() and int(value) >= 300:
            return int(value)
        if isinstance(value, str) and value.lower() in CODES:
            return CODES[value.lower()]
    return 0


def _message(record: Any) -> Any:
    """What a record says in words; of a router, what the provider behind it says."""
    if not isinstance(record, Mapping):
        return record
    behind = record.get("metadata")
    if isinstance(behind, Mapping) and behind.get("raw"):
        return behind["raw"]
    return next((record[name] for name in ("message", "error", "detail", "msg") if record.get(name)), None)


def _line(message: Any) -> str:
    """A message in one short line: of a list of complaints each with its place, of JSON in a text what it says."""
    if isinstance(message, str) and message.lstrip().startswith(("{", "[")):
        with suppress(ValueError):
            message = json.loads(message)
    while isinstance(message, Mapping):
        message = _message(message)
    if isinstance(message, list):
        message = "; ".join(map(_complaint, message))
    line = " ".join(str(message or "no message").split())
    return "a page of HTML" if line.startswith("<") else line


def _complaint(one: Any) -> str:
    """One complaint of a server that checks fields.

    >>> _complaint({"loc": ["body", "seed"], "msg": "Extra inputs are not permitted"})
    'body.seed: Extra inputs are not permitted'
    """
    if not isinstance(one, Mapping):
        return str(one)
    place = ".".join(map(str, one.get("loc") or ()))
    said = str(_message(one) or dict(one))
    return f"{place}: {said}" if place else said


def _leaves(value: Any) -> Iterator[str]:
    """Every text in nested records; neither names of fields nor what repeats the request."""
    if isinstance(value, Mapping):
        for name, one in value.items():
            if name not in ECHOED:
                yield from _leaves(one)
    elif isinstance(value, list):
        for one in value:
            yield from _leaves(one)
    elif isinstance(value, str):
        yield value
