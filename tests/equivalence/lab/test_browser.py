"""The laboratory in a browser, as somebody uses it: typing, errors, runs, links, the keyboard alone, small and dark."""

from __future__ import annotations

import base64
import re
import shutil
import socket
import threading

import pytest

pytest.importorskip("starlette", reason="the laboratory is an optional extra: pip install 'toytheory[lab]'")
uvicorn = pytest.importorskip("uvicorn", reason="the laboratory is an optional extra: pip install 'toytheory[lab]'")
playwright = pytest.importorskip("playwright.sync_api", reason="no Playwright: pip install 'toytheory[browser]'")
BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(BROWSER is None, reason="there is no Chromium on this machine")

from equivalence.lab.server import HOST, application  # noqa: E402

WAIT = 60_000
"""Milliseconds, for a busy machine."""

DISAGREE = "system 2 bits\nprepare X1 + X2 = 0, P1 + P2 = 0\nmeasure X1 + P1 + X2 + P2 as y\n"
TRITS = "system 2 trits\nprepare X1 - X2 = 0, P1 + P2 = 0\nmeasure X1 as a\nmeasure X2 as b\n"

CONTRASTS = """() => {
  const luminance = (c) => c.map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const numbers = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const ground = (e) => {
    for (let at = e; at; at = at.parentElement) {
      const c = numbers(getComputedStyle(at).backgroundColor);
      if (c.length === 3 || (c.length === 4 && c[3] === 1)) return c.slice(0, 3);
    }
    return null;
  };
  const low = [];
  for (const e of document.querySelectorAll("body *")) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    const style = getComputedStyle(e);
    const box = e.getBoundingClientRect();
    if (!own || e.closest("svg, #backdrop, .stale, option, [hidden]") || e.disabled || !box.width) continue;
    const [a, b] = [luminance(numbers(style.color).slice(0, 3)), luminance(ground(e))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) low.push(`${e.tagName} ${e.id || e.className} ${ratio.toFixed(2)} ${e.textContent.slice(0, 20)}`);
  }
  return low;
}"""


@pytest.fixture(scope="module")
def address():
    listener = socket.socket()
    listener.bind((HOST, 0))
    server = uvicorn.Server(uvicorn.Config(application(), log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    yield f"http://{HOST}:{listener.getsockname()[1]}/"
    server.should_exit = True
    thread.join(20)


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as started:
        made = started.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield made
        made.close()


@pytest.fixture
def opened(browser, address):
    """A function that opens the page with an experiment; whatever goes wrong in it is a failure."""
    contexts, faults = [], []

    def call(text=None, width=1280, height=900, dark=False):
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light"
        )
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address.rstrip("/"))
        context.set_default_timeout(WAIT)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        page.on(
            "request",
            lambda asked: faults.append(asked.url) if not asked.url.startswith((address, "data:", "blob:")) else None,
        )
        page.goto(address + ("" if text is None else f"#e={packed(text)}"))
        return page

    yield call
    for context in contexts:
        context.close()
    assert faults == []


def packed(text):
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def settled(page, kind):
    page.wait_for_selector(f"#verdict.{kind}")
    page.wait_for_selector("#picture:not(.stale) svg")


def test_typing_draws_each_step_and_compares(opened):
    page = opened("")
    editor = page.get_by_label("Experiment, one statement a line")
    editor.fill("")
    editor.press_sequentially(TRITS, delay=5)
    settled(page, "agree")
    assert page.locator("#strip button").count() == 3
    assert page.locator("#known").inner_text() == "X1 = 1, X2 = 1"
    rows = page.locator("#distributions tbody tr")
    assert rows.count() == 3
    assert rows.first.inner_text().split() == ["0,0", "1/3", "1/3"]


def test_a_disagreement_shows_where(opened):
    page = opened(DISAGREE)
    settled(page, "disagree")
    assert "y = 0: toy 1, quantum 0" in page.locator("#verdict").inner_text()
    assert page.locator("tr.differs").count() == 2
    full = page.locator("tr.differs").first.locator("rect.toy").get_attribute("width")
    assert (full, page.locator("tr.differs").first.locator("rect.quantum").get_attribute("width")) == ("100", "0")


