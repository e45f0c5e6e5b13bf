"""Certificates corrupted in every place: what a checker still accepts says the same, by an independent test.

The suite tries every so many-th corruption; `python tests/equivalence/certificate/test_fuzz.py NAME` tries all of them.
"""

from __future__ import annotations

import json
import random
import re
import sys
import tempfile
from collections import Counter
from contextlib import redirect_stdout
from io import StringIO
from itertools import chain, islice
from pathlib import Path

import pytest
from certificate_corruptions import MAKERS, certificate, corruptions, damaged, jumbled, place_of, replaced
from certificates_by_hand import clears, proves_the_same, word_matrix, word_works

from equivalence.certificate import checker, checker_all_odd

DIMENSIONS = {"d=3": [3], "d=9": [9], "all odd": [3, 5, 9]}
SHARE = {"d=3": 97, "d=9": 601, "all odd": 151, "refutations": 53, "exact family": 211}


def texts(name, share=1, more=0):
    """Every so many-th single corruption as text, then so many jumbled and damaged ones."""
    sound, rng = certificate(name), random.Random(name)
    for path, value in islice(corruptions(sound), None, None, share):
        yield json.dumps(replaced(sound, path, value))
    for _ in range(more):
        yield json.dumps(jumbled(sound, rng, rng.choice((1, 1, 2, 3))))
        yield damaged(json.dumps(sound), rng)


def tried(name, every, program=checker):
    """(how often each answer was given, the accepted certificates that do not say what the sound one says).

    Everything must be answered by one line of printable ASCII that agrees with the exit code, and by no fault.
    """
    sound, counts, unsound = certificate(name), Counter(), []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "c.json"
        for text in every:
            path.write_bytes(text.encode("utf-8", "surrogatepass"))
            with redirect_stdout(StringIO()) as out:
                code = program.main([str(path)])
            line = out.getvalue()
            assert re.fullmatch(r"[ -~]+\n", line), (line, text)
            answer, _, rest = line.removeprefix(f"{path}: ").partition(": ")
            assert code == {"proved": 0, "refuted": 1, "not a certificate": 2}[answer], (line, code)
            assert not rest.startswith("fault"), (line, text)
            counts[answer if code == 0 else rest.partition(": ")[0]] += 1
            if code == 0 and (accepted := json.loads(text)) != sound and not proves_the_same(sound, accepted):
                unsound.append(accepted)
    return counts, unsound


@pytest.mark.parametrize("name", MAKERS)
def test_what_is_accepted_says_the_same(name):
    counts, unsound = tried(name, texts(name, SHARE[name], 60))
    assert not unsound
    assert sum(counts.values()) > 200
    assert {"type", "false", "unknown-identity", "not-json", "proved"} <= set(counts)


# planted: the independent test sees what the checkers would miss


def beginnings_of_words(name):
    """The words that clear, with a letter less or with one more at each end."""
    sound = certificate(name)
    for target in (0, 2, 3):
        at = ("identities", place_of(sound, f"clear.{target}"), "word")
        word = sound["identities"][at[1]]["word"]
        yield from (replaced(sound, at, word[:k] + word[k + 1 :]) for k in range(len(word)))
        for system in (0, 1):
            for letter in (["phase", 1, system], ["fourier", 1, system]):
                yield replaced(sound, at, [*word, letter])
                yield replaced(sound, at, [letter, *word])


def plant_two_columns(monkeypatch):
    """What the checkers once tested: the first two columns alone."""
    units = [1, 0, 0, 0], [0, 1, 0, 0]

    def one(ring, item, name, matrix):
        return all(
            checker.apply_word(ring, item[0], list(unit), name) == [row[j] % ring.d for row in matrix]
            for j, unit in enumerate(units)
        )

    def every(matrix):
        return lambda _, item: all(
            checker_all_odd.letters(item[0], unit) == [row[j] for row in matrix] for j, unit in enumerate(units)
        )

    monkeypatch.setattr(checker, "word_is", one)
    monkeypatch.setattr(checker_all_odd, "word_is", every)


