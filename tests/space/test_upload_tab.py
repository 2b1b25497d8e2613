"""The tab for uploads without a browser: what it shows of a file, how a guess is corrected, what is submitted."""

import asyncio
from dataclasses import asdict
from pathlib import Path

import gradio as gr
import pytest

from persona_collapse.errors import InputError
from persona_collapse.simulation import simulate
from persona_collapse.tables import encoded
from space.asking.runs import ALL, Run
from space.desk.job_folder import Progress
from space.desk.sightings import Sighting
from space.files.received import NO_COLUMN, ordered, receive
from space.files.uploads import SAMPLE, Upload, checked
from space.page import upload_fields, upload_job, upload_tab
from space.page.errors import as_shown
from space.page.run_tab import restored
from space.page.turns import Turns
from space.settings import SpaceSettings


class Desk:
    """Remembers what it is given, and says that it failed."""

    settings = SpaceSettings(Path())

    def submit(self, request, visitor, credential=None):
        self.given = request, visitor
        return "A" * 22

    async def watch(self, id, enough):
        yield Sighting(id, "upload", "a.csv", "running", 0, Progress("measuring"), "", ())
        yield Sighting(id, "upload", "a.csv", "failed", 0, Progress(), "out of <luck>", ())


class Request:
    """A visitor's request, as far as the desk wants to know."""

    headers = None
    client = None
    session_hash = "ann"


@pytest.fixture(scope="module")
def desk():
    return Desk()


@pytest.fixture(scope="module")
def page(desk):
    with gr.Blocks() as page, gr.Tab("Score your own answers"):
        upload_tab.upload_tab(desk)
    return page


def handler(page, name):
    """The function behind an event, and how many components it fills."""
    (found,) = {one.fn: len(one.outputs) for one in page.fns.values() if one.fn and one.fn.__name__ == name}.items()
    return found


def csv(path, columns):
    path.write_bytes(encoded(columns, ".csv"))
    return str(path)


def odd(tmp_path, rows=3, **beside):
    """Answers under names that say nothing."""
    values = simulate("human", rows).values.astype(int)
    return csv(tmp_path / "odd.csv", {**beside, **{f"q{n}": values[:, n].tolist() for n in range(44)}})


def test_what_is_said_of_a_file(tmp_path):
    sample = receive(str(SAMPLE))
    assert sample.sentences == (
        "sample.csv: 120 rows, 51 columns. Big Five Inventory, 44 items: all 44 items are there, bfi44_1 to bfi44_44. Respondents "
        "are named by column respondent. Trait labels: Extraversion, Agreeableness, Conscientiousness, Neuroticism, Openness."
    )
    assert sample.is_complete
    assert sample.table[6] == ["item 7: is helpful and unselfish with others", "bfi44_7"]
    texts = receive(csv(tmp_path / "t.csv", {"text": ["a", "b"], "persona": ["x", "y"]}))
    assert (texts.kind, texts.sentences) == (
        "texts",
        "t.csv: 2 rows, 2 columns. Texts are in column text, their personas in persona.",
    )


def test_a_wrong_guess_is_corrected(tmp_path):
    found = receive(odd(tmp_path))
    assert not found.is_complete
    assert "0 of 44 items were found; choose columns below for item 1: is talkative" in found.sentences
    whole = ordered(found, "q0")
    assert whole.is_complete
    swapped = whole.corrected("bfi44_1", "q1").corrected("bfi44_2", "q0")
    assert swapped.table[:2] == [["item 1: is talkative", "q1"], ["item 2: tends to find fault with others", "q0"]]
    without = swapped.corrected("bfi44_1", NO_COLUMN)
    assert (without.table[0][1], without.is_complete) == (NO_COLUMN, False)


def test_the_page_fills_every_component(page, tmp_path):
    take, (_, outputs) = upload_tab._take, handler(page, "taken")
    shown = take(str(SAMPLE))
    assert len(shown) == outputs == len(take(csv(tmp_path / "a.csv", {"a": []})))
    assert shown[-1]["interactive"]
    corrected, outputs = handler(page, "_corrected")
    shown = corrected(shown[0], "bfi44_7", NO_COLUMN)
    assert (len(shown), shown[-1]["interactive"]) == (outputs, False)
    as_kind, _ = handler(page, "_as_kind")
    assert as_kind(shown[0], "moral131")[0].kind == "moral131"
    with pytest.raises(gr.Error, match="Choose first what"):
        corrected(shown[0], None, "bfi44_7")


