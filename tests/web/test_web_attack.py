"""What a window withstands: a kill between a click and its answer, hundreds of requests at once, another user of the machine, other addresses."""

import contextlib
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

pytest.importorskip("uvicorn")
httpx = pytest.importorskip("httpx")

SAME = {"Sec-Fetch-Site": "same-origin"}


def inside(window):
    client = httpx.Client(headers=SAME, follow_redirects=True, timeout=60)
    client.get(window.address).raise_for_status()
    return client


def form_of(text):
    action = re.search(r'action="[^"]*?(desk/[^"]+)" class="answers"', text)[1]
    return action, {"asked": re.search(r'name="asked" value="(\w+)"', text)[1], "answer": "n"}


def lines(folder):
    """The lines of a person's file, each whole."""
    path = folder / "decisions/ann.tsv"
    if not path.exists():
        return []
    text = path.read_text(encoding="utf-8")
    assert text.endswith("\n")
    rows = [line.split("\t") for line in text.split("\n")[:-1]]
    assert {9} == set(map(len, rows))
    return rows[1:]


@pytest.mark.exhaustive
@pytest.mark.parametrize("patience", [0.0, 0.3])
def test_a_kill_between_a_click_and_its_answer_loses_nothing_that_was_said_to_be_kept(
    served, folder, patience
):
    """`benchmarks/window.py kill 200` does the same two hundred times."""
    window = served()
    client = inside(window)
    action, form = form_of(client.get(f"{window.home}desk/duplicates").text)
    said = []

    def click():
        with contextlib.suppress(httpx.HTTPError):
            said.append(client.post(f"{window.home}{action}", data=form, follow_redirects=False).status_code)

    clicking = threading.Thread(target=click)
    clicking.start()
    time.sleep(patience * random.random())
    window.process.send_signal(signal.SIGKILL)
    window.process.wait()
    clicking.join()
    client.close()
    assert len(lines(folder)) in ((1,) if said == [303] else (0, 1))
    # what was left over is cleared away, and the next window goes on
    again = served()
    client = inside(again)
    action, form = form_of(client.get(f"{again.home}desk/duplicates").text)
    before = len(lines(folder))
    assert 200 == client.post(f"{again.home}{action}", data=form).status_code
    client.close()
    assert before + 1 == len(lines(folder))
    assert [] == [path for path in (folder / "decisions").iterdir() if path.suffix != ".tsv"]


@pytest.mark.exhaustive
def test_hundreds_at_once_are_answered_or_told_to_come_again(served, folder):
    """`benchmarks/window.py crowd 1000` does it with a thousand."""
    window = served()
    client = inside(window)

    def ask(number):
        cookies = dict(client.cookies) if number % 2 else {}
        return httpx.get(window.home, headers=SAME, cookies=cookies, timeout=60).status_code

    with ThreadPoolExecutor(200) as pool:
        found = set(pool.map(ask, range(200)))
    assert found <= {200, 403, 503}
    action, form = form_of(client.get(f"{window.home}desk/duplicates").text)
    assert 200 == client.post(f"{window.home}{action}", data=form).status_code
    client.close()
    assert 1 == len(lines(folder))


@pytest.mark.exhaustive
def test_connections_that_ask_nothing_keep_nobody_out(served):
    """Three times as many as are held at once: half a request line, or nothing at all."""
    window = served()
    client = inside(window)
    port = int(re.search(r":(\d+)/", window.address)[1])
    with contextlib.ExitStack() as hanging:
        for number in range(192):
            one = hanging.enter_context(socket.create_connection(("127.0.0.1", port), timeout=5))
            one.sendall(b"GET / HTTP/1.1\r\nHost: x" if number % 2 else b"")
        answer = httpx.get(window.home, headers=SAME, cookies=dict(client.cookies), timeout=20)
        assert 200 == answer.status_code
        assert 200 == client.get(window.home).status_code
    client.close()


