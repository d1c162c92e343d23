// What a script has to tell: one polite note for the whole page, and the strip or bar that offers what is new.

import { _ } from "stoop/words";

const QUIET = 30_000;

export function say(words, { again = false } = {}) {
  const note = document.getElementById("live-note");
  note.textContent = words;
  note.hidden = !words;
  if (again) {
    const link = document.createElement("a");
    link.href = location.href;
    link.textContent = _("Load it again");
    link.addEventListener("click", (event) => {
      event.preventDefault();
      location.reload();
    });
    note.append(" ", link);
  }
}

// The words beside the button are read out at most every half minute; the button itself is always right.
let spoke = 0;

export function offer(words, label, press) {
  const strip = document.querySelector("[data-fresh]");
  if (!strip) return;
  const status = strip.querySelector("[role=status]");
  let button = strip.querySelector("button");
  if (!words) {
    button?.remove();
    status.textContent = label ?? "";
    return;
  }
  strip.hidden = false;
  if (!button) {
    button = document.createElement("button");
    button.className = "pill";
    strip.append(button);
  }
  button.textContent = label;
  button.onclick = press;
  if (Date.now() - spoke > QUIET) {
    spoke = Date.now();
    status.textContent = words;
  }
}

export async function page(address) {
  const answer = await fetch(address, { headers: { Accept: "text/html" } });
  if (!answer.ok) throw new Error(answer.status);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

export function focusOn(element) {
  if (!element) return;
  if (!element.matches("a, button, input, textarea")) element.tabIndex = -1;
  element.focus();
}
