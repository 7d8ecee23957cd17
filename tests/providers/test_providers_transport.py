"""Asking the stand-in: every fault is an answer with a reason, nothing is asked twice, and no key is anywhere. The works are made up."""

from __future__ import annotations

import logging
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Sequence

import pytest
from standin.faults import PASSING, Faults
from standin.registries import REGISTRIES
from standin.server import Standin, process

from litreview.core.runtime import cache_folder
from litreview.providers import Access, Answer, Provider, Query, What, provider, providers
from litreview.providers.connection import access, checked_url
from litreview.providers.protocol import Terms
from litreview.providers.response_cache import FOUND_FOR, ResponseCache
from litreview.providers.transport import RetryPolicy, SentRequest, query_provider, user_agent

ALL: frozenset[What] = frozenset({"abstracts", "references", "ids", "status"})
NAMES = ("crossref", "openalex", "semanticscholar")
SOME = tuple(
    Query(source=f"s{n}", by="doi", value=value)
    for n, value in enumerate(("10.5555/harbor.1", "10.5555/none", "10.5555/lantern.4"))
)
each_name = pytest.mark.parametrize("name", NAMES)


class Clock:
    """A clock that only sleeping moves; `slept` are the pauses."""

    def __init__(self) -> None:
        self.time, self.slept = 1_000_000.0, list[float]()

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds

    def policy(self, **more: object) -> RetryPolicy:
        return RetryPolicy(sleep=self.sleep, now=lambda: self.time, **more)  # type: ignore[arg-type]


def asked(
    standin: Standin,
    name: str,
    queries: Sequence[Query] = SOME,
    policy: RetryPolicy | None = None,
    **more: object,
) -> list[Answer]:
    at = Access(url=standin.url(name))
    return list(query_provider(provider(name), queries, ALL, at, policy=policy or Clock().policy(), **more))  # type: ignore[arg-type]


def statuses(answers: Sequence[Answer]) -> dict[str, str]:
    return {answer.query.source: answer.status for answer in answers}


FOUND = {"s0": "found", "s1": "not-found", "s2": "found"}


@each_name
def test_works_are_found_by_doi_in_one_request(name: str) -> None:
    with Standin() as standin:
        assert FOUND == statuses(asked(standin, name))
        assert 1 == len(standin.requests)
        assert user_agent() == standin.requests[0]["headers"]["user-agent"]


@each_name
@pytest.mark.parametrize(
    "title", ["Harbor inspectors and the quiet quay: a made-up study", "harbor inspectors & the quite quay"]
)
def test_works_are_found_by_title(name: str, title: str) -> None:
    query = Query(source="t", by="title", value=title, authors=("Quillfeather",), year=2015)
    with Standin() as standin:
        (answer,) = asked(standin, name, [query])
    assert "harbor inspectors" in str(answer.works[0]["title"]).lower()


@each_name
@pytest.mark.parametrize("kind", PASSING)
def test_a_fault_that_passes_costs_nothing_but_a_pause(name: str, kind: str) -> None:
    clock = Clock()
    with Standin(faults=Faults(at={1: kind})) as standin:
        assert FOUND == statuses(asked(standin, name, policy=clock.policy()))
        assert 2 == len(standin.requests)
    assert 0.4 < sum(clock.slept) < 1.1


@each_name
@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("404", "status 404: there is nothing at this address"),
        ("429", "status 429: too many requests"),
        ("500", "status 500: a fault of its own"),
        ("cut", "broke off in the middle of its answer"),
        ("html", "answered with a web page instead of JSON"),
        ("empty", "answered with an empty answer"),
        ("elsewhere", "sends on to another address, which is not asked"),
        ("loop", "sends on and on"),
        ("hang-up", "broke off in the middle of its answer"),
    ],
)
@pytest.mark.exhaustive(quick=10)
def test_a_fault_that_stays_is_an_answer_that_says_why(name: str, kind: str, why: str) -> None:
    if name == "semanticscholar" and kind in {"elsewhere", "loop"}:
        why = "status 302: it refuses"
    with Standin(faults=Faults(always=kind)) as standin:
        answers = asked(standin, name)
        assert all(each["path"].startswith(("/works", "/graph")) for each in standin.requests)
    assert [("failed", f"{provider(name).title} {why}".replace("status", "answered with status"))] * 3 == [
        (each.status, each.why) for each in answers
    ]


