"""`toytheory state`, and the state in `toytheory run --json`."""

import json

import pytest

from equivalence import cli


def asked(capsys, *arguments):
    code = cli.execute(["state", *map(str, arguments)])
    out, err = capsys.readouterr()
    return code, out, err


def record(capsys, *arguments):
    code, out, _ = asked(capsys, *arguments, "--json")
    assert code == 0
    return json.loads(out)


def test_a_pair_across_its_split(capsys):
    found = record(capsys, "X1 - X2 = 0, P1 + P2 = 0", "--trits", 2, "--split", "1|2")
    assert found["format"] == "toytheory/state-1"
    assert (found["entropy"], found["pure"], found["marginals"]) == (
        0,
        True,
        {"1": "nothing known", "2": "nothing known"},
    )
    assert found["split"] == {
        "left": [1],
        "right": [2],
        "entropy_left": 1,
        "entropy_right": 1,
        "mutual_information": 2,
        "correlated_pairs": 1,
        "product": False,
        "local_form": {"pairs": 1, "shared": 0, "known": [0, 0]},
    }
    assert "code" not in found


def test_what_is_known_of_a_system_is_told_of_that_system(capsys):
    assert record(capsys, "P2 = 1, X3 + P3 = 2", "--trits", 3)["marginals"] == {
        "1": "nothing known",
        "2": "P2 = 1",
        "3": "X3 + P3 = 2",
    }
    assert "system 2                 P2 = 1" in asked(capsys, "P2 = 1", "--trits", 3)[1]


def test_a_split_of_some_systems_is_of_their_marginal(capsys):
    found = record(capsys, "X1 - X2 = 0, P1 + P2 = 0, X3 = 1", "--bits", 4, "--split", "1,3|4")
    assert (found["split"]["mutual_information"], found["split"]["product"]) == (0, True)
    found = record(capsys, "X1 - X3 = 0, P1 + P3 = 0", "--bits", 4, "--split", "3..4|1")
    assert (found["split"]["left"], found["split"]["mutual_information"]) == ([3, 4], 2)


def test_a_split_where_d_is_composite_has_a_form_for_each_prime(capsys):
    arguments = "X1 - X2 = 0, 2P1 + 2P2 = 0, 3X3 = 3", "--dits", 6, 3, "--split", "1|2,3"
    assert record(capsys, *arguments)["split"]["local_forms"] == {
        "2": {"pairs": 0, "shared": 1, "known": [0, 1]},
        "3": {"pairs": 1, "shared": 0, "known": [0, 0]},
    }
    out = asked(capsys, *arguments)[1]
    assert "modulo 2        shared values X - X' = 0: 1; known X on the right: 1\n" in out
    assert "modulo 3        pairs X - X' = 0, P + P' = 0: 1\n" in out
    assert "up to maps of each side     nothing known" in asked(capsys, "nothing", "--bits", 2, "--split", "1|2")[1]
    split = record(capsys, "X1 - X2 = 0", "--dits", 4, 2, "--split", "1|2")["split"]
    assert not {"local_form", "local_forms"} & set(split)


STEANE = ("4567", "2367", "1357")
CHECKS = ", ".join(f"{' + '.join(letter + k for k in row)} = 0" for letter in "XP" for row in STEANE)


def test_a_code(capsys):
    code = record(capsys, CHECKS, "--bits", 7)["code"]
    assert [code[key] for key in ("n", "k", "distance", "distance_x", "distance_p")] == [7, 1, 3, 3, 3]
    code, out, _ = asked(capsys, CHECKS, "--bits", 7)
    assert code == 0
    assert "n = 7, k = 1, distance 3" in out
    assert "each system              nothing known" in out


def test_a_search_that_ends_early_says_so(capsys):
    code = record(capsys, CHECKS, "--bits", 7, "--subsets", 10)["code"]
    assert (code["distance"], code["distance_at_least"]) == (None, 2)
    assert "at least 2" in asked(capsys, CHECKS, "--bits", 7, "--subsets", 10)[1]


def test_nothing_known_and_a_dimension_without_a_logarithm(capsys):
    assert record(capsys, "nothing", "--dits", 6, 1)["entropy"] == 1
    assert record(capsys, "2X1 = 0", "--dits", 6, 1)["entropy"] == "log_6 2"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["X1 = 0, P1 = 0", "--bits", 1], "cannot be known together"),
        (["X1 = 0"], "which systems?"),
        (["X2 = 0", "--bits", 1], "there is no system 2"),
        (["X1 = 0", "--bits", 2, "--split", "1"], "no split in two groups"),
        (["X1 = 0", "--bits", 2, "--split", "1|"], "no split in two groups"),
        (["X1 = 0", "--bits", 2, "--split", "1|1"], "named twice"),
        (["X1 = 0", "--bits", 2, "--split", "1|3"], "no system 3"),
        (["X1 = 0", "--bits", 2, "--split", "2..1|1"], "no system 2..1"),
        (["X1 = 0", "--bits", 2, "--split", "a|1"], "'a' is no system"),
        (["X1 = 0", "--bits", 2, "--split", "1..|2"], "'1..' is no system"),
        (["X1 = 0", "--bits", 99999999], "too many"),
    ],
)
def test_bad_input_is_told(capsys, arguments, said):
    code, out, err = asked(capsys, *arguments)
    assert code == 2
    assert not out
    assert said in err
    assert "mend:" in err


def test_a_run_tells_the_state_of_backends_that_know_it(capsys, tmp_path):
    path = tmp_path / "a.toy"
    path.write_text(
        "system 3 trits\nrandom a\nprepare X1 - X2 = 0, P1 + P2 = 0\nmeasure X1 as b\ncondition b = 2\ndiscard 3"
    )
    assert cli.execute(["run", str(path), "--json", "-"]) == 0
    found = {entry["backend"]: entry.get("state") for entry in json.loads(capsys.readouterr().out)["results"]}
    assert found["epistemic"] == {"known": ["X1 = 2", "X2 = 2"], "entropy": 0, "pure": True}
