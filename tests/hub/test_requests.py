"""Requests to evaluate models: admitted once, taken by one worker, kept through lost connections."""

import itertools
import json
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest

from persona_collapse.errors import InputError
from persona_collapse.hub.hardware import GB, Hardware
from persona_collapse.hub.models import HubUnreachable, search
from persona_collapse.hub.requests.admission import PER_WEEK, WEEK, Duplicate, Wanted, submit
from persona_collapse.hub.requests.book import REQUESTS, Page, RequestBook
from persona_collapse.hub.requests.protocol import Protocol
from persona_collapse.hub.requests.request import IDLE_TAKES, Request, Settings, request_of
from persona_collapse.hub.requests.taking import Lost, ended, release_stale, take
from persona_collapse.hub.requests.waiting import queue_of
from persona_collapse.results import ModelCard
from tests.hub.test_hub_models import NAME, PLAIN, put
from tests.support.hub_double import Repository, hub_double, spoken_to
from tests.support.waiting import PATIENCE

ROOM = Hardware(memory=16 * GB, gpu=0, disk=100 * GB)
NOW = 1_800_000_000.0
SETTINGS = Settings("org/tiny", "c" * 40, "auto", "probabilities", ("bfi44",), "", ("d" * 12,), 24)


@pytest.fixture
def hub(monkeypatch, tmp_path):
    """A Hub with a plain model and an empty dataset of requests."""
    with hub_double() as server:
        spoken_to(server, monkeypatch, tmp_path)
        server.model = put(server)
        server.asked = server.repositories["datasets", REQUESTS] = Repository(REQUESTS)
        yield server


@pytest.fixture
def book(hub):
    return RequestBook(token="t", patience=PATIENCE)


def request(number=0, **changes):
    """A request for a model of its own, submitted in the order of the numbers."""
    settings = replace(SETTINGS, model=f"org/tiny{number}")
    return replace(Request(settings, "ann", NOW + number, 10**6, 2 * 10**6, 1056), **changes)


def filled(hub, *requests):
    """Put requests into the dataset, as if committed."""
    hub.asked.keep(hub.asked.files | {one.path: one.to_json().encode() for one in requests})


def stored(hub):
    """All requests as they are in the dataset, by model."""
    found = [request_of(text.decode(), path) for path, text in hub.asked.files.items()]
    return {one.settings.model: one for one in found}


def submitted(book, wanted=None, user="ann", now=NOW, **options):
    return submit(wanted or Wanted(NAME), user, book, now=now, hardware=ROOM, **options)


def loses(hub, what, times):
    """Lose the connection of the next commits, with the request or with the answer."""
    left = [times]

    def lost(part, method, path):
        is_next = part == what and "/commit/" in path and left[0] > 0
        left[0] -= is_next
        return is_next

    hub.loses = lost


# what a request is


def test_the_same_settings_are_the_same_file():
    both = replace(SETTINGS, instruments=("bfi44", "moral131"), studies=("d" * 12, "e" * 12))
    turned = replace(SETTINGS, instruments=("moral131", "bfi44"), studies=("e" * 12, "d" * 12))
    assert both.path == turned.path
    changes = {"commit": "e" * 40, "precision": "float32", "mode": "generate", "thinking": "off", "personas": 25}
    others = [replace(SETTINGS, **{name: value}).path for name, value in changes.items()]
    assert len({SETTINGS.path, both.path, *others}) == 7
    assert both.overlaps(SETTINGS) == ("bfi44",)
    assert [replace(both, **{name: changes[name]}).overlaps(SETTINGS) for name in ("commit", "precision")] == [(), ()]


def test_a_request_reads_back():
    one = request(3, state="FAILED", why="no")
    assert request_of(one.to_json(), one.path) == one


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("{", ""), "not a request"),
        (('"PENDING"', '"DONE"'), "state"),
        (('"user": "ann"', '"user": 3'), "user"),
        (('"lease": 0.0', '"lease": NaN'), "lease"),
        (('"why": ""', '"why": "", "more": 1'), "more"),
        (('"precision": "auto"', '"precision": "float64"'), "of this version"),
        (('"model": "org/tiny0"', '"model": "../../x"'), "of this version"),
    ],
)
def test_what_is_not_a_request_says_so(change, said):
    one = request()
    with pytest.raises(InputError, match=said):
        request_of(one.to_json().replace(*change), one.path)
    with pytest.raises(InputError, match="another name"):
        request_of(one.to_json(), "requests/elsewhere.json")