def test_an_answer_that_never_comes_is_given_up() -> None:
    with Standin(faults=Faults(always="slow", slow=3.0)) as standin:
        answers = asked(standin, "crossref", policy=Clock().policy(timeout=0.1, tries=1))
    assert ["Crossref was silent for 0.1 seconds; ask it again later"] * 3 == [each.why for each in answers]


def test_an_answer_that_is_too_large_is_asked_for_in_halves_and_then_given_up() -> None:
    with Standin(faults=Faults(always="large")) as standin:
        answers = asked(standin, "crossref", policy=Clock().policy(largest=100_000))
        assert 5 == len(standin.requests)
    assert ["the answer of Crossref is too large"] * 3 == [each.why for each in answers]


def test_an_address_where_nobody_answers_or_that_nobody_knows() -> None:
    with Standin() as standin:
        gone = standin.url("crossref")
    for url, why in ((gone, "there is no connection"), ("https://registry.invalid", "its name is not known")):
        clock = Clock()
        answers = list(
            query_provider(provider("crossref"), SOME, ALL, Access(url=url), policy=clock.policy())
        )
        assert all(each.status == "failed" and why in each.why for each in answers)


def test_a_provider_that_does_not_prove_who_it_is_is_not_asked() -> None:
    with Standin() as standin:
        url = standin.url("crossref").replace("http:", "https:")
        (answer, *_) = list(
            query_provider(provider("crossref"), SOME, ALL, Access(url=url), policy=Clock().policy(tries=1))
        )
    assert answer.why.startswith("Crossref ")
    assert "failed" == answer.status


def test_the_rest_goes_on_when_one_request_fails() -> None:
    titles = [
        Query(source=f"t{n}", by="title", value=title)
        for n, title in enumerate(
            ("Lighthouse keepers as first responders", "Ferry timetables", "The lantern registry")
        )
    ]
    with Standin(faults=Faults(at={2: "404"})) as standin:
        assert {"t0": "found", "t1": "failed", "t2": "found"} == statuses(asked(standin, "crossref", titles))


def test_one_spoilt_identifier_costs_the_others_nothing() -> None:
    """A status 400 says nothing of which part it is for, so a batch is asked in halves."""
    with Standin(faults=Faults(at={1: "400", 3: "400"})) as standin:
        answers = asked(standin, "crossref")
        filters = [each["params"]["filter"].count("doi:") for each in standin.requests]
    assert [3, 1, 2, 1, 1] == filters
    assert FOUND == statuses(answers)


def test_a_provider_that_keeps_failing_is_asked_no_more() -> None:
    titles = [Query(source=f"t{n}", by="title", value=f"Made-up title {n}") for n in range(9)]
    with Standin(faults=Faults(always="500")) as standin:
        answers = asked(standin, "crossref", titles, policy=Clock().policy(tries=2, give_up=3))
        assert 6 == len(standin.requests)
    assert ["failed"] * 9 == [each.status for each in answers]
    assert (
        "not asked: Crossref failed 3 times in a row, at last because: Crossref answered with status 500: a fault of its own"
        == answers[-1].why
    )


@pytest.mark.parametrize(("said", "least"), [("7", 7.0), ("0", 0.4)])
def test_a_pause_is_as_long_as_the_provider_says(said: str, least: float) -> None:
    clock = Clock()
    with Standin(faults=Faults(at={1: "429"}, retry_after=said)) as standin:
        asked(standin, "crossref", policy=clock.policy())
    assert least <= sum(clock.slept) < least + 1


def test_a_provider_that_wants_hours_of_rest_is_not_waited_for() -> None:
    clock = Clock()
    titles = [Query(source=f"t{n}", by="title", value=f"Made-up title {n}") for n in range(3)]
    with Standin(faults=Faults(always="429", retry_after="18000")) as standin:
        answers = asked(standin, "openalex", titles, policy=clock.policy())
        assert 1 == len(standin.requests)
    assert [] == clock.slept
    assert ["OpenAlex answered with status 429: too many requests, and wants 5 hours of rest"] * 3 == [
        each.why for each in answers
    ]


def test_an_allowance_that_is_used_up_is_known_before_it_is_refused() -> None:
    titles = [
        Query(source=f"t{n}", by="title", value="The lantern registry: counting what is not there")
        for n in range(5)
    ]
    with Standin(allowance=2, reset="18000") as standin:
        answers = asked(standin, "openalex", titles)
        assert 2 == len(standin.requests)
    assert ["found", "found", "failed", "failed", "failed"] == [each.status for each in answers]
    assert "OpenAlex: the allowance is used up; there is a new one in 5 hours" == answers[-1].why