def test_an_error_is_marked_in_its_place_and_goes_when_it_is_mended(opened):
    page = opened("system 1 trit\nprepare X = 1, P = 0\n")
    page.wait_for_selector("#problem.bad")
    assert page.locator("#problem").inner_text().startswith("Line 2, column 16: X1 and P1 cannot be known together")
    assert page.locator("#backdrop mark").inner_text() == "P"
    assert page.locator("#editor").get_attribute("aria-invalid") == "true"
    page.locator("#editor").fill("system 1 trit\nprepare X = 1\n")
    settled(page, "agree")
    assert page.locator("#backdrop mark").count() == 0
    assert page.locator("#problem").inner_text() == ""


def test_a_run_is_followed_from_the_bars_and_from_its_outcomes(opened):
    page = opened(TRITS)
    settled(page, "agree")
    page.get_by_role("button", name="follow the run with a = 2, b = 2").click()
    page.wait_for_function("() => document.getElementById('known').textContent === 'X1 = 2, X2 = 2'")
    page.locator("#outcome-a").select_option("1")
    page.wait_for_function("() => document.getElementById('known').textContent === 'X1 = 1, X2 = 1'")
    assert page.locator("#outcome-b").input_value() == "1"
    page.get_by_role("button", name="1. prepare").click()
    assert page.locator("#known").inner_text() == "X1 - X2 = 0, P1 + P2 = 0"
    assert page.locator("#numbers .here").inner_text() == "2"


def test_a_link_holds_the_experiment(opened):
    page = opened(DISAGREE)
    settled(page, "disagree")
    page.locator("#editor").fill("system 1 bit\nprepare X = 1  # ψ\n")
    settled(page, "agree")
    page.get_by_role("button", name="Copy link").click()
    page.wait_for_selector("#said:not(:empty)")
    link = page.evaluate("navigator.clipboard.readText()")
    other = opened()
    other.goto(link)
    other.reload()
    settled(other, "agree")
    assert other.locator("#editor").input_value() == "system 1 bit\nprepare X = 1  # ψ\n"


def test_a_broken_link_opens_the_page_all_the_same(opened, address):
    page = opened()
    page.goto(f"{address}#e=%%%")
    page.reload()
    settled(page, "disagree")


def test_the_gallery_loads_and_files_are_saved(opened):
    page = opened("system 1 bit\n")
    page.wait_for_selector("#gallery option:nth-of-type(1)", state="attached")
    page.wait_for_function("() => document.querySelectorAll('#gallery option').length > 10")
    choice = page.locator("#gallery option", has_text=re.compile("^ghz bits")).get_attribute("value")
    page.locator("#gallery").select_option(choice)
    settled(page, "disagree")
    for name, starts in (("toy", b"#"), ("svg", b"<svg"), ("png", b"\x89PNG")):
        page.locator("#export").evaluate("menu => { menu.open = true; }")
        with page.expect_download() as saved:
            page.locator(f"#export-{name}").click()
        with open(saved.value.path(), "rb") as file:  # noqa: PTH123
            assert file.read().startswith(starts)


def test_the_palette_writes_statements(opened):
    page = opened("system 2 trits\n")
    page.get_by_role("button", name="correlated pair").click()
    page.get_by_role("button", name="sum", exact=True).click()
    page.locator("#pal-j").select_option("2")
    page.get_by_role("button", name="P", exact=True).click()
    settled(page, "agree")
    assert page.locator("#editor").input_value() == (
        "system 2 trits\nprepare X1 - X2 = 0, P1 + P2 = 0\nsum 1 2\nmeasure P2\n"
    )
    page.locator("#pal-kind").select_option("bits")
    page.wait_for_function("() => document.getElementById('editor').value.startsWith('system 2 bits')")
    page.locator("#pal-kind").select_option("modes")
    assert page.get_by_role("button", name="beamsplitter").is_visible()


