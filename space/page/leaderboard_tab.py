"""The leaderboard: where models, people and known collapses stand; two of them side by side; results submitted."""

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

import gradio as gr

from persona_collapse.errors import InputError
from persona_collapse.hub.submission import Submissions
from persona_collapse.instruments import catalogue
from space.board import rows, submissions
from space.board.comparison import compared
from space.board.domains import domain_view, in_domains
from space.board.entries import CALIBRATED, PAPER, Entry, bundled_results, by_title, standing
from space.board.families import families_view
from space.board.results import SubmittedResults
from space.board.table import page_table
from space.desk.jobs import Desk
from space.files.spoken import of_a_run
from space.page import board_address, wording
from space.page.domain_tab import domain_tab
from space.page.errors import shown_errors
from space.page.login import granted
from space.sentences import sentence

INSTRUMENTS = tuple(one.id for one in catalogue.questionnaires() if one.can_be_asked)
PRIVATE: Any = "private"
FILTERS = 9
"""Controls that choose rows and columns, the first ones of an address."""


def leaderboard_tab(desk: Desk, results: SubmittedResults, tab: Any = None, tabs: Any = None) -> None:
    """Make the tab.

    Parameters
    ----------
    desk : has the results of jobs; its settings name the dataset of submitted results
    results : of that dataset
    tab : the tab itself; the dataset is read when it is opened
    tabs : that it is one of; it is chosen when the page's address is of a view of the leaderboard
    """
    gr.Markdown(wording.LEADERBOARD)
    start = standing(bundled_results())
    entries = gr.State(start)
    *filters, licence, asked, refresh = _filters(start)
    filters += [licence, asked]
    note = gr.HTML(f"<p>{escape(wording.BUNDLED)}</p>", elem_id="board-told")
    tables, models, domains = _tables(start, results)
    with gr.Accordion("How to read the table", open=False, elem_id="board-read"):
        gr.Markdown(wording.LEADERBOARD_READ)
    with gr.Accordion("Two rows side by side", open=True, elem_id="board-pair"):
        gr.Markdown(wording.SIDE_BY_SIDE)
        pair = _side_by_side(entries, start)
    with gr.Accordion("Submit a result", open=False, elem_id="board-submit"):
        gr.Markdown(wording.SUBMIT)
        if not desk.settings.has_login:
            gr.Markdown(wording.NO_LOGIN_TO_SUBMIT)
        _submission(desk)

    def read(*chosen: Any, anew: bool = True) -> tuple[Any, ...]:
        *filtered, names = chosen
        with shown_errors():
            try:
                return refreshed(desk.settings.results, results.read(anew=anew), *filtered, models=names)
            except InputError as reason:  # an error would lie over the table, which is still good
                return tuple(said(reason) if one is note else gr.skip() for one in (*outputs, licence))

    def opened(*chosen: Any) -> tuple[Any, ...]:
        return read(*chosen, anew=False)

    for one in filters:
        one.change(both, [entries, *filters], tables, show_progress="hidden", api_visibility=PRIVATE)
    hub: Any = {"concurrency_limit": 4, "concurrency_id": "hub", "api_visibility": PRIVATE}
    outputs = [entries, *tables, note, *pair, models, domains]
    refresh.click(read, [*filters, models], [*outputs, licence], **hub)
    if tab is not None and tabs is not None:
        controls = [*filters, *pair, models]
        script = board_address.writes(INSTRUMENTS[0])
        tab.select(opened, [*filters, models], [*outputs, licence], show_progress="hidden", **hub)
        for event in (tab.select, *(one.change for one in controls)):
            event(None, controls, None, js=script, api_visibility=PRIVATE)

        def from_address(request: gr.Request) -> tuple[Any, ...]:
            with shown_errors():
                view = board_address.read(request.query_params, INSTRUMENTS)
                if view is None:
                    return tuple(gr.skip() for _ in (tabs, *outputs, *filters))
                *chosen, known, how = list(view.values())[: len(filters)]
                *shown, licences = restored(view, results, read)
                return gr.Tabs(selected="board"), *shown, *chosen, gr.update(choices=licences, value=known), how

        page: Any = gr.context.Context.root_block
        page.load(from_address, None, [tabs, *outputs, *filters], show_progress="hidden", **hub)