def test_crossrefs_own_words_on_its_limits_count() -> None:
    clock = Clock()
    titles = [Query(source=f"t{n}", by="title", value=f"Made-up title {n}") for n in range(4)]
    with Standin(headers={"x-rate-limit-limit": "5", "x-rate-limit-interval": "1s"}) as standin:
        asked(standin, "crossref", titles, policy=clock.policy())
    assert [0.2, 0.2, 0.2] == [round(each, 3) for each in clock.slept]


def test_who_refuses_a_key_is_asked_once_and_says_how_to_get_one() -> None:
    titles = [Query(source=f"t{n}", by="title", value=f"Made-up title {n}") for n in range(4)]
    with Standin(keys={"openalex": "made-up-key"}) as standin:
        answers = asked(standin, "openalex", titles)
        assert 1 == len(standin.requests)
        good = Access(url=standin.url("openalex"), key="made-up-key")
        assert (
            "failed"
            not in statuses(
                list(query_provider(provider("openalex"), titles, ALL, good, policy=Clock().policy()))
            ).values()
        )
    assert "openalex.org/settings/api" in answers[0].why


def test_a_second_run_asks_nothing_whatever_its_order(tmp_path) -> None:
    with Standin() as standin, ResponseCache(tmp_path) as cache:
        first = asked(standin, "crossref", SOME, cache=cache)
        again = asked(standin, "crossref", tuple(reversed(SOME)), cache=cache)
        part = asked(standin, "crossref", SOME[1:2], cache=cache)
        assert 1 == len(standin.requests)
        anew = asked(standin, "crossref", SOME, cache=cache, refresh=True)
        assert 2 == len(standin.requests)
    assert sorted(first, key=str) == sorted(again, key=str) == sorted(anew, key=str)
    assert {"s1": "not-found"} == statuses(part)


@each_name
def test_what_is_kept_names_no_source_no_key_and_no_address(name: str, tmp_path) -> None:
    at = Access(url="", key="SECRET-KEY", mailto="doe@example.org")
    with Standin() as standin, ResponseCache(tmp_path) as cache:
        queries = [Query(source="Doe2020Secret", by="doi", value="10.5555/harbor.1")]
        list(
            query_provider(
                provider(name),
                queries,
                ALL,
                Access(url=standin.url(name), key=at.key, mailto=at.mailto),
                cache=cache,
            )
        )
    data = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"harbor" in data.lower()
    assert [] == [word for word in (b"SECRET-KEY", b"doe@example.org", b"Doe2020Secret") if word in data]


def test_what_failed_is_asked_again(tmp_path) -> None:
    with Standin(faults=Faults(at={1: "404"})) as standin, ResponseCache(tmp_path) as cache:
        assert {"failed"} == set(statuses(asked(standin, "crossref", cache=cache)).values())
        assert FOUND == statuses(asked(standin, "crossref", cache=cache))


@pytest.mark.parametrize(
    ("headers", "later", "requests"),
    [
        ({}, FOUND_FOR - 1, 1),
        ({}, FOUND_FOR + 1, 2),
        ({"Cache-Control": "max-age=60"}, 59, 1),
        ({"Cache-Control": "max-age=60"}, 61, 2),
        ({"Cache-Control": "no-store"}, 1, 2),
    ],
)
def test_an_answer_counts_as_long_as_it_is_valid(
    headers: dict[str, str], later: float, requests: int, tmp_path
) -> None:
    clock = Clock()
    with Standin(headers=headers) as standin, ResponseCache(tmp_path) as cache:
        for _ in range(2):
            asked(standin, "crossref", SOME[:1], policy=clock.policy(), cache=cache)
            clock.time += later
        assert requests == len(standin.requests)


@pytest.mark.skipif(sys.platform == "win32", reason="modes are of POSIX")
def test_what_is_kept_is_for_its_user_alone(tmp_path) -> None:
    with ResponseCache(tmp_path / "new"):
        (path,) = (tmp_path / "new").iterdir()
        assert 0o600 == stat.S_IMODE(path.stat().st_mode)


