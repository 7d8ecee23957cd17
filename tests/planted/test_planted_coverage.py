"""What the planted review and its runs must cover: a command, option, format, reader or public name that is added fails here by name."""

import litreview as lr
from planted.runs import all_runs, few_runs, uncovered
from planted.speaking import NAMES


def test_every_command_and_option_is_run():
    assert [] == uncovered(few_runs(), everything=False)


def test_every_format_reader_and_choice_is_run_by_the_benchmark():
    assert [] == uncovered(all_runs(), everything=True)


def test_every_public_name_is_spoken():
    assert set(lr.__all__) == set(NAMES)


def test_there_are_secrets_in_plenty(ground):
    assert len(ground.planted.garden) > 3_000


def test_each_spelling_of_a_secret_is_found(ground):
    import base64
    import hashlib
    import html
    import urllib.parse

    garden = ground.planted.garden
    key = ground.planted.keys[2]
    place = garden.places[key[:8]]
    spelled = (
        key,
        key.upper(),
        key[:9] + "…",
        key[::-1],
        f"{key[:5]}\n  {key[5:]}",
        f"<w:t>{key[:4]}</w:t><w:t>{key[4:]}</w:t>",
        "".join(f"%{ord(letter):02X}" for letter in key),
        "".join(f"&#{ord(letter)};" for letter in key),
        "".join(f"\\u{ord(letter):04x}" for letter in key),
        key.encode().hex(),
        *(base64.b64encode(f"{'x' * n}{key}{'y' * n}".encode()).decode() for n in range(4)),
        urllib.parse.quote(key),
        html.escape(key),
    )
    assert [] == [text for text in spelled if place not in garden.found(text)]
    digests = [hashlib.new(name, key.encode()).hexdigest() for name in ("md5", "sha1", "sha256")]
    assert all(garden.found(digest) for digest in digests)
    assert {} == garden.found("A public article, zq, of confidential-01 and I70 in 0123456789abcdef0123.")