def test_what_cannot_be_read_is_said_in_place_of_what_was_found(page, tmp_path):
    take = upload_tab._take
    file = tmp_path / "<img src=x onerror=alert(1)>.csv"
    file.write_bytes(b"a\n\0\n")
    received, said, *_, measure = take(str(file))
    assert received is None
    assert (
        said
        == '<p role="alert">_img src_x onerror_alert(1)_.csv, line 2 holds a null byte; save the file as plain UTF-8 text.</p>'
    )
    assert measure == gr.update(interactive=False)


def test_what_a_visitor_wrote_is_escaped(page, tmp_path):
    take = upload_tab._take
    _, said, *_ = take(csv(tmp_path / "a.csv", {"text": ["x"], "persona": ["<script>"]}))
    assert "<script>" not in said
    first = receive(odd(tmp_path, who=["x", "y", "z"], **{"<b>q</b>": [1, 2, 3]})).corrected("bfi44_1", "<b>q</b>")
    whole = ordered(first, "q0").corrected("bfi44_1", "<b>q</b>")
    shown = upload_fields.shown_of(whole)[1]
    assert "&lt;b&gt;q&lt;/b&gt; to q43" in shown
    assert "<b>" not in shown
    assert "&lt;b&gt;" in str(as_shown(InputError("column <b> is missing")))


def test_what_is_submitted(page, desk):
    sample = receive(str(SAMPLE))
    begin, outputs = handler(page, "begin")
    updates = asyncio.run(_all(begin(None, sample, None, "bundled", "", 200, None, Request())))
    upload, visitor = desk.given
    assert upload == Upload(str(SAMPLE), "sample.csv", dict(sample.mapping))
    assert visitor.session == "ann"
    assert [len(one) for one in updates] == [outputs, outputs, outputs]
    assert updates[-1] == (gr.skip(),) * outputs
    assert [(one[0], one[2]["interactive"]) for one in updates[:-1]] == [("A" * 22, False), ("A" * 22, True)]
    assert "Out of &lt;luck&gt;." in updates[1][1]
    for given, said in (
        ((None, None), "There is no file to measure"),
        (("another.csv", sample), "The file is still being read; press again"),
    ):
        refused, _ = asyncio.run(_all(begin(*given, None, "bundled", "", 200, None, Request())))
        assert refused[1].startswith(f'<p role="alert">{said}'), "it is said beside the button"
        assert (len(refused), refused[2]["interactive"]) == (outputs, True)


class Slow(Desk):
    """Jobs that go on until they are stopped."""

    def __init__(self):
        self.begun, self.stopped = [], []

    def submit(self, request, visitor, credential=None):
        self.begun.append(f"{len(self.begun):022}")
        return self.begun[-1]

    def stop(self, id):
        self.stopped.append(id)

    async def watch(self, id, enough):
        yield Sighting(id, "upload", "a.csv", "running", 0, Progress("measuring"), "", ())
        while not enough() and id not in self.stopped:
            await asyncio.sleep(0)


def test_a_press_while_the_file_is_measured_leaves_no_job_that_nobody_sees():
    desk, sample = Slow(), receive(str(SAMPLE))
    with gr.Blocks() as page, gr.Tab("Score your own answers"):
        upload_tab.upload_tab(desk)
    (begin, _), (nothing, _) = handler(page, "begin"), handler(page, "nothing")

    async def presses():
        def pressed(*values):
            return asyncio.create_task(_all(begin(None, sample, None, "bundled", "", 200, None, Request(), *values)))

        said = [sample.kind, "", "", "", False, False, "", "", False]
        twice = [pressed(*said), pressed(*said)]
        assert await twice[1] == [], "the second press changes nothing"
        while not desk.begun:
            await asyncio.sleep(0)
        assert await pressed(*said) == []
        otherwise = pressed(*said[:1], "99", *said[2:])
        await twice[0]
        assert desk.stopped == desk.begun[:1], "what is measured otherwise takes the place of the first"
        while len(desk.begun) < 2:
            await asyncio.sleep(0)
        await nothing(Request())
        await otherwise
        assert desk.stopped == desk.begun, "a file that was taken away is not measured on"
        again = pressed(*said)
        while len(desk.begun) < 3:
            await asyncio.sleep(0)
        desk.stop(desk.begun[2])
        await again

    asyncio.run(presses())
    assert len(desk.begun) == 3


