"""Published samples of people: their files read by hand-made lines, fetched over HTTP, checked, kept, used by name."""

import hashlib
import http.server
import json
import threading
import zipfile
from dataclasses import replace

import numpy as np
import pytest

from persona_collapse.errors import InputError
from persona_collapse.hub import samples as kept
from persona_collapse.instruments import catalogue
from persona_collapse.references import samples as published
from tests.conftest import REAL, WITHOUT

OPEN, JOHNSON = (published.samples()[name] for name in ("openpsychometrics-ipip50", "johnson-ipip-neo-120"))
PEOPLE = REAL / "field" / "ipip50_openpsychometrics_2000.tsv"
RNG = np.random.default_rng(5)


def johnson_lines(answers):
    """Lines as released: 31 characters about the respondent, reversed items turned."""
    turned = [item.key < 0 for item in catalogue.bundled("ipip-neo-120").items]
    for number, row in enumerate(answers, 1):
        cells = [6 - one if turn and one else one for one, turn in zip(row, turned, strict=True)]
        yield f"{number:6d}130000000100111USA      "[:31].ljust(31) + "".join(map(str, cells))


def test_reversed_items_of_johnsons_file_are_turned_back(tmp_path):
    answers = RNG.integers(1, 6, (4, 120))
    incomplete = answers[0].copy()
    incomplete[3] = 0
    path = tmp_path / "IPIP120.dat"
    path.write_bytes("\r\n".join([*johnson_lines([*answers, incomplete]), "short"]).encode())
    found = published.read_sample(JOHNSON, path)
    assert found.values.tolist() == answers.tolist(), "complete ones, as they were answered"
    assert found.instrument.id == "ipip-neo-120"
    assert found.source == JOHNSON.name


def table(rows):
    columns = [item.columns[1] for item in catalogue.bundled("ipip50").items]
    lines = ["\t".join([*columns, "EXT1_E", "IPC", "country"])]
    return "\n".join(lines + ["\t".join(map(str, row)) for row in rows]).encode()


@pytest.fixture
def archive(tmp_path):
    """Three people as released: one whole, one who left out an item, one from an address that answered often."""
    whole, gap, often = RNG.integers(1, 6, (3, 50)).tolist()
    rows = [[*whole, 900, 1, "DE"], [0, *gap[1:], 900, 1, "US"], [*often, 900, 7, "US"], ["NULL"] * 50 + [1, 1, "US"]]
    path = tmp_path / "raw.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("IPIP-FFM-data-8Nov2018/data-final.csv", table(rows))
        packed.writestr("IPIP-FFM-data-8Nov2018/codebook.txt", "words")
    return path, whole


def test_only_complete_people_who_answered_once(archive):
    path, whole = archive
    assert published.read_sample(OPEN, path).values.tolist() == [whole]


def test_the_shared_people_are_read_and_drawn_by_seed():
    if not PEOPLE.exists():
        pytest.skip(WITHOUT)
    everybody = published.read_sample(OPEN, PEOPLE, size=10**6)
    assert len(everybody) == 2000, "these are complete; the archive above has one who is not"
    some, again, others = (published.read_sample(OPEN, PEOPLE, size=300, seed=seed) for seed in (1, 1, 2))
    assert len(some) == 300
    assert some.respondents == again.respondents
    assert some.respondents != others.respondents
    alphas = catalogue.bundled("ipip50").keying()
    assert alphas is not None
    scores = alphas.scores(everybody.values)
    assert scores.mean(axis=0) == pytest.approx([3.0, 3.8, 3.4, 3.0, 3.9], abs=0.3), (
        "reversed items are turned by their keys"
    )


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"a,b\n1,2\n", b"x" * 500, table([])])
@pytest.mark.parametrize(("sample", "name"), [(OPEN, "raw.zip"), (OPEN, "raw.csv"), (JOHNSON, "raw.dat")])
def test_another_file_is_one_sentence(tmp_path, sample, name, content):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match="give https://") as found:
        published.read_sample(sample, tmp_path / name)
    assert "\n" not in str(found.value)


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A machine of its own."""
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HOME", str(tmp_path / "hf"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def released(machine, monkeypatch):
    """A sample that is published on loopback: 200 people in Johnson's form."""
    answers = np.random.default_rng(1).integers(1, 6, (200, 120))
    content = "\n".join(johnson_lines(answers)).encode()

    class Site(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200 if self.path == "/people.dat" else 404)
            self.end_headers()
            if self.path == "/people.dat":
                self.wfile.write(content)

        def log_message(self, *words):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sample = replace(
        JOHNSON,
        name="released",
        address=f"http://127.0.0.1:{server.server_port}/people.dat",
        sha256=hashlib.sha256(content).hexdigest(),
    )
    monkeypatch.setattr(published, "samples", lambda: {"released": sample})
    yield sample
    server.shutdown()
    server.server_close()


def test_fetched_kept_and_used_by_name(released, machine, cli, few_pairs):
    code, listed, _ = cli("reference", "list")
    assert "persona-collapse reference fetch released" in listed
    code, _, said = cli("measure", "nothing.csv", "--reference", "released")
    assert code == 2
    code, _, said = cli("reference", "fetch", "released", "--size", 150, "--yes")
    assert code == 0, said
    assert said.index(released.terms) < said.index("wrote"), "terms before anything is downloaded"
    note = json.loads(kept.local_file("released").with_suffix(".json").read_text())
    assert (note["sha256"], note["people"], note["seed"]) == (released.sha256, 150, 0)
    assert "on this machine" in cli("reference", "list")[1]
    cli("run", "simulated:human", "--instrument", "ipip-neo-120", "--personas", 60, "--out", "run")
    code, _, said = cli("measure", "run", "--reference", "released", "--json", "found.json")
    assert code == 0, said
    assert json.loads((machine / "found.json").read_text())["reference"]["source"] == "released"


def test_nothing_is_downloaded_without_a_yes(released, cli):
    code, _, said = cli("reference", "fetch", "released")
    assert code == 2
    assert "nothing was downloaded; to download it: persona-collapse reference fetch released --yes" in said
    assert not kept.local_file("released").exists()


def test_another_checksum_leaves_nothing_behind(released, machine):
    wrong = replace(released, sha256="0" * 64)
    with pytest.raises(InputError, match=f"its SHA-256 is {released.sha256}, expected 000"):
        kept.fetch(wrong)
    assert list(kept.local_file("released").parent.iterdir()) == []


def test_what_cannot_be_downloaded_is_given_as_a_file(released, machine):
    gone = replace(released, address=released.address.replace("people", "gone"))
    with pytest.raises(InputError, match=r"could not be downloaded .* give it with --from PATH"):
        kept.fetch(gone)
    with pytest.raises(InputError, match="file not found"):
        kept.fetch(gone, machine / "nowhere.dat")
    import urllib.request

    with urllib.request.urlopen(released.address) as answer:
        (machine / "here.dat").write_bytes(answer.read())
    assert kept.fetch(gone, machine / "here.dat", size=20).exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("reference", "fetch", "calibrated-2058"), "calibrated-2058 is bundled; to fetch: twin2k500, "),
        (("reference", "fetch", "nobody"), "no sample of people is called 'nobody'; to fetch: twin2k500, "),
        (("reference", "fetch", "johnson-ipip-neo-120", "--size", 0), "--size 0: give at least 1"),
    ],
)
def test_mistakes_are_one_line(cli, machine, arguments, words):
    code, _, said = cli(*arguments)
    assert code == 2
    assert words in said
    assert said.count("\n") == 1