def restored(view: dict[str, Any], results: SubmittedResults, read: Callable[..., Any]) -> list[Any]:
    """What is shown of the view that an address describes: the board as it is read, with its rows and models chosen; and
    the licences that can be chosen.

    Parameters
    ----------
    view : what `board_address.read` returns
    results : of the Hub
    read : reads them for the board
    """
    *shown, _, _, _, _, _ = read(*list(view.values())[:FILTERS], view["models"], anew=False)
    entries, domains = standing(results.last), in_domains(results.last)
    titles, licences = list(by_title(entries)), rows.licences(entries)
    if view["licence"] not in licences:
        licences.append(view["licence"])
    pair = [
        gr.update(choices=titles, value=view[name] if view[name] in titles else None) for name in ("first", "second")
    ]
    names = [one.name for one in domains]
    models = [one for one in view["models"] if one in names]
    return [*shown, *pair, gr.update(choices=names, value=models), domain_view(domains, models), licences]


def _filters(start: tuple[Entry, ...]) -> tuple[Any, ...]:
    """Instrument, words, order, kinds of rows, numbers, size, licence and way of asking, and the button that reads the Hub anew."""
    with gr.Row():
        chosen = (
            gr.Dropdown(
                [("all", ""), *((one, one) for one in INSTRUMENTS)],
                value=INSTRUMENTS[0],
                label="Instrument",
                elem_id="board-instrument",
                min_width=150,
            ),
            gr.Textbox(label="Search", placeholder="a word", max_length=100, elem_id="board-search", min_width=150),
            gr.Dropdown(
                [("as listed", ""), *rows.sortable()],
                value=rows.RANKED,
                label="Order by",
                elem_id="board-order",
                min_width=220,
            ),
            gr.Checkbox(label="Lowest first", elem_id="board-lowest", min_width=120),
            gr.Dropdown(list(rows.SHOWN), value=rows.ALL, label="Rows", elem_id="board-rows", min_width=150),
        )
    with gr.Row():
        return (
            *chosen,
            gr.Dropdown(
                rows.sortable(),
                value=list(rows.USUAL),
                multiselect=True,
                label="Numbers beside human-likeness",
                elem_id="board-numbers",
                min_width=260,
                scale=4,
            ),
            gr.Dropdown(list(rows.OF_SIZE), value=rows.ALL, label="Parameters", elem_id="board-size", min_width=150),
            gr.Dropdown(rows.licences(start), value=rows.ALL, label="Licence", elem_id="board-licence", min_width=150),
            gr.Dropdown(list(rows.ASKED), value=rows.ALL, label="Asked", elem_id="board-asked", min_width=150),
            gr.Button("Read results from the Hub", elem_id="board-refresh", min_width=200, scale=1),
        )


def _tables(start: tuple[Entry, ...], results: SubmittedResults) -> tuple[list[Any], Any, Any]:
    """A tab for calibrated numbers, one for base models and what was made from them, one for models in several domains, and
    one for the paper's: never one ranking."""
    calibrated, published, joined = both(start, INSTRUMENTS[0], "")
    with gr.Tabs():
        with gr.Tab("Calibrated", id="calibrated"):
            first = gr.HTML(calibrated, elem_id="board-table", padding=False)
        with gr.Tab("Base and tuned", id="families"):
            gr.Markdown(wording.FAMILIES)
            third = gr.HTML(joined, apply_default_css=False, elem_id="board-families", padding=False)
        with gr.Tab("Domain by domain", id="domains"):
            models, domains = domain_tab(results)
        with gr.Tab("As published in the paper", id="published"):
            second = gr.HTML(published, elem_id="board-published", padding=False)
    return [first, second, third], models, domains


def _side_by_side(entries: Any, start: tuple[Entry, ...]) -> tuple[Any, Any]:
    """Two choices of a row and what stands beside them."""
    titles = list(by_title(start))
    with gr.Row():
        first, second = (
            gr.Dropdown(titles, value=None, label=label, elem_id=f"board-{name}", min_width=260)
            for name, label in (("first", "First row"), ("second", "Second row"))
        )
    found = gr.HTML(elem_id="board-beside")
    for one in (first, second):
        one.change(beside, [entries, first, second], [found], api_visibility=PRIVATE)
    return first, second


