"""Routes of the window. Addresses are a closed table: no part of an address is ever a path of the file system.

A form is answered by a redirect to a page (303), never by a page: going back in a browser's history sends no form again.
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
from litreview.review.questions import Form, QuestionTopic, find_topic
from litreview.web import overview, pages, work_page
from litreview.web.access_control import App, Guard, Pass, bare_page
from litreview.web.background import NotReadyError
from litreview.web.pages import work_address
from litreview.web.question_flow import FormOutcome, find_question, next_question, submit_form
from litreview.web.session import WindowSession

_END_DELAY = 1.0  # seconds
_MAX_FIELDS = 400
"""Maximum number of fields in a form: no form of ours has more."""
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""Control characters, which nobody types: they could control the terminal that shows the line, or make git take the file for binary."""


def make_app(session: WindowSession, key: Pass, done: Callable[[], None] = lambda: None) -> App:
    """Return the window of a session as an ASGI application; `done` is called when its button is pressed."""
    return Guard(_Window(session, key.home, done).routes(), key)


class _NotHereError(Exception):
    """Raised if the object of an address does not exist, or is closed to this person: `page` says so."""

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
                Route(f"{home}work/{{key}}/text/{{file}}/{{page:int}}", self.view(self.text_page)),
                Route(f"{home}asset/{{name}}", self.view(self.asset)),
                Route(f"{home}desk/{{desk}}", self.view(self.desk)),
                Route(f"{home}desk/{{desk}}", self.view(self.answer), methods=["POST"]),
                Route(f"{home}desk/{{desk}}/{{key}}", self.view(self.question)),
                Route(f"{home}desk/{{desk}}/{{key}}", self.view(self.answer), methods=["POST"]),
                Route(f"{home}done", self.view(self.end), methods=["POST"]),
            ],
            exception_handlers={HTTPException: self.not_found},
        )

    async def not_found(self, _: Request, error: Exception) -> Response:
        """Answer an address that is not in the table."""

        def make() -> str:
            with self.session.lock:
                return self.message("Page not found", _NO_PAGE)

        return HTMLResponse(await run_in_threadpool(make), getattr(error, "status_code", 404))

    def view(self, answer: Callable[[Request, Form], Response]) -> Callable[[Request], Awaitable[Response]]:
        """Return an endpoint that answers one request at a time, each after a check of the disk, and reports faults of a review in words."""

        def handle(request: Request, form: Form) -> Response:
            is_form, place, about = (
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
                    if not is_form:
                        return self.wait("One moment", str(error))
                    why = f"{error} Nothing on this page was saved; send it again."
                    return self.refuse(place, about, work_page.WorkFormOutcome(status=409, why=why), form)
                except (LitreviewError, OSError) as error:
                    # an unforeseen fault is reported without the name of a file
                    fault = error if isinstance(error, LitreviewError) else error.strerror
                    why = f"{fault}. Nothing on this page was saved; every earlier answer is saved."
                    written = isinstance(error, OutputError)
                    heading = "This cannot be saved now" if written else "This review cannot be read now"
                    if not is_form:
                        return HTMLResponse(self.message(heading, why), 409)
                    reply = work_page.WorkFormOutcome(status=409, why=f"{heading}: {why}")
                    return self.refuse(place, about, reply, form)
            # an address that accepts no form answers one by its page
            return answered if not is_form or answered.status_code < 400 else RedirectResponse(place, 303)

        async def endpoint(request: Request) -> Response:
            body = (await request.body()).decode("utf-8", "replace")
            try:
                form = dict(parse_qsl(body, keep_blank_values=True, max_num_fields=_MAX_FIELDS))
            except ValueError:
                return HTMLResponse(bare_page("This window did not make that form."), 400)
            typed = {name: _CONTROLS.sub("\ufffd", text.replace("\r\n", "\n")) for name, text in form.items()}
            return await run_in_threadpool(handle, request, typed)

        return endpoint

    def wait(self, heading: str, text: str, status: int = 200) -> Response:
        """Return a page that says what is being computed; the browser reloads it by itself."""
        waiting = HTMLResponse(self.message(heading, f"{text} This page reloads by itself."), status)
        waiting.headers["Refresh"] = "1"
        return waiting

    def refuse(self, place: str, about: str, reply: FormOutcome, form: Form) -> Response:
        """Redirect to the page that says why a form was not accepted, with what was typed."""
        return RedirectResponse(f"{place}?told={self.session.store_reply(about, reply, form)}", 303)

    def stored_reply(self, request: Request) -> tuple[Any, Form]:
        """Return the reply to a refused form that an address refers to, and the form."""
        return self.session.stored_reply(request.query_params.get("told", ""))

    def message(self, heading: str, text: str, desk: str = "") -> str:
        return pages.message_page(self.session, self.home, heading, text, desk=desk)

    def overview(self, _: Request, __: Form) -> Response:
        self.session.look()
        return HTMLResponse(overview.overview_page(self.session, self.home))

    def problems(self, _: Request, __: Form) -> Response:
        self.session.look()
        return HTMLResponse(overview.problems_page(self.session, self.home))

    def static(self, request: Request, _: Form) -> Response:
        self.session.look(overview.PAGES)
        name = request.path_params["name"]
        if name not in overview.STATIC:
            raise HTTPException(404)
        title = overview.STATIC[name].title
        if why := overview.withheld(self.session, name):
            return HTMLResponse(self.message(title, why), 403)
        made = overview.served_page(self.session, self.home, name)
        if made is None:
            return self.wait(title, _MAKING, 202)
        text, policy = made
        return HTMLResponse(text, headers={"content-security-policy": policy})

    def search(self, request: Request, _: Form) -> Response:
        self.session.look(work_page.NAME)
        query = request.query_params
        return HTMLResponse(
            work_page.search_page(self.session, self.home, query.get("q", ""), query.get("t", ""))
        )

    def _find_work(self, request: Request) -> Source:
        """Return the work of an address; raise `_NotHereError` if no work has it."""
        self.session.look(work_page.NAME, patient=request.method == "POST")
        source = work_page.find_work(self.session, request.path_params["key"])
        if source is None:
            raise _NotHereError(HTMLResponse(self.message("Source not found", _NO_WORK), 404))
        return source

    def work(self, request: Request, _: Form) -> Response:
        source = self._find_work(request)
        query, (reply, typed) = request.query_params, self.stored_reply(request)
        text = work_page.work_page(
            self.session,
            self.home,
            source,
            field=query.get("field", ""),
            kept=query.get("kept", ""),
            typed=typed,
            reply=reply,
        )
        return HTMLResponse(text, reply.status if reply else 200)

    def text_page(self, request: Request, _: Form) -> Response:
        """Return a page of a work's full text as a picture."""
        source = self._find_work(request)
        image = work_page.page_image(
            self.session, source, request.path_params["file"], request.path_params["page"]
        )
        if not image:
            raise HTTPException(404)
        return Response(image, media_type="image/png")

    def change(self, request: Request, form: Form) -> Response:
        source = self._find_work(request)
        reply = work_page.submit_form(self.session, source, form)
        place = f"{self.home}work/{work_address(source.key)}"
        about = work_page.form_subject(source, form)
        if reply.status != 303:
            return self.refuse(place, about, reply, form)
        self.session.forget_replies(about)
        return RedirectResponse(f"{place}?kept={reply.kept}", 303)

    def asset(self, request: Request, _: Form) -> Response:
        name = request.path_params["name"]
        if name not in pages.ASSETS:
            raise HTTPException(404)
        return Response(pages.asset_text(name), media_type=pages.ASSETS[name][0])

    def _open_desk(self, request: Request) -> QuestionTopic:
        """Return the desk of an address; raise `_NotHereError` if it is closed to this person."""
        name = request.path_params["desk"]
        if name not in TOPICS:
            raise HTTPException(404)
        desk = find_topic(name)
        self.session.look(desk.name, patient=request.method == "POST")
        if why := desk.closed(self.session.review, self.session.by):
            raise _NotHereError(HTMLResponse(self.message(desk.title, why), 403))
        return desk

    def desk(self, request: Request, _: Form) -> Response:
        desk = self._open_desk(request)
        reply, typed = self.stored_reply(request)
        found = next_question(self.session, desk)
        if found is None:
            return HTMLResponse(
                pages.end_page(self.session, self.home, desk, reply), reply.status if reply else 200
            )
        return (
            self.refuse(self._address(desk, found.key), found.key, reply, typed)
            if reply
            else self._redirect(desk, found.key)
        )

    def question(self, request: Request, _: Form) -> Response:
        desk = self._open_desk(request)
        reply, typed = self.stored_reply(request)
        status = reply.status if reply else 200
        found = find_question(self.session, desk, request.path_params["key"])
        if found is None:
            gone = f"{reply.why} {_GONE}" if reply else _GONE
            return HTMLResponse(
                self.message("This question is closed", gone, desk.name), status if reply else 404
            )
        return HTMLResponse(pages.question_page(self.session, self.home, desk, found, reply, typed), status)

    def answer(self, request: Request, form: Form) -> Response:
        desk = self._open_desk(request)
        key = request.path_params.get("key", "")
        try:
            outcome = submit_form(self.session, desk, key, form)
        except NotReadyError:
            # the answer is stored, or the question put off: only the next question is not ready
            outcome = FormOutcome()
        if outcome.status != 303:
            return self.refuse(self._address(desk, key), key, outcome, form)
        self.session.forget_replies(key)
        return self._redirect(desk, outcome.question)

    def _address(self, desk: QuestionTopic, key: str) -> str:
        return f"{self.home}desk/{desk.name}" + (f"/{key}" if key else "")

    def _redirect(self, desk: QuestionTopic, key: str) -> Response:
        return RedirectResponse(self._address(desk, key), 303)

    def end(self, _: Request, __: Form) -> Response:
        closed = "Every answer is saved. You can close this tab; `litreview review` opens the window again."
        text = self.message("The window is closed", closed)
        return HTMLResponse(text, background=BackgroundTask(self._leave))

    def _leave(self) -> None:
        """Close the window, after the last page has loaded its style."""
        time.sleep(_END_DELAY)
        self.done()


_NO_PAGE = "This address leads nowhere. The links above lead to each page of the window."
_GONE = "You or somebody else has answered it since, or its source is no longer in the review."
_MAKING = "This page is being made. In a large review this takes a minute or more."
_NO_WORK = "It is no longer in the review, or its key changed when records were merged or split. Search for it under Source."