def test_a_view_is_filled_by_one_job_at_a_time_and_by_the_last():
    """The older job sends nothing after the newer one has begun, whatever it was at."""

    async def job(name, sends, sent, at=None):
        async with sends.taken("page") as turn:
            for number in range(50):
                await asyncio.sleep(0)
                if turn.is_over:
                    return
                sent.append((name, number))
                if at and number == 1:
                    at.set()

    async def three():
        turns, sent, begun = Turns(), [], asyncio.Event()
        first = asyncio.create_task(job("a", turns, sent, begun))
        await begun.wait()
        later = [asyncio.create_task(job(name, turns, sent)) for name in "bc"]
        await asyncio.gather(first, *later)
        before = [name for name, _ in sent]
        again = asyncio.create_task(job("d", turns, sent, begun := asyncio.Event()))
        await begun.wait()
        await turns.end("page")
        count = len(sent)
        await again
        assert len(sent) == count, "nothing comes after the file was taken away"
        assert turns._now == {}
        return before

    order = asyncio.run(three())
    assert order == sorted(order), "never an older one after a newer one"
    assert 2 <= order.count("a") < 50
    assert order.count("c") == 50, "the last one is shown whole"
    assert order.count("b") == 0, "its turn was over before it began"


async def _all(updates):
    return [one async for one in updates]


def test_people_of_ones_own(tmp_path):
    sample, people = receive(str(SAMPLE)), receive(odd(tmp_path, rows=60))
    with pytest.raises(InputError, match="there is no file of people"):
        upload_job.upload_of(sample, None, "own")
    with pytest.raises(InputError, match=r"odd\.csv has no complete set"):
        checked(upload_job.upload_of(sample, people, "own"))
    whole = upload_job.upload_of(ordered(people, "q0"), people, "own")
    assert checked(whole).reference == people.path
    assert upload_job.upload_of(sample, people, "bundled").reference == ""


def test_the_form_of_a_run_is_restored_and_its_job_is_in_the_address():
    settings = SpaceSettings(Path())
    run = Run("gpt", "endpoint", ALL, 200, "generate", None, None, 7, "https://example.org/v1")
    found = restored(asdict(run), settings)
    assert (found["place"], found["instrument"], found["personas"], found["seed"]) == ("endpoint", "all", 200, 7)
    assert (found["url"], found["model"]["value"], found["endpoint"]["visible"]) == (run.base_url, "gpt", True)
    simulated = restored(asdict(Run("simulated:noise", "simulated", ("bfi44",), 24, temperature=1.2)), settings)
    assert (simulated["kind"]["value"], simulated["temperature"], simulated["samples"]) == ("noise", 1.2, 1)
    assert restored(asdict(Upload("a.csv", "a.csv")), settings) == {}
    assert "key" not in found


def test_cells_are_looked_at_before_a_job_is_queued(tmp_path):
    wrong = ordered(receive(odd(tmp_path, mood=["High", "odd", "Low"])), "q0")
    with pytest.raises(InputError, match=r"respondent 2, column mood: 'odd' is not a level"):
        checked(upload_job.upload_of(wrong.corrected("Openness", "mood"), None, "bundled"))
    with pytest.raises(InputError, match=r"odd\.csv, row 1 \(line 2\), column mood: 'High' is not a number"):
        checked(upload_job.upload_of(wrong.corrected("bfi44_1", "mood"), None, "bundled"))


def test_a_label_that_is_none_is_said_when_the_file_comes(tmp_path):
    values = simulate("human", 3).values.astype(int)
    items = {f"bfi44_{n + 1}": values[:, n].tolist() for n in range(44)}
    found = receive(csv(tmp_path / "a.csv", {**items, "Openness": ["High", "odd", "Low"]}))
    assert "respondent 2, column Openness: 'odd' is not a level" in found.sentences


def test_an_upload_goes_through_the_desk(tmp_path):
    from space.desk.job_folder import JobFolder
    from space.desk.worker import work
    from space.settings import SpaceSettings

    folder = JobFolder.new(tmp_path, "upload", Upload(str(SAMPLE), "sample.csv"))
    assert folder.record["request"]["path"] == str(folder.path / "answers.csv")
    end = work(folder, None, SpaceSettings(tmp_path))
    assert (end.state, end.words, folder.finished) == ("finished", "", ("bfi44",))
    page = (folder.results / "bfi44" / "report.html").read_text()
    assert "sample.csv" in page
    assert str(tmp_path) not in page
