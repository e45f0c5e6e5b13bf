// A link that holds the experiment, and files; nothing leaves the browser.

import { text } from "./editor.js";
import { shownPicture } from "./answers.js";

const get = (id) => document.getElementById(id);

export function pack(value) {
  const bytes = new TextEncoder().encode(value);
  let packed = "";
  for (const byte of bytes) packed += String.fromCharCode(byte);
  return btoa(packed).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

export function unpack(value) {
  try {
    const packed = atob(value.replaceAll("-", "+").replaceAll("_", "/"));
    return new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(packed, (letter) => letter.charCodeAt(0)));
  } catch {
    return null;
  }
}

export function fromLink() {
  const found = /^#e=([\w-]*)$/.exec(location.hash);
  return found ? unpack(found[1]) : null;
}

export const keepInLink = () => history.replaceState(null, "", `#e=${pack(text())}`);

function say(words) {
  get("said").textContent = words;
  setTimeout(() => { get("said").textContent = ""; }, 4000);
}

function save(name, blob) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  say(`saved ${name}`);
}

get("share").addEventListener("click", async () => {
  keepInLink();
  try {
    await navigator.clipboard.writeText(location.href);
    say("the link is copied");
  } catch {
    say("the link is in the address bar");
  }
});
get("export-toy").addEventListener("click", () => save("experiment.toy", new Blob([text()], { type: "text/plain" })));
get("export-svg").addEventListener("click", () => save("step.svg", new Blob([shownPicture()], { type: "image/svg+xml" })));
get("export-png").addEventListener("click", () => {
  const image = new Image();
  image.addEventListener("load", () => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [2 * image.width, 2 * image.height];
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((blob) => save("step.png", blob), "image/png");
  });
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(shownPicture())}`;
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && get("export").open) { get("export").open = false; get("export").querySelector("summary").focus(); }
});