def test_everything_is_reached_by_the_keyboard_alone(opened):
    page = opened(TRITS)
    settled(page, "agree")
    page.evaluate("document.body.focus()")
    reached = []
    for _ in range(80):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate("document.activeElement.id || document.activeElement.textContent.trim().slice(0, 24)")
        )
    wanted = ["gallery", "share", "editor", "pal-n", "correlated pair", "scrub", "outcome-a", "0,0"]
    places = [reached.index(name) for name in wanted]
    assert places == sorted(places)
    page.locator("#scrub").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert page.locator("#statement").inner_text().startswith("prepare")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.locator("#statement").inner_text().startswith("measure X1")


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [400, 1280, 1920])
def test_it_can_be_read_at_every_width_light_and_dark(opened, width, dark):
    page = opened(DISAGREE, width=width, dark=dark)
    settled(page, "disagree")
    page.wait_for_timeout(600)  # what is stale fades
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(CONTRASTS) == []
    page.locator("#editor").fill("system 1 trit\nprepare X = 1, P = 0\n")
    page.wait_for_selector("#problem.bad")
    assert page.evaluate(CONTRASTS) == []


def test_low_contrast_would_be_found(opened):
    page = opened(DISAGREE)
    settled(page, "disagree")
    page.evaluate("document.getElementById('known').style.color = '#999'")
    assert len(page.evaluate(CONTRASTS)) == 1


def test_modes_are_ellipses_with_means_and_deviations(opened):
    page = opened("system 2 modes\nprepare vacuum 1, 2\ntwo-mode-squeeze 1 2 by 0.7\nmeasure X1 as x\n")
    settled(page, "agree")
    assert page.locator("#strip button").count() == 3
    page.get_by_role("button", name="2. two-mode-squeeze").click()
    assert page.locator("#picture ellipse").count() == 8
    assert "deviation of x" in page.locator("#distributions").inner_text()
    page.locator("#outcome-x").fill("0.8")
    page.locator("#outcome-x").press("Enter")
    page.locator("#forward").click()
    page.wait_for_function("() => document.getElementById('known').textContent.startsWith('X1 = 0.8')")


def test_modes_have_densities_of_their_outcomes_and_an_entropy(opened):
    page = opened("system 1 mode\nprepare vacuum 1\nmeasure X as x\nmeasure X as again\n")
    settled(page, "agree")
    told = page.locator(".curves figcaption").all_inner_texts()
    assert [text.split(",")[0] for text in told] == ["x", "again"]
    assert "toy: 0 ± 0.707 quantum: 0 ± 0.707" in told[0]
    toy, quantum = (page.locator(f".curves path.{side}").first.get_attribute("d") for side in ("toy", "quantum"))
    assert toy.count("L") == quantum.count("L") == 102
    assert page.locator("#entropy").inner_text() == "0: no more may be known"
    page.locator("#editor").fill("system 1 mode\nprepare X = 1\nmeasure X as x\nmeasure P as p\n")
    page.wait_for_selector("#verdict.waits")  # no density operator is flat
    page.wait_for_function("() => document.querySelectorAll('.curves path.toy').length === 2")
    told = page.locator(".curves figcaption").all_inner_texts()
    assert "toy: 1, certain" in told[0]
    assert "toy: any value equally likely" in told[1]
    assert page.locator(".curves path.quantum").count() == 0


def test_a_run_through_branches_is_chosen(opened):
    page = opened("system 1 bit\nprepare P = 0\nmeasure X as a\nwhen a = 1\ndisplace X1 by 1\nend\nmeasure X as b\n")
    settled(page, "agree")
    assert page.locator("#strip button").count() == 5
    page.locator("#outcome-a").select_option("0")
    page.wait_for_function("() => document.querySelectorAll('#strip button').length === 4")
    assert page.locator("#outcome-b").input_value() == "0"


def test_what_takes_too_long_says_so_and_the_page_goes_on(opened):
    heavy = (
        "system 2 dits d=5\n" + "noise X1, P1 by 0,0: 1/2, 1,2: 1/2\nsum 1 2\nfourier 1\n" * 13 + "measure X1 as a\n"
    )
    page = opened(heavy)
    page.wait_for_function("() => document.getElementById('no-picture').textContent.startsWith('No picture')")
    page.locator("#editor").fill(TRITS)
    settled(page, "agree")