def test_a_damaged_file_of_answers_is_begun_anew(tmp_path) -> None:
    with ResponseCache(tmp_path):
        pass
    (path,) = tmp_path.iterdir()
    path.write_bytes(b"no database " * 1000)
    with Standin() as standin, ResponseCache(tmp_path) as cache:
        assert FOUND == statuses(asked(standin, "crossref", cache=cache))
        assert FOUND == statuses(asked(standin, "crossref", cache=cache))
        assert 1 == len(standin.requests)


@pytest.mark.exhaustive
def test_a_run_that_is_killed_repeats_no_request(tmp_path) -> None:
    """The first run is killed while the third request is on its way; the second asks only that and what is behind it."""
    code = (
        "import os, sys\n"
        "from litreview.providers import Access, Query, provider\n"
        "from litreview.providers.response_cache import ResponseCache\n"
        "from litreview.providers.transport import query_provider\n"
        "titles = [Query(source=str(n), by='title', value=f'Made-up title {n}') for n in range(5)]\n"
        "killed = len(sys.argv) > 2\n"
        "count = [0]\n"
        "def met(sent):\n"
        "    count[0] += 1\n"
        "    if killed and count[0] == 3:\n"
        "        os.kill(os.getpid(), 9)\n"
        "with ResponseCache(sys.argv[1]) as kept:\n"
        "    at = Access(url=os.environ['LITREVIEW_CROSSREF_URL'])\n"
        "    print(*[a.status for a in query_provider(provider('crossref'), titles, frozenset({'ids'}), at, cache=kept, on_request=met)])\n"
    )
    with Standin() as standin:
        env = {**os.environ, **standin.environ()}

        def run(*words: str) -> subprocess.CompletedProcess[str]:
            return subprocess.run(
                [sys.executable, "-c", code, str(tmp_path / "kept"), *words],
                env=env,
                capture_output=True,
                text=True,
                check=False,
            )

        assert 0 != run("killed").returncode
        assert "found found found found found\n" == run().stdout
        titles = [each["params"]["query.bibliographic"] for each in standin.requests]
    assert [f"Made-up title {n}" for n in range(5)] == titles


