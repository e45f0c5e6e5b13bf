// What the two answers look like: the steps, and the distributions beside each other.

import { showLine } from "./editor.js";

const get = (id) => document.getElementById(id);
let steps = [];
let current = 0;
let legend = [];
let unit = "";

export const shownPicture = () => steps[current]?.svg ?? "";

// SVG text of this server as an element; nothing else is taken from it.
function drawn(svg) {
  const made = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  return made.nodeName === "svg" ? made : document.createElement("span");
}

export function showSteps(found, onOutcome) {
  const last = current === steps.length - 1 || !steps.length;
  steps = found.steps;
  legend = found.legend ?? [];
  unit = found.system.d === null ? "" : " log d";
  current = last ? steps.length - 1 : Math.min(current, steps.length - 1);
  get("no-picture").textContent = steps.length ? "" : "Nothing is done yet: add a statement.";
  get("scrub").max = Math.max(1, steps.length);
  get("strip").replaceChildren(...steps.map((step, i) => {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    const image = document.createElement("img");
    image.alt = "";
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(step.svg)}`;
    button.append(image, `${i + 1}. ${step.statement}`);
    button.addEventListener("click", () => { current = i; paint(); });
    item.append(button);
    return item;
  }));
  outcomes(found, onOutcome);
  paint();
}

export function noPicture(reason) {
  get("no-picture").textContent = reason;
}

// A choice for each outcome: which run is followed.
function outcomes(found, onOutcome) {
  const { d } = found.system;
  const focused = document.activeElement?.id;
  const shown = found.choices.slice(0, 24);
  get("run").replaceChildren(...(shown.length ? ["in the run with"] : []), ...shown.map((name) => {
    const label = document.createElement("label");
    let control;
    if (d === null) {
      control = document.createElement("input");
      Object.assign(control, { type: "number", step: 0.1, value: found.followed[name] ?? "", placeholder: "any" });
    } else {
      control = document.createElement("select");
      for (let v = 0; v < d; v += 1) control.append(new Option(v, v, false, v === found.followed[name]));
    }
    control.id = `outcome-${name}`;
    control.addEventListener("change", () => onOutcome(name, control.value === "" ? null : Number(control.value)));
    label.append(`${name} =`, control);
    return label;
  }));
  if (focused?.startsWith("outcome-")) get(focused)?.focus();
}

function paint() {
  const step = steps[current];
  get("scrub").value = current + 1;
  get("scrub").setAttribute("aria-valuetext", step ? `${current + 1}: ${step.statement}` : "none");
  get("where").textContent = steps.length ? `${current + 1} of ${steps.length}` : "";
  get("back").disabled = current <= 0;
  get("forward").disabled = current >= steps.length - 1;
  get("statement").textContent = step ? step.statement : "";
  get("told").textContent = step ? step.told : "";
  get("known").textContent = step ? step.known : "nothing";
  get("entropy").textContent = step?.entropy ? `${step.entropy}${unit}${step.entropy === "0" ? ": no more may be known" : ""}` : "";
  get("entropy-name").hidden = !step?.entropy;
  const picture = step ? drawn(step.svg) : null;
  if (picture) picture.style.minWidth = `min(${picture.getAttribute("width")}px, 34rem)`;
  get("picture").replaceChildren(...(picture ? [picture] : []));
  for (const part of ["moment", "scrubber"]) get(part).hidden = !steps.length;
  get("legend").replaceChildren(...legend.map(({ text, colour, hatch, ink }) => {
    const item = document.createElement("li");
    const sample = document.createElement("i");
    sample.className = "sample";
    sample.style.background = hatch ? `repeating-linear-gradient(45deg, ${colour} 0 3px, ${ink} 3px 4px)` : colour;
    item.append(sample, text);
    return item;
  }));
  get("strip").querySelectorAll("button").forEach((button, i) => {
    if (i === current) button.setAttribute("aria-current", "step");
    else button.removeAttribute("aria-current");
  });
  showLine(step?.line ?? null);
}

get("scrub").addEventListener("input", (event) => { current = Number(event.target.value) - 1; paint(); });
get("back").addEventListener("click", () => { if (current > 0) { current -= 1; paint(); } });
get("forward").addEventListener("click", () => { if (current < steps.length - 1) { current += 1; paint(); } });

const WORDS = { agree: "The theories agree.", disagree: "The theories disagree.", "not-compared": "Not compared." };

export function verdict(text, kind) {
  get("verdict").textContent = text;
  get("verdict").className = kind;
}

export function showPredictions(found, followed, onFollow) {
  verdict(told(found), found.verdict === "not-compared" ? "waits" : found.verdict);
  const parts = [];
  if (found.curves.length) parts.push(densities(found.curves));
  if (found.numbers.length) parts.push(numbers(found));
  else if (found.rows.length) parts.push(bars(found, followed, onFollow));
  for (const [side, lines] of Object.entries(found.words)) parts.push(note(`${side}: equally likely outcomes; ${lines.join("; ")}`));
  for (const [side, p] of Object.entries(found.conditions)) parts.push(note(`${side}: the conditions are met with probability ${p}`));
  if (found.more) parts.push(note(`and ${found.more} more; \`toytheory run --json -\` lists all`));
  for (const { backend, reason } of found.skipped) parts.push(note(`${backend}: ${reason}`));
  get("distributions").replaceChildren(...parts);
}

function told(found) {
  const by = Object.entries(found.backends).map(([side, name]) => `${side}: ${name}`).join(", ");
  const w = found.witness;
  const at = w?.outcome != null ? ` They differ most at ${where(found.outcomes, w.outcome)}: toy ${w.toy}, quantum ${w.quantum}.` : "";
  return `${WORDS[found.verdict]}${at} (${by})`;
}