def _submission(desk: Desk) -> None:
    """A file or a job, its checks, and the pull request."""
    record = gr.State("")
    with gr.Row():
        file = gr.File(label="A result.json", file_types=[".json"], elem_id="board-file", min_width=260)
        with gr.Column(min_width=260):
            job = gr.Textbox(label="Or the id of a finished job", elem_id="board-job")
            of = gr.Dropdown(list(INSTRUMENTS), value=INSTRUMENTS[0], label="Its instrument", elem_id="board-of")
            look = gr.Button("Check the job's result", elem_id="board-check")
    outcome = gr.HTML(elem_id="board-checks")
    send = gr.Button("Open a pull request with my login", variant="primary", interactive=False, elem_id="board-send")
    sent = gr.HTML(elem_id="board-sent")

    def uploaded(path: str | None) -> tuple[Any, ...]:
        with shown_errors():
            try:
                return nothing() if path is None else outcomes(submissions.record_in(path))
            except InputError as reason:
                return nothing(said(reason))

    def finished(id: str, instrument: str) -> tuple[Any, ...]:
        with shown_errors():
            try:
                return outcomes(submissions.record_of_job(desk, id, instrument))
            except InputError as reason:
                return nothing(said(reason))

    def opened(found: str, token: gr.OAuthToken | None) -> str:
        with shown_errors():
            try:
                login = granted(token, desk.settings)
                return submissions.opened(found, desk.settings.results, None if login is None else login.reveal())
            except InputError as reason:
                return said(reason)

    outputs = [record, outcome, send, sent]
    file.change(uploaded, [file], outputs, api_visibility=PRIVATE)
    look.click(finished, [job, of], outputs, api_visibility=PRIVATE)
    send.click(opened, [record], [sent], api_visibility=PRIVATE)


def both(
    entries: tuple[Entry, ...],
    instrument: str,
    words: str,
    by: str = rows.RANKED,
    lowest: bool = False,
    shown: str = rows.ALL,
    numbers: Sequence[str] = rows.USUAL,
    size: str = rows.ALL,
    licence: str = rows.ALL,
    asked: str = rows.ALL,
) -> tuple[str, str, str]:
    """The tables of calibrated numbers and of those of the paper, and the tuned versions among the first with their bases.

    Parameters
    ----------
    entries : all rows; among them models are ranked
    instrument, words : that a row has to have; empty ones stand for all
    by, lowest : the number that orders the rows, empty for none, and from which end
    shown : one of `rows.SHOWN`
    numbers : fields of the columns
    size, licence, asked : that models have to have, as in `rows.chosen`
    """
    wanted = (words, shown, size, licence or rows.ALL, asked)

    def table(protocol: str, label: str, file: str) -> str:
        found = rows.ordered(rows.chosen(entries, instrument, protocol, *wanted), by, lowest=lowest)
        return page_table(found, numbers, label, among=entries, download=f"{file}.csv")

    joined = families_view(entries, rows.chosen(entries, instrument, CALIBRATED, *wanted))
    return table(CALIBRATED, "Leaderboard", "leaderboard"), table(PAPER, "Published numbers", "published"), joined


def refreshed(repo: str, found: Submissions, *filters: Any, models: Sequence[str] = ()) -> tuple[Any, ...]:
    """With the results of the Hub: entries, tables (as `both`), what is to be said, the rows that can be chosen, the models of
    several domains, the view of these, and the licences that can be chosen."""
    entries = standing(found)
    left = f"; excluded, because a check fails: {found.left_out}" if found.left_out else ""
    counts = f"{len(found.evaluated)} evaluated here, {len(found.records)} self-reported"
    note = f"<p role='status'>Results read from the dataset {escape(repo)}: {counts}{left}.</p>"
    titles = gr.update(choices=list(by_title(entries)))
    domains = in_domains(found)
    names = gr.update(choices=[one.name for one in domains])
    licences = gr.update(choices=rows.licences(entries))
    return entries, *both(entries, *filters), note, titles, titles, names, domain_view(domains, models), licences


def beside(entries: tuple[Entry, ...], first: str | None, second: str | None) -> str:
    """Two rows side by side, everything in them escaped; empty until both are chosen."""
    known = by_title(entries)
    if first is None or second is None or first not in known or second not in known:
        return ""
    pair = compared(known[first], known[second])
    head = "".join(
        f'<th scope="col">{escape(one)}</th>'
        for one in ("number", *(known[one].name for one in (first, second)), "second less first")
    )
    body = "".join(
        f'<tr><th scope="row">{escape(line[0])}</th>' + "".join(f"<td>{escape(one)}</td>" for one in line[1:]) + "</tr>"
        for line in pair.lines
    )
    note = f"<p>{escape(pair.note)}</p>" if pair.note else ""
    return (
        f'{note}<div class="scroll words" tabindex="0" role="region" aria-label="Two rows side by side">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def outcomes(record: str) -> tuple[Any, ...]:
    """The record if it can be submitted, its checks, the button, and nothing sent yet."""
    table, passed = submissions.looked_at(record)
    return record if passed else "", table, gr.update(interactive=passed), ""


def nothing(words: str = "") -> tuple[Any, ...]:
    """What `outcomes` says of no file, or of one that cannot be read."""
    return "", words, gr.update(interactive=False), ""


def said(reason: InputError) -> str:
    """Why something is not available, in the place where it was asked for."""
    return f'<p role="status">{escape(sentence(of_a_run(str(reason))))}</p>'