def test_no_key_is_in_a_log_a_message_a_representation_or_a_traceback(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    sent: list[SentRequest] = []
    for name in NAMES:
        with Standin(faults=Faults(always="500")) as standin:
            at = Access(url=standin.url(name), key="SECRET-KEY", mailto="doe@example.org")
            answers = list(
                query_provider(provider(name), SOME, ALL, at, policy=Clock().policy(), on_request=sent.append)
            )
        gone = list(
            query_provider(provider(name), SOME, ALL, at, policy=Clock().policy(), on_request=sent.append)
        )
        said = f"{answers}{gone}{at!r}{sent}{caplog.text}"
        assert "SECRET-KEY" not in said
        assert "doe@example.org" not in said


def test_a_provider_that_demands_a_key_is_not_asked_without() -> None:
    class Demanding:
        def __getattr__(self, name: str) -> object:
            terms = Terms(key="required", key_from="write to nobody@example.org")
            return terms if name == "terms" else getattr(provider("crossref"), name)

    demanding: Provider = Demanding()  # type: ignore[assignment]
    answers = list(query_provider(demanding, SOME, ALL, Access(url="http://127.0.0.1:1")))
    assert ["Crossref wants a key; write to nobody@example.org"] * 3 == [each.why for each in answers]


def test_what_a_provider_cannot_be_asked_by_is_said() -> None:
    (answer,) = query_provider(
        provider("crossref"),
        [Query(source="a", by="isbn", value="9780306406157")],
        ALL,
        Access(url="http://127.0.0.1:1"),
    )
    assert "Crossref cannot be asked by isbn" == answer.why


def test_two_programs_may_keep_answers_at_once(tmp_path) -> None:
    def run(first: int) -> None:
        with ResponseCache(tmp_path) as cache:
            for n in range(first, first + 10):
                found.extend(
                    asked(
                        standin,
                        "crossref",
                        [Query(source="t", by="title", value=f"Made-up title {n}")],
                        cache=cache,
                    )
                )

    found: list[Answer] = []
    with Standin() as standin:
        threads = [threading.Thread(target=run, args=(start,)) for start in (0, 100)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
    assert 20 == len(found)


# --- addresses, keys


def test_an_address_is_the_environments_then_the_reviews_then_the_users_then_the_providers(tmp_path) -> None:
    openalex = provider("openalex")
    (tmp_path / "providers.toml").write_text(
        'mailto = "doe@example.org"\n[openalex]\nurl = "https://mirror.example.org/"\nkey = "k1"\n'
    )
    variable = {"LITREVIEW_OPENALEX_URL": "http://127.0.0.1:9/openalex"}
    assert (
        "http://127.0.0.1:9/openalex"
        == access(openalex, "https://review.example.org", environ=variable, folder=tmp_path).url
    )
    assert (
        "https://review.example.org"
        == access(openalex, "https://review.example.org", environ={}, folder=tmp_path).url
    )
    assert Access(url="https://mirror.example.org", key="k1", mailto="doe@example.org") == access(
        openalex, environ={}, folder=tmp_path
    )
    assert Access(url=openalex.url) == access(openalex, environ={}, folder=tmp_path / "none")


@pytest.mark.parametrize(
    "url",
    [
        "https://elsewhere.example.org",
        "http://api.openalex.org",
        "https://api.openalex.org.example.org",
        "https://api.openalex.org:8443",
    ],
)
def test_a_review_cannot_have_a_key_sent_elsewhere(url: str, tmp_path) -> None:
    mine = {"LITREVIEW_OPENALEX_KEY": "SECRET-KEY", "LITREVIEW_MAILTO": "doe@example.org"}
    assert Access(url=url) == access(provider("openalex"), url, environ=mine, folder=tmp_path)
    own = access(provider("openalex"), "https://api.openalex.org/", environ=mine, folder=tmp_path)
    assert Access(url="https://api.openalex.org", key="SECRET-KEY", mailto="doe@example.org") == own


def test_a_key_goes_over_no_open_line_but_to_this_machine(tmp_path) -> None:
    def key_for(url: str) -> str:
        mine = {"LITREVIEW_OPENALEX_KEY": "k", "LITREVIEW_OPENALEX_URL": url}
        return access(provider("openalex"), environ=mine, folder=tmp_path).key

    assert ("", "k", "k") == (
        key_for("http://mirror.example.org"),
        key_for("http://127.0.0.1:80"),
        key_for("https://mirror.example.org"),
    )


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org",
        "example.org",
        "https://",
        "https://doe:SECRET@example.org",
        "https://[::1",
        "https://example.org?key=SECRET",
    ],
)
def test_an_address_that_is_none_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(Exception, match="LITREVIEW_X_URL") as caught:
        checked_url(url, "LITREVIEW_X_URL")
    assert "SECRET" not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    ["mailto = ", "[openalex]\nkey = 7", "\xff", 'mailto = "no address"', '[openalex]\nkey = "two words"'],
)
def test_a_users_file_that_is_not_sound_is_told_without_its_words(text: str, tmp_path) -> None:
    (tmp_path / "providers.toml").write_bytes(text.encode("latin-1"))
    with pytest.raises(Exception, match=r"providers\.toml|LITREVIEW_") as caught:
        access(provider("openalex"), environ={}, folder=tmp_path)
    assert not any(word in str(caught.value) for word in ("no address", "two words"))


def test_the_folder_for_answers_is_the_users_and_can_be_set(tmp_path) -> None:
    assert tmp_path == cache_folder({"LITREVIEW_CACHE": str(tmp_path), "HOME": "/nowhere"})
    assert "litreview" in str(cache_folder({"HOME": "/nowhere"}))


def test_nothing_loads_the_network_until_it_is_used() -> None:
    code = "import sys, litreview.providers, litreview.providers.transport, litreview.cli; print('httpx' in sys.modules)"
    assert (
        "False\n"
        == subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    )


def test_only_one_module_has_the_network() -> None:
    from pathlib import Path

    import litreview

    root = Path(litreview.__file__).parent
    words = (
        "import httpx",
        "import requests",
        "import urllib.request",
        "from urllib.request",
        "http.client",
        "import socket",
        "from socket",
    )
    having = {
        path.name
        for path in root.rglob("*.py")
        if any(word in path.read_text(encoding="utf-8") for word in words)
    }
    assert {"transport.py"} == having


@pytest.mark.exhaustive
def test_the_stand_in_runs_as_a_process(tmp_path) -> None:
    with process(tmp_path, "--fault", "500@1") as (variables, record):
        at = Access(url=variables["LITREVIEW_CROSSREF_URL"])
        assert FOUND == statuses(list(query_provider(provider("crossref"), SOME, ALL, at)))
        assert 2 == len(record.read_text().splitlines())


def test_every_provider_has_a_stand_in() -> None:
    assert {row.name for row in providers()} == set(REGISTRIES)
