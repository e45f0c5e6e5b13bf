// The page: at each change of the text both questions are asked, and only the newest answers are shown.

import { noPicture, showPredictions, showSteps, verdict } from "./answers.js";
import { onChange, showError, text, write } from "./editor.js";
import { refresh } from "./palette.js";
import { fromLink, keepInLink } from "./sharing.js";

const START = `# Two bits, correlated. In the toy theory X, P and X + P of the pair add up to 0;
# for two qubits they do not.
system 2 bits
prepare X1 + X2 = 0, P1 + P2 = 0
measure X1 + X2 as x
measure P1 + P2 as p
measure X1 + P1 + X2 + P2 as y
`;
const PAUSE = 120; // milliseconds without a keystroke, before anything is asked
const AGAIN = 700; // milliseconds until a question is asked again that could not be answered yet
const name = crypto.randomUUID();
const get = (id) => document.getElementById(id);

let followed = {};
let asked = 0;
let waiting = null;
let stopped = new AbortController();

async function ask(question, number) {
  const answer = await fetch(`/api/${question}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ page: name, text: text(), outcomes: followed }),
    signal: stopped.signal,
  });
  const found = await answer.json();
  return number === asked ? found : { state: "superseded" };
}

async function again(question, number, shown) {
  try {
    let found = await ask(question, number);
    while (["loading", "busy"].includes(found.state) && number === asked) {
      shown(found);
      await new Promise((done) => { setTimeout(done, AGAIN); });
      found = await ask(question, number);
    }
    if (found.state !== "superseded" && number === asked) shown(found);
  } catch (error) {
    if (error.name !== "AbortError") shown({ state: "failed", reason: "the laboratory does not answer; is it still running?" });
  }
}

function renew() {
  stopped.abort();
  stopped = new AbortController();
  asked += 1;
  for (const part of ["picture", "strip", "distributions"]) get(part).classList.add("stale");
  again("pictures", asked, pictured);
  again("predictions", asked, predicted);
  keepInLink();
}

function soon() {
  refresh();
  clearTimeout(waiting);
  waiting = setTimeout(renew, PAUSE);
}

function pictured(found) {
  if (found.state === "done") {
    showError(null);
    for (const part of ["picture", "strip"]) get(part).classList.remove("stale");
    followed = found.system.d === null ? followed : found.followed;
    showSteps(found, (outcome, value) => {
      if (value === null) delete followed[outcome];
      else followed = found.system.d === null ? { ...followed, [outcome]: value } : upTo(found, outcome, value);
      renew();
    });
  } else if (found.state === "error") {
    showError(found.error);
    noPicture(get("moment").hidden ? "Nothing can be drawn before the error is mended." : "As it was before the error:");
  } else {
    showError(null);
    noPicture(`No picture: ${found.reason}.`);
    if (found.state === "failed" && Object.keys(followed).length) { followed = {}; soon(); }
  }
}

// An outcome is chosen: those before it stay, those after it are the smallest that can occur.
function upTo(found, outcome, value) {
  const names = found.choices;
  const kept = names.slice(0, names.indexOf(outcome)).filter((other) => other in followed);
  return { ...Object.fromEntries(kept.map((other) => [other, followed[other]])), [outcome]: value };
}

function predicted(found) {
  if (found.state === "done") {
    get("distributions").classList.remove("stale");
    showPredictions(found, followed, (run) => { followed = run; renew(); });
  } else if (found.state === "error") verdict("The experiment cannot be read yet.", "waits");
  else verdict(found.state === "failed" ? `No prediction: ${found.reason}.` : `Wait a moment: ${found.reason} ...`, "waits");
}

async function fillGallery() {
  const { examples } = await (await fetch("/api/gallery")).json();
  const groups = new Map();
  for (const [i, { group, name: file, about }] of examples.entries()) {
    if (!groups.has(group)) groups.set(group, Object.assign(document.createElement("optgroup"), { label: group }));
    const title = file.replace(/\.toy$/, "").replaceAll("-", " ");
    groups.get(group).append(new Option(about ? `${title}: ${about.slice(0, 70)}` : title, i));
  }
  get("gallery").append(...groups.values());
  get("gallery").addEventListener("change", (event) => {
    const chosen = examples[event.target.value];
    if (chosen) { followed = {}; write(chosen.text); }
    event.target.value = "";
  });
}

onChange(soon);
addEventListener("hashchange", () => { const held = fromLink(); if (held !== null && held !== text()) { followed = {}; write(held); } });
fillGallery();
write(fromLink() ?? START);