@pytest.mark.exhaustive
@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6])
def test_a_token_that_another_user_read_in_the_list_of_processes_opens_nothing_to_them(served, family):
    if not hasattr(os, "fork") or os.getuid() or not Path("/proc/self/net/tcp").exists():
        pytest.skip("only root can be another user for a while")
    window = served()
    port, path = re.search(r":(\d+)(/.*)", window.address).groups()
    code = f"""
import os, socket
os.setgid(65534); os.setuid(65534)
one = socket.socket({int(family)})
one.connect(("{"::ffff:" if family == socket.AF_INET6 else ""}127.0.0.1", {port}))
one.sendall(b"GET {path} HTTP/1.1\\r\\nHost: 127.0.0.1:{port}\\r\\n\\r\\n")
print(one.recv(4096).decode())
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    if "403" not in done.stdout and "200" not in done.stdout and "303" not in done.stdout:
        pytest.skip(f"no such socket here: {done.stderr[-100:]}")
    assert " 403 " in done.stdout.split("\n")[0]
    assert "set-cookie" not in done.stdout
    inside(window).close()  # it is still good for whom it was made


@pytest.mark.exhaustive
def test_it_listens_on_the_loopback_address_alone(served):
    """The sockets of the process, as the kernel has them: 0100007F is 127.0.0.1, 0A that it listens."""
    window = served()
    tables = [Path(f"/proc/{window.process.pid}/net/{name}") for name in ("tcp", "tcp6")]
    if not all(table.exists() for table in tables):
        pytest.skip("this system does not tell its sockets")
    number = re.search(r":(\d+)/", window.address)[1]
    port = f"{int(number):04X}"
    rows = [line.split() for table in tables for line in table.read_text().splitlines()[1:]]
    listening = [row[1] for row in rows if row[3] == "0A" and row[1].endswith(f":{port}")]
    assert [f"0100007F:{port}"] == listening


@pytest.mark.exhaustive
def test_who_has_no_token_gets_one_line_and_never_the_name_of_the_review(served):
    window = served()
    with httpx.Client() as stranger:
        for place in ("", "x/", f"{window.home.rsplit('/', 2)[-2]}/", "../../etc/passwd", "favicon.ico"):
            base = window.home.rsplit("/", 2)[0]
            answer = stranger.get(f"{base}/{place}")
            assert 403 == answer.status_code
            assert "Made" not in answer.text + str(answer.headers)
            assert "server" not in answer.headers


@pytest.mark.exhaustive
def test_an_address_that_was_opened_opens_nothing_again(served):
    window = served()
    inside(window).close()
    with httpx.Client(headers=SAME) as second:
        answer = second.get(window.address)
        assert 403 == answer.status_code
        assert "set-cookie" not in answer.headers


@pytest.mark.exhaustive
def test_ctrl_c_ends_it_quietly(served):
    window = served()
    window.process.send_signal(signal.SIGINT)
    told, _ = window.process.communicate(timeout=30)
    assert 0 == window.process.returncode
    assert "Traceback" not in told


def test_a_name_or_a_folder_that_is_none_is_said_and_nothing_is_served(call, tmp_path, folder):
    for words, told in (
        ((str(tmp_path), "--by", "ann"), "litreview init"),
        ((str(tmp_path / "none"), "--by", "ann"), "none"),
        ((".", "--by", "../ann"), ""),
        ((str(folder), "--by", "x" * 300), "can't name a file"),
    ):
        result = call("review", *words)
        assert 2 == result.exit_code
        assert told in result.output
        assert "http://" not in result.output


def test_without_its_packages_it_says_what_to_install(folder):
    code = "import sys; sys.modules['uvicorn'] = None; from litreview.cli import main; main()"
    own = str(Path(sys.executable).parent)
    for path, said in (
        (own, "package: pip install starlette uvicorn\n"),
        (
            str(folder),
            f"(this environment is not active: {sys.executable} -m pip install starlette uvicorn)\n",
        ),
    ):
        done = subprocess.run(
            [sys.executable, "-c", code, "review", str(folder), "--by", "ann"],
            env={**os.environ, "PATH": path},
            capture_output=True,
            text=True,
            check=False,
        )
        assert 2 == done.returncode
        assert said in done.stderr