def test_a_request_of_before_licences_were_kept_is_read():
    one = request(license="mit", base="org/base", relation="finetune")
    record = json.loads(one.to_json())
    for name in ("license", "base", "relation"):
        del record[name]
    assert request_of(json.dumps(record), one.path) == request()


def test_a_file_put_there_by_hand_does_not_hide_the_others(hub, book):
    filled(hub, request())
    hub.asked.keep(hub.asked.files | {"requests/x.json": b"{", "requests/y.json": b" " * 30_000, "README.md": b"#"})
    page = book.read()
    assert (len(page.requests), page.unreadable) == (1, 1)


# submitting


def test_a_model_is_queued_at_the_commit_that_was_looked_at(hub, book):
    hub.model.card = {"license": "mit", "base_model": "org/base", "base_model_relation": "finetune"}
    one = submitted(book)
    assert stored(hub) == {NAME: one}
    assert one.card == ModelCard(105, "mit", "org/base", "finetune")
    assert (one.state, one.user, one.parameters, one.settings.commit) == ("PENDING", "ann", 105, hub.model.sha)
    assert one.questions == 1144 * 44
    assert Protocol().knows(one.settings)
    assert not Protocol(personas=24).knows(one.settings)
    assert not Protocol(seed=1).knows(one.settings)


def test_the_same_twice_is_refused_with_a_link(hub, book):
    one = submitted(book)
    with pytest.raises(
        Duplicate, match=r"bfi44 of somebody/tiny at commit .{8} with these settings: queued already, submitted by ann"
    ) as found:
        submitted(book, Wanted(NAME, revision="main", instruments=("moral131", "bfi44")), "ben")
    assert found.value.address == f"{hub.url}/datasets/{REQUESTS}/blob/main/{one.path}"
    submitted(book, Wanted(NAME, instruments=("moral131",)), "ben")
    submitted(book, Wanted(NAME, precision="float32"), "ben")
    assert hub.asked.commits == 3
    held = take(book, "w", NOW, takes=lambda request: request.path == one.path)
    ended(book, held, lambda held: held.finished(NOW, ("https://hub/result",)))
    with pytest.raises(Duplicate, match="evaluated already; see https://hub/result"):
        submitted(book)
    hub.model.keep(hub.model.files | {"README.md": b"new"})
    assert submitted(book).settings.commit == hub.model.sha, "another commit is another request"


def test_what_failed_can_be_submitted_again(hub, book):
    submitted(book)
    ended(book, take(book, "w", NOW, takes=lambda one: True), lambda held: held.failed(NOW, "no"))
    assert submitted(book, now=NOW + 1) == stored(hub)[NAME]
    assert (stored(hub)[NAME].state, stored(hub)[NAME].why) == ("PENDING", "")


def test_two_who_submit_the_same_at_once(hub, book):
    def one(user):
        try:
            return submitted(RequestBook(token="t", patience=PATIENCE), user=user).user
        except Duplicate as reason:
            return str(reason)

    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(one, "abcdef"))
    assert sum("queued already" in said for said in found) == 5
    assert hub.asked.commits == 1


def test_a_user_has_so_many_a_week(hub, book):
    filled(hub, *(request(number) for number in range(PER_WEEK)))
    with pytest.raises(InputError, match=r"5 requests in the last seven days.*possible in 7 days"):
        submitted(book, now=NOW + PER_WEEK)
    submitted(book, user="ben", now=NOW + PER_WEEK)
    assert submitted(book, Wanted(NAME, mode="generate"), now=NOW + WEEK + PER_WEEK).user == "ann"


@pytest.mark.parametrize(
    ("wanted", "user", "said"),
    [
        (Wanted(NAME), "", "needs a login"),
        (Wanted("somebody/none"), "ann", "there is no model somebody/none"),
        (Wanted("../x"), "ann", "is not an id of a model"),
        (Wanted(NAME, revision="v9"), "ann", "has no such revision"),
        (Wanted(NAME, instruments=()), "ann", "unknown instrument"),
        (Wanted(NAME, instruments=("bfi2",)), "ann", "unknown instrument 'bfi2'; use one of bfi44"),
        (Wanted(NAME, precision="int4"), "ann", "unknown precision 'int4'; use one of auto"),
        (Wanted(NAME, mode="guess"), "ann", "unknown mode 'guess'; use one of probabilities"),
        (Wanted(NAME, thinking="maybe"), "ann", "unknown thinking 'maybe'; use one of on, off"),
        (Wanted(NAME, thinking="on"), "ann", "thinks first has no next-token probabilities"),
    ],
)
def test_what_cannot_be_submitted_says_why(hub, book, wanted, user, said):
    with pytest.raises(InputError, match=said):
        submitted(book, wanted, user)
    assert hub.asked.files == {}


