// Buttons that write statements, for the systems that the text declares.

import { insert, text, write } from "./editor.js";

const place = document.getElementById("palette");
const KINDS = [["bits", "bits"], ["trits", "trits"], ["dits d=4", "4 values"], ["dits d=5", "5 values"],
  ["dits d=6", "6 values"], ["dits d=7", "7 values"], ["modes", "modes"]];
let declared = "";

// What the `system` line says; the palette needs no more than that.
function declaration() {
  const found = /^[ \t]*system[ \t]+(\d{1,4})[ \t]+(bits?|trits?|dits?[ \t]+d=(\d+)|modes?)\b/m.exec(text());
  if (!found) return { n: 2, kind: "trits" };
  const word = found[2].startsWith("dit") ? `dits d=${found[3]}` : found[2].replace(/s?$/, "s");
  return { n: Math.max(1, Math.min(Number(found[1]), 99)), kind: word };
}

function declare(n, kind) {
  const one = n === 1 ? kind.replace(/^(bit|trit|dit|mode)s/, "$1") : kind;
  const line = `system ${n} ${one}`;
  const there = /^[ \t]*system\b.*$/m;
  write(there.test(text()) ? text().replace(there, line) : `${line}\n${text()}`);
}

export function refresh() {
  const { n, kind } = declaration();
  if (`${n} ${kind}` === declared) return;
  declared = `${n} ${kind}`;
  const chosen = document.activeElement?.id;
  place.replaceChildren(systems(n, kind), ...(kind === "modes" ? modes(n) : discrete(n)));
  if (chosen && place.contains(document.getElementById(chosen))) document.getElementById(chosen).focus();
}

function group(name, ...parts) {
  const set = document.createElement("fieldset");
  const legend = document.createElement("legend");
  legend.textContent = name;
  set.append(legend, ...parts);
  return set;
}

function labelled(name, control) {
  const label = document.createElement("label");
  label.append(name, control);
  return label;
}

function select(id, options, value) {
  const made = document.createElement("select");
  made.id = id;
  for (const [key, name] of options) made.append(new Option(name, key, false, key === value));
  return made;
}

function number(id, value, min, max, step = 1) {
  const made = document.createElement("input");
  Object.assign(made, { type: "number", id, value, min, max, step });
  return made;
}

function button(title, line) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = title;
  made.addEventListener("click", () => insert(typeof line === "function" ? line() : line));
  return made;
}

const all = (n) => Array.from({ length: n }, (_, i) => [String(i + 1), String(i + 1)]);
const value = (id) => document.getElementById(id).value;

function systems(n, kind) {
  const count = number("pal-n", n, 1, 8);
  const kinds = select("pal-kind", KINDS.some(([k]) => k === kind) ? KINDS : [[kind, kind], ...KINDS], kind);
  const change = () => declare(Math.max(1, Math.min(Number(count.value) || 1, 99)), kinds.value);
  count.addEventListener("change", change);
  kinds.addEventListener("change", change);
  return group("systems", labelled("how many", count), labelled("of", kinds));
}

function which(n) {
  const parts = [labelled("system", select("pal-j", all(n), "1"))];
  if (n > 1) parts.push(labelled("other", select("pal-k", all(n), "2")));
  return group("which", ...parts);
}
const j = () => value("pal-j");
const k = () => document.getElementById("pal-k")?.value ?? j();

function discrete(n) {
  const two = (title, line) => (n > 1 ? [button(title, line)] : []);
  return [
    which(n),
    group("prepare", labelled("value", number("pal-v", 0, 0, 99)),
      button("X = value", () => `prepare X${j()} = ${value("pal-v")}`),
      button("P = value", () => `prepare P${j()} = ${value("pal-v")}`),
      button("X + P = value", () => `prepare X${j()} + P${j()} = ${value("pal-v")}`),
      ...two("correlated pair", () => `prepare X${j()} - X${k()} = 0, P${j()} + P${k()} = 0`)),
    group("transform",
      button("fourier", () => `fourier ${j()}`), button("phase", () => `phase ${j()}`),
      button("displace X", () => `displace X${j()} by 1`), button("displace P", () => `displace P${j()} by 1`),
      button("noise X", () => `noise X${j()} by 0: 9/10, 1: 1/10`),
      ...two("sum", () => `sum ${j()} ${k()}`), ...two("cphase", () => `cphase ${j()} ${k()}`),
      ...two("swap", () => `swap ${j()} ${k()}`)),
    group("measure",
      button("X", () => `measure X${j()}`), button("P", () => `measure P${j()}`),
      button("X + P", () => `measure X${j()} + P${j()}`),
      ...two("X - X and P + P", () => `measure X${j()} - X${k()}, P${j()} + P${k()}`)),
  ];
}

function modes(n) {
  const two = (title, line) => (n > 1 ? [button(title, line)] : []);
  return [
    which(n),
    group("prepare", labelled("value", number("pal-v", 0, -99, 99, 0.1)),
      button("vacuum", () => `prepare vacuum ${j()}`),
      button("X = value", () => `prepare X${j()} = ${value("pal-v")}`),
      button("P = value", () => `prepare P${j()} = ${value("pal-v")}`),
      button("gaussian", () => `prepare gaussian ${j()} means ${value("pal-v")}, 0 covariance 0.5, 0; 0, 0.5`),
      ...two("EPR pair", () => `prepare X${j()} - X${k()} = 0, P${j()} + P${k()} = 0`)),
    group("transform", labelled("by", number("pal-t", 0.5, -9, 9, 0.1)),
      button("rotate", () => `rotate ${j()} by ${value("pal-t")}`),
      button("squeeze", () => `squeeze ${j()} by ${value("pal-t")}`),
      button("displace X", () => `displace X${j()} by ${value("pal-t")}`),
      button("loss 0.8", () => `loss ${j()} by 0.8`),
      ...two("beamsplitter", () => `beamsplitter ${j()} ${k()} by ${value("pal-t")}`),
      ...two("two-mode-squeeze", () => `two-mode-squeeze ${j()} ${k()} by ${value("pal-t")}`)),
    group("measure",
      button("X", () => `measure X${j()}`), button("P", () => `measure P${j()}`),
      button("heterodyne", () => `heterodyne ${j()}`)),
  ];
}
