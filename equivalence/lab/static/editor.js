// The editor: line numbers, the error marked in place, the line of the step that is shown.

const area = document.getElementById("editor");
const backdrop = document.getElementById("backdrop");
const numbers = document.getElementById("numbers");
const problem = document.getElementById("problem");
let error = null;
let shownLine = null;

export const text = () => area.value;

export function write(value) {
  area.value = value;
  area.dispatchEvent(new Event("input"));
}

export function onChange(told) {
  area.addEventListener("input", () => { error = null; paint(); told(); });
}

// A statement behind the line with the cursor, or at the end where the cursor is in no line that says something.
export function insert(line) {
  const lines = area.value.replace(/\n+$/, "").split("\n");
  const here = document.activeElement === area || area.dataset.touched
    ? area.value.slice(0, area.selectionStart).split("\n").length - 1 : lines.length - 1;
  const place = Math.min(Math.max(here, 0), lines.length - 1);
  lines.splice(place + 1, 0, line);
  area.value = lines.join("\n") + "\n";
  const end = lines.slice(0, place + 2).join("\n").length;
  area.setSelectionRange(end, end);
  area.dispatchEvent(new Event("input"));
}
area.addEventListener("keyup", () => { area.dataset.touched = "yes"; });
area.addEventListener("click", () => { area.dataset.touched = "yes"; });

export function showError(found) {
  error = found;
  problem.replaceChildren();
  problem.classList.toggle("bad", Boolean(found));
  area.setAttribute("aria-invalid", found ? "true" : "false");
  if (found) {
    const where = document.createElement("strong");
    where.textContent = `Line ${found.line}, column ${found.column}: `;
    const mend = document.createElement("span");
    mend.className = "mend";
    mend.textContent = found.mend ? ` Mend: ${found.mend}.` : "";
    problem.append(where, `${found.problem}.`, mend);
  }
  paint();
}

export function showLine(line) {
  shownLine = line;
  paint();
}

function paint() {
  const lines = area.value.split("\n");
  numbers.replaceChildren(...lines.flatMap((_, i) => {
    const label = document.createElement("span");
    label.textContent = String(i + 1);
    label.className = i + 1 === shownLine ? "here" : "";
    return [label, "\n"];
  }));
  backdrop.replaceChildren(...lines.flatMap((line, i) => [painted(line, i + 1), "\n"]));
  const rows = Math.min(Math.max(lines.length + 1, 9), 24);
  area.style.height = `${rows * 22.5 + 20}px`;
  follow();
}

function painted(line, number) {
  const whole = document.createElement("span");
  if (number === shownLine && !error) whole.className = "step";
  if (!error || error.line !== number) {
    whole.textContent = line || " ";
    return whole;
  }
  const start = Math.min(error.column - 1, Math.max(line.length - 1, 0));
  const rest = line.slice(start);
  const length = (/^\s*\S+/.exec(rest) || [" "])[0].length;
  const mark = document.createElement("mark");
  mark.textContent = rest.slice(0, length) || " ";
  whole.append(line.slice(0, start), mark, rest.slice(length));
  return whole;
}

function follow() {
  backdrop.style.transform = `translate(${-area.scrollLeft}px, 0)`;
  backdrop.scrollTop = numbers.scrollTop = area.scrollTop;
}
area.addEventListener("scroll", follow);