def test_models_that_cannot_be_evaluated_are_refused(hub, book):
    hub.model.gated = True
    with pytest.raises(InputError, match="is gated"):
        submitted(book)
    hub.model.gated = False
    with pytest.raises(InputError, match="give a smaller model"):
        submit(Wanted(NAME), "ann", book, now=NOW, hardware=replace(ROOM, memory=GB))
    pickled = put(hub, "somebody/pickled", PLAIN)
    pickled.files["pytorch_model.bin"] = pickled.files.pop("model.safetensors")
    with pytest.raises(InputError, match="no safetensors weights"):
        submitted(book, Wanted("somebody/pickled"))
    assert hub.asked.files == {}


def test_the_precision_decides_how_much_memory_is_needed(hub, book):
    assert submitted(book, Wanted(NAME, precision="float32")).memory == 105 * 4
    assert submitted(book, Wanted(NAME, precision="bfloat16")).memory == 105 * 2


def test_models_are_found_by_a_part_of_their_id(hub):
    put(hub, "somebody/Tiny-Chat")
    assert search(" TINY ") == [NAME, "somebody/Tiny-Chat"]
    assert search("tiny", most=1) == [NAME]


# taking


def test_every_request_is_taken_by_one_worker(hub):
    filled(hub, *map(request, range(8)))

    commits, met = itertools.count(), Barrier(3)

    def meet(what, method, path):
        if what == "request" and "/commit/" in path and next(commits) < 3:
            met.wait(PATIENCE)  # all three follow the same commit, so that two come too late
        return False

    hub.loses = meet

    def worker(name):
        book, taken = RequestBook(token="t", patience=PATIENCE), []
        while one := take(book, name, NOW, takes=lambda one: True):
            taken.append(one.settings.model)
            ended(book, one, lambda held: held.finished(NOW, ()))
        return taken

    with ThreadPoolExecutor(3) as pool:
        taken = [model for models in pool.map(worker, ("a", "b", "c")) for model in models]
    assert Counter(taken) == {f"org/tiny{number}": 1 for number in range(8)}
    assert {(one.state, one.takes) for one in stored(hub).values()} == {("FINISHED", 1)}
    refused = sum(code == 412 for _, path, code in hub.log if "/commit/" in path)
    assert hub.asked.commits == 1 + 16
    assert refused > 0, "workers met, and the Hub refused the second"


def test_requests_are_taken_in_order_if_they_fit(hub, book):
    filled(hub, request(2), request(1), request(0, memory=10**12))
    first, second = (take(book, name, NOW, takes=lambda one: ROOM.takes(one.memory)) for name in "ab")
    assert [one.settings.model for one in (first, second)] == ["org/tiny1", "org/tiny2"]
    assert take(book, "c", NOW, takes=lambda one: ROOM.takes(one.memory)) is None


@pytest.mark.parametrize("what", ["request", "answer"])
def test_a_lost_connection_takes_a_request_once(hub, book, what):
    filled(hub, request())
    loses(hub, what, 2)
    one = take(book, "w", NOW, takes=lambda one: True)
    assert (stored(hub)["org/tiny0"], one.takes, one.idle_takes) == (one, 1, 1)
    assert hub.asked.commits == 2


def test_a_lost_answer_submits_once(hub, book):
    loses(hub, "answer", 1)
    hub.model.card = {"license": "mit", "base_model": "org/base", "base_model_relation": "finetune"}
    one = submitted(book)
    assert stored(hub) == {NAME: one}
    assert one.card == ModelCard(105, "mit", "org/base", "finetune")
    assert hub.asked.commits == 1