function where(names, outcome) {
  const values = outcome.split(",");
  return values.length === names.length ? names.map((name, i) => `${name} = ${values[i]}`).join(", ") : outcome;
}

function note(text) {
  const made = document.createElement("p");
  made.className = "note";
  made.textContent = text;
  return made;
}

function table(heads, caption) {
  const made = document.createElement("table");
  made.createCaption().textContent = caption;
  const row = made.createTHead().insertRow();
  for (const [text, kind] of heads) {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = text;
    cell.className = kind;
    row.append(cell);
  }
  made.append(document.createElement("tbody"));
  return made;
}

const SIDES = [["toy theory", "theory-toy"], ["quantum theory", "theory-quantum"]];

function bars(found, followed, onFollow) {
  const named = found.outcomes.join(", ") || "nothing is measured";
  const made = table([[found.outcomes.length ? named : "outcome", ""], ...SIDES, ["", ""]], `Probabilities of ${named}`);
  for (const row of found.rows) {
    const line = made.tBodies[0].insertRow();
    const differs = row.toy !== undefined && row.quantum !== undefined && row.toy !== row.quantum;
    line.className = [differs ? "differs" : "", matches(found.outcomes, row.values, followed) ? "followed" : ""].join(" ");
    const head = document.createElement("th");
    head.scope = "row";
    if (found.outcomes.length && row.toy !== "0") {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = row.outcome;
      button.setAttribute("aria-label", `follow the run with ${where(found.outcomes, row.outcome)}`);
      button.addEventListener("click", () => onFollow(Object.fromEntries(found.outcomes.map((name, i) => [name, row.values[i]]))));
      head.append(button);
    } else head.textContent = row.outcome || "certain";
    line.append(head);
    for (const side of ["toy", "quantum"]) line.insertCell().append(bar(row, side));
    line.insertCell().textContent = differs ? "≠" : "";
  }
  return made;
}

const matches = (names, values, followed) => names.length > 0 && names.every((name, i) => followed[name] === values[i]);

function bar(row, side) {
  const made = document.createElement("div");
  made.className = "bar";
  if (row[side] === undefined) { made.textContent = "–"; return made; }
  const svg = shape("svg", { viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" });
  for (const [kind, width] of [[side, 100 * row[`${side}_share`]], ["full", 100]]) {
    svg.append(shape("rect", { class: kind, width, height: 10 }));
  }
  const share = document.createElement("span");
  share.textContent = row[side];
  made.append(svg, share);
  return made;
}

// The density of each outcome of modes: the toy theory's filled, the quantum theory's dashed.
function densities(curves) {
  const made = document.createElement("div");
  made.className = "curves";
  made.append(...curves.map(density));
  return made;
}

const SPACE = "http://www.w3.org/2000/svg";

function shape(name, attributes) {
  const made = document.createElementNS(SPACE, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function density(curve) {
  const laws = ["toy", "quantum"].filter((side) => side in curve).map((side) => [side, curve[side]]);
  const known = laws.map(([, law]) => law).filter((law) => law !== null);
  let low = Math.min(...known.map(([mean, deviation]) => mean - 3.5 * deviation));
  let high = Math.max(...known.map(([mean, deviation]) => mean + 3.5 * deviation));
  if (!known.length) [low, high] = [-1, 1];
  if (high - low <= 1e-9 * Math.max(1, Math.abs(low))) [low, high] = [low - 1, high + 1];
  const peak = Math.max(0, ...known.filter(([, deviation]) => deviation > 0).map(([, deviation]) => 1 / deviation)) || 1;
  const across = (value) => (200 * (value - low)) / (high - low);
  const svg = shape("svg", { viewBox: "0 0 200 74", "aria-hidden": "true" });
  for (const [side, law] of laws) svg.append(shape("path", { class: side, d: outline(law, low, high, peak, across) }));
  svg.append(shape("path", { class: "axis", d: "M0 70H200" }));
  const figure = document.createElement("figure");
  const caption = document.createElement("figcaption");
  caption.append(...laws.map(([side, law]) => {
    const words = document.createElement("span");
    words.className = `theory-${side}`;
    words.textContent = `${side}: ${spoken(law)} `;
    return words;
  }));
  caption.prepend(`${curve.outcome}, from ${short(low)} to ${short(high)}. `);
  figure.append(svg, caption);
  return figure;
}

function outline(law, low, high, peak, across) {
  if (law === null) return "M0 70V52H200V70";
  const [mean, deviation] = law;
  if (!deviation) return `M${across(mean)} 70V4`;
  const points = Array.from({ length: 101 }, (_, i) => low + (i * (high - low)) / 100);
  const height = (value) => 70 - (66 / (peak * deviation)) * Math.exp(-0.5 * ((value - mean) / deviation) ** 2);
  return `M0 70${points.map((value) => `L${across(value).toFixed(2)} ${height(value).toFixed(2)}`).join("")}L200 70`;
}

const short = (number) => String(Number(number.toPrecision(3)));

function spoken(law) {
  if (law === null) return "any value equally likely";
  return law[1] ? `${short(law[0])} ± ${short(law[1])}` : `${short(law[0])}, certain`;
}

function numbers(found) {
  const made = table([["", ""], ...SIDES], "Means, deviations and covariances of the outcomes, and of the state that is left");
  for (const row of found.numbers) {
    const line = made.tBodies[0].insertRow();
    const head = document.createElement("th");
    head.scope = "row";
    head.textContent = row.label;
    line.append(head);
    for (const side of ["toy", "quantum"]) {
      const cell = line.insertCell();
      cell.className = "number";
      cell.textContent = row[side] ?? "–";
    }
  }
  return made;
}