@pytest.mark.parametrize("name", DIMENSIONS)
def test_words_that_do_more_than_clear_are_refused_and_a_test_of_two_columns_is_found_out(name, monkeypatch):
    program = checker_all_odd if name == "all odd" else checker
    corrupted = [json.dumps(thing) for thing in beginnings_of_words(name)]
    counts, unsound = tried(name, corrupted, program)
    assert not unsound
    assert counts == {"false": len(corrupted)}
    plant_two_columns(monkeypatch)
    counts, unsound = tried(name, corrupted, program)
    assert counts["proved"] == len(unsound) > 5


def without_the_first_letter(sound):
    place = place_of(sound, "clear.3")
    return replaced(sound, ("identities", place, "word"), sound["identities"][place]["word"][1:])


def on_the_other_system_too(sound):
    place = place_of(sound, "clear.0")
    return replaced(sound, ("identities", place, "word"), [*sound["identities"][place]["word"], ["phase", 1, 1]])


@pytest.mark.parametrize("change", [without_the_first_letter, on_the_other_system_too])
@pytest.mark.parametrize("name", DIMENSIONS)
def test_the_two_faults_of_the_first_edition(name, change, monkeypatch):
    """They fix e_x1 and do the right thing to e_p1, and do not clear."""
    wrong = change(certificate(name))
    item = next(
        one for one, two in zip(wrong["identities"], certificate(name)["identities"], strict=True) if one != two
    )
    for d in DIMENSIONS[name]:
        total, target = word_matrix(item["word"], d), int(item["id"][-1])
        assert total[:, :2].T.tolist() == [[1, 0, 0, 0], [int(i in (1, target)) for i in range(4)]]
        assert not clears(total, target, d)
    program = checker_all_odd if name == "all odd" else checker
    assert tried(name, [json.dumps(wrong)], program) == ({"false": 1}, [])


@pytest.mark.parametrize("name", DIMENSIONS)
def test_the_sound_words_work_by_the_independent_test(name):
    words = [item for item in certificate(name)["identities"] if "word" in item]
    assert {item["id"].split(".")[0] for item in words} >= {"word", "clear"}
    assert all(word_works(item, DIMENSIONS[name]) for item in words)


@pytest.mark.parametrize(
    ("name", "path", "value"),
    [
        ("d=3", ("identities", 0, "exponent"), 4),
        ("all odd", ("identities", 0, "exponent"), [[2, 0]]),
        ("all odd", ("identities", 0, "exponent"), [[2, 1], [1, 0, "x"]]),
        ("refutations", ("identities", 0, "signs", 0), 1),
        ("refutations", ("identities", 0, "combination"), [0]),
        ("refutations", ("identities", 2, "state"), [1, 0, 0, 0, 0, 0, 0, 0]),
        ("refutations", ("identities", 4, "local"), 3),
        ("refutations", ("identities", 5, "rows", 0), [0, 0, 0]),
        ("refutations", ("identities", 6, "right", 0), 0),
        ("refutations", ("identities", 9, "c"), [0, 0]),
        ("refutations", ("identities", 10, "shifts", 0), [0, 0, 0]),
        ("refutations", ("identities", 11, "maps"), 23),
        ("exact family", ("identities", 0, "phases", 0, 0), 1),
    ],
)
def test_the_independent_test_can_fail(name, path, value):
    sound = certificate(name)
    assert proves_the_same(sound, sound)
    assert not proves_the_same(sound, replaced(sound, path, value))


def test_other_ways_of_writing_a_polynomial_say_the_same():
    sound = certificate("all odd")
    assert sound["identities"][0]["exponent"] == [[1, 0]]
    other = replaced(sound, ("identities", 0, "exponent"), [[2, 1]])
    assert proves_the_same(sound, other)
    assert tried("all odd", [json.dumps(other)]) == ({"proved": 1}, [])


if __name__ == "__main__":
    for chosen in sys.argv[1:] or MAKERS:
        answers, wrong = tried(chosen, chain(texts(chosen), texts(chosen, 10**9, 5000)))
        print(chosen, dict(answers), "wrongly accepted:", len(wrong), flush=True)