def test_a_hub_that_never_answers_is_said(hub):
    hub.loses = lambda what, method, path: True
    with pytest.raises(HubUnreachable, match=r"persona-collapse/requests is not available: .* try again later"):
        RequestBook(token="t", patience=0.5).read()
    hub.loses = lambda what, method, path: False
    with pytest.raises(InputError, match="the Hub has no dataset a/b"):
        RequestBook("a/b", token="t").read()
    hub.refused = "Bearer stranger"
    with pytest.raises(InputError, match="the Hub refuses this token"):
        RequestBook(token="stranger").read()


def test_a_lease_that_is_not_renewed_ends(hub, book):
    filled(hub, request())
    take(book, "w", NOW, lease=10, takes=lambda one: True)
    assert release_stale(book, NOW + 10) == []
    assert take(book, "other", NOW + 10, takes=lambda one: True) is None
    (freed,) = release_stale(book, NOW + 11)
    assert (freed.state, freed.why, freed.submitted) == ("PENDING", "w has not reported since its lease ended", NOW)
    held = take(book, "other", NOW + 12, takes=lambda one: True)
    assert (held.worker, held.takes) == ("other", 2)
    with pytest.raises(Lost):
        ended(book, replace(held, worker="w"), lambda one: one.finished(NOW, ()))


def test_a_worker_resumes_what_it_had(hub, book):
    filled(hub, request(1), request(0))
    first = take(book, "w", NOW, takes=lambda one: True)
    ended(book, take(book, "v", NOW, takes=lambda one: True), lambda held: held.given_back("later"))
    again = take(book, "w", NOW + 1, takes=lambda one: True)
    assert (first.settings.model, again.settings.model, again.takes) == ("org/tiny0", "org/tiny0", 2)


def test_a_request_that_ends_its_workers_fails(hub, book):
    filled(hub, request())
    for number in range(IDLE_TAKES):
        take(book, f"w{number}", NOW + number, lease=0.1, takes=lambda one: True)
        release_stale(book, NOW + number + 0.5)
    assert stored(hub)["org/tiny0"].state == "FAILED"
    assert "3 workers ended before it gave an answer" in stored(hub)["org/tiny0"].why


def test_giving_back_does_not_count():
    one = request().taken("w", NOW, 10).taken("v", NOW, 10)
    assert (one.given_back("later").idle_takes, one.given_back("later").takes) == (1, 2)


def test_progress_starts_the_count_again():
    one = request().taken("w", NOW, 10).taken("w", NOW, 10).renewed(NOW, 10, 5)
    assert (one.idle_takes, one.takes, one.done, one.lease) == (0, 2, 5, NOW + 10)
    assert one.taken("w", NOW, 10).renewed(NOW, 10, 5).idle_takes == 1, "no more than before"


# the queue


def test_places_and_times_rest_on_what_was_measured():
    done = replace(request(0).taken("w", NOW, 9).finished(NOW + 100, ()), parameters=10**6)
    running = replace(request(1).taken("w", NOW + 100, 900), done=528)
    stale = replace(request(2).taken("v", NOW, 1), parameters=2 * 10**6)
    other = replace(request(3), settings=replace(request(3).settings, mode="generate"))
    page = Page(
        "c", {one.path: one for one in (other, stale, running, done, request(4, state="FAILED", ended=NOW + 1))}
    )
    queue = queue_of(page, NOW + 101)
    assert [(one.request.settings.model, one.share, one.seconds) for one in queue.running] == [
        ("org/tiny1", 0.5, pytest.approx(50))
    ]
    assert [(one.request.settings.model, one.place, one.seconds) for one in queue.pending] == [
        ("org/tiny2", 1, pytest.approx(50 + 200)),
        ("org/tiny3", 2, None),
    ], "stale counts as pending; how long replies in words take is not known yet"
    assert [one.settings.model for one in queue.ended] == ["org/tiny0", "org/tiny4"]
    assert queue_of(Page("c"), NOW).pending == ()


def test_a_hundred_requests_are_listed_in_less_than_a_second(hub, book):
    filled(hub, *map(request, range(100)))
    assert len(queue_of(book.read(), NOW).pending) == 100
    take(book, "w", NOW, takes=lambda one: True)
    before, began = len(hub.log), time.process_time()
    queue = queue_of(book.read(), NOW)
    assert time.process_time() - began < 1
    assert (len(queue.running), len(queue.pending)) == (1, 99)
    assert len(hub.log) - before == 3, "what is new, the list of files, and the one that changed"
    book.read()
    assert len(hub.log) - before == 4
