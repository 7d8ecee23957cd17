"""What each address answers. Addresses are a closed table: no part of one is ever a path of the file system.

A form is answered by the address of a page (303), never by a page: what a browser has in its history can be shown again, and sends nothing again.
"""

from __future__ import annotations

import re
import time
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from litreview.core.decision_types import TOPICS
from litreview.core.errors import LitreviewError, OutputError
from litreview.core.model import Source
from litreview.review.questions import Form, Topic, find_topic
from litreview.web import overview, pages, work_page
from litreview.web.access_control import App, Guard, Pass, bare_page
from litreview.web.background import NotReadyError
from litreview.web.pages import work_address
from litreview.web.question_flow import Outcome, find, take, upcoming
from litreview.web.session import WindowSession

_LAST = 1.0  # seconds
_FIELDS = 400
"""Fields of a form; more is none of ours."""
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""What nobody types: it would command the terminal that shows the line, or make the file binary to git."""


def make_app(session: WindowSession, key: Pass, done: Callable[[], None] = lambda: None) -> App:
    """Return the window of a session as an ASGI application; `done` is called when its button is pressed."""
    return Guard(_Window(session, key.home, done).routes(), key)


class _NotHereError(Exception):
    """What an address names is not there, or not for this person: `page` says so."""

    def __init__(self, page: Response) -> None:
        self.page = page
        super().__init__()


class _Window:
    def __init__(self, session: WindowSession, home: str, done: Callable[[], None]) -> None:
        self.session, self.home, self.done = session, home, done

    def routes(self) -> App:
        home = self.home
        return Starlette(
            routes=[
                Route(home, self.view(self.overview)),
                Route(f"{home}problems", self.view(self.problems)),
                Route(f"{home}page/{{name}}", self.view(self.static)),
                Route(f"{home}source", self.view(self.search)),
                Route(f"{home}work/{{key}}", self.view(self.work)),
                Route(f"{home}work/{{key}}", self.view(self.change), methods=["POST"]),
                Route(f"{home}asset/{{name}}", self.view(self.asset)),
                Route(f"{home}desk/{{desk}}", self.view(self.desk)),
                Route(f"{home}desk/{{desk}}", self.view(self.answer), methods=["POST"]),
                Route(f"{home}desk/{{desk}}/{{key}}", self.view(self.question)),
                Route(f"{home}desk/{{desk}}/{{key}}", self.view(self.answer), methods=["POST"]),
                Route(f"{home}done", self.view(self.end), methods=["POST"]),
            ],
            exception_handlers={HTTPException: _nothing},
        )

    def view(self, answer: Callable[[Request, Form], Response]) -> Callable[[Request], Awaitable[Response]]:
        """Return what answers a request: one after the other, each after a look at the disk, faults of a review in words."""

        def held(request: Request, form: Form) -> Response:
            sends, place, about = (
                request.method == "POST",
                request.url.path,
                request.path_params.get("key", ""),
            )
            with self.session.lock:
                try:
                    answered = answer(request, form)
                except _NotHereError as error:
                    answered = error.page
                except NotReadyError as error:
                    if not sends:
                        return self.wait("One moment", str(error))
                    told = f"{error} Nothing of this page was kept; send it again."
                    return self.tell(place, about, work_page.Reply(status=409, why=told), form)
                except (LitreviewError, OSError) as error:
                    # of a fault that nobody foresaw no name of a file is said
                    why = error if isinstance(error, LitreviewError) else error.strerror
                    told = f"{why}. Nothing of this page was kept; every earlier answer is on the disk."
                    written = isinstance(error, OutputError)
                    heading = "This can't be written now" if written else "This review can't be read now"
                    if not sends:
                        return self.html(self.message(heading, told), 409)
                    return self.tell(
                        place, about, work_page.Reply(status=409, why=f"{heading}: {told}"), form
                    )
            # what there is to say of an address at which no form is taken, its page says
            return answered if not sends or answered.status_code < 400 else RedirectResponse(place, 303)

        async def endpoint(request: Request) -> Response:
            body = (await request.body()).decode("utf-8", "replace")
            try:
                form = dict(parse_qsl(body, keep_blank_values=True, max_num_fields=_FIELDS))
            except ValueError:
                return HTMLResponse(bare_page("That is no form of this window."), 400)
            typed = {name: _CONTROLS.sub("\ufffd", text.replace("\r\n", "\n")) for name, text in form.items()}
            return await run_in_threadpool(held, request, typed)

        return endpoint

    @staticmethod
    def html(text: str, status: int = 200) -> Response:
        return HTMLResponse(text, status)

    def wait(self, heading: str, told: str, status: int = 200) -> Response:
        """Say what is being made; the browser asks again by itself."""
        shown = self.html(self.message(heading, f"{told} This page goes on by itself."), status)
        shown.headers["Refresh"] = "1"
        return shown

    def tell(self, place: str, about: str, reply: Outcome, form: Form) -> Response:
        """Lead to the page that says what became of a form that was not kept, and has what was typed."""
        return RedirectResponse(f"{place}?told={self.session.tell(about, reply, form)}", 303)

    def told(self, request: Request) -> tuple[Any, Form]:
        """Return what an address says became of a form, and the form."""
        return self.session.told(request.query_params.get("told", ""))

    def message(self, heading: str, told: str, desk: str = "") -> str:
        return pages.message_page(self.session, self.home, heading, told, desk=desk)

    def overview(self, _: Request, __: Form) -> Response:
        self.session.look()
        return self.html(overview.overview_page(self.session, self.home))

    def problems(self, _: Request, __: Form) -> Response:
        self.session.look()
        return self.html(overview.problems_page(self.session, self.home))

    def static(self, request: Request, _: Form) -> Response:
        self.session.look(overview.PAGES)
        name = request.path_params["name"]
        if name not in overview.STATIC:
            raise HTTPException(404)
        title = overview.STATIC[name].title
        if why := overview.withheld(self.session, name):
            return self.html(self.message(title, why), 403)
        made = overview.served(self.session, self.home, name)
        if made is None:
            return self.wait(title, _MAKING, 202)
        text, policy = made
        return HTMLResponse(text, headers={"content-security-policy": policy})

    def search(self, request: Request, _: Form) -> Response:
        self.session.look(work_page.NAME)
        return self.html(work_page.search_page(self.session, self.home, request.query_params.get("q", "")))

    def _work(self, request: Request) -> Source:
        """Return the work of an address; if there is none, a page says so."""
        self.session.look(work_page.NAME, patient=request.method == "POST")
        found = work_page.find_work(self.session, request.path_params["key"])
        if found is None:
            raise _NotHereError(self.html(self.message("No such source", _NO_WORK), 404))
        return found

    def work(self, request: Request, _: Form) -> Response:
        found = self._work(request)
        asked, (reply, typed) = request.query_params, self.told(request)
        shown = work_page.work_page(
            self.session,
            self.home,
            found,
            field=asked.get("field", ""),
            kept=asked.get("kept", ""),
            typed=typed,
            reply=reply,
        )
        return self.html(shown, reply.status if reply else 200)

    def change(self, request: Request, form: Form) -> Response:
        found = self._work(request)
        reply = work_page.take_form(self.session, found, form)
        place = f"{self.home}work/{work_address(found.key)}"
        about = work_page.about(found, form)
        if reply.status != 303:
            return self.tell(place, about, reply, form)
        self.session.settle(about)
        return RedirectResponse(f"{place}?kept={reply.kept}", 303)

    def asset(self, request: Request, _: Form) -> Response:
        name = request.path_params["name"]
        if name not in pages.ASSETS:
            raise HTTPException(404)
        return Response(pages.asset_text(name), media_type=pages.ASSETS[name][0])

    def _at(self, request: Request) -> Topic:
        """Return the desk of an address; if it is closed to this person, a page says why."""
        name = request.path_params["desk"]
        if name not in TOPICS:
            raise HTTPException(404)
        desk = find_topic(name)
        self.session.look(desk.name, patient=request.method == "POST")
        if why := desk.closed(self.session.review, self.session.by):
            raise _NotHereError(self.html(self.message(desk.title, why), 403))
        return desk

    def desk(self, request: Request, _: Form) -> Response:
        desk = self._at(request)
        reply, typed = self.told(request)
        found = upcoming(self.session, desk)
        if found is None:
            return self.html(
                pages.end_page(self.session, self.home, desk, reply), reply.status if reply else 200
            )
        return (
            self.tell(self._place(desk, found.key), found.key, reply, typed)
            if reply
            else self._go(desk, found.key)
        )

    def question(self, request: Request, _: Form) -> Response:
        desk = self._at(request)
        reply, typed = self.told(request)
        status = reply.status if reply else 200
        found = find(self.session, desk, request.path_params["key"])
        if found is None:
            told = f"{reply.why} {_GONE}" if reply else _GONE
            return self.html(self.message("Not asked any more", told, desk.name), status if reply else 404)
        return self.html(pages.question_page(self.session, self.home, desk, found, reply, typed), status)

    def answer(self, request: Request, form: Form) -> Response:
        desk = self._at(request)
        key = request.path_params.get("key", "")
        try:
            outcome = take(self.session, desk, key, form)
        except NotReadyError:
            # it was kept, or put off: only the next question is not there yet
            outcome = Outcome()
        if outcome.status != 303:
            return self.tell(self._place(desk, key), key, outcome, form)
        self.session.settle(key)
        return self._go(desk, outcome.question)

    def _place(self, desk: Topic, key: str) -> str:
        return f"{self.home}desk/{desk.name}" + (f"/{key}" if key else "")

    def _go(self, desk: Topic, key: str) -> Response:
        return RedirectResponse(self._place(desk, key), 303)

    def end(self, _: Request, __: Form) -> Response:
        told = (
            "Every answer is on the disk. You can close this tab; `litreview review` opens the window again."
        )
        text = self.message("The window is closed", told)
        return HTMLResponse(text, background=BackgroundTask(self._leave))

    def _leave(self) -> None:
        """End the window, once the last page has had its style."""
        time.sleep(_LAST)
        self.done()


async def _nothing(_: Request, error: Exception) -> Response:
    """Answer what no address of the table is."""
    return HTMLResponse(bare_page(_NO_PAGE), getattr(error, "status_code", 404))


_NO_PAGE = "There is no such page."
_GONE = (
    "It was decided meanwhile, by you or by somebody else, or what it was about is no longer in the review."
)
_MAKING = "This page is being made; on a large review that takes a minute or more."
_NO_WORK = "It is no longer in the review, or goes by another key since records were merged or parted. Look for it anew under Source."
