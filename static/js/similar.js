// While somebody writes a post: what is here already. Asked for when a field is done; nothing moves under the finger:
// out of sight the cards come by themselves, in sight a line of constant height offers them.

import { _, ngettext } from "stoop/late-words";

const ASKED = ["title", "description", "kind", "place", "landmark", "lat", "lon"];
const PAUSE = 500;
const REST = 60_000;

const slot = document.querySelector("[data-similar]");
const form = slot?.closest("form");
const seen = form?.elements.seen;
const cards = slot?.querySelector("[data-cards]");
const line = slot?.querySelector("[role=status]");
let asked = "";
let waiting;
let timer;
let rested = 0;
let going;

if (form && seen.value !== "all") {
  for (const kind of ["change", "focusin", "focusout", "click"]) form.addEventListener(kind, soon);
  new IntersectionObserver(([{ isIntersecting }]) => {
    if (isIntersecting) remember();
    else if (waiting !== undefined) fill();
  }).observe(slot);
}

function soon({ target }) {
  if (slot.contains(target)) return;
  clearTimeout(timer);
  timer = setTimeout(ask, PAUSE);
}

async function ask() {
  const { title, place, landmark, lat } = form.elements;
  if (!title.value.trim() || !(place.value.trim() || landmark.value.trim() || lat.value)) return;
  const body = new URLSearchParams(ASKED.map((name) => [name, form.elements[name]?.value ?? ""]));
  if (String(body) === asked || Date.now() < rested) return;
  asked = String(body);
  body.set("csrf_token", form.elements.csrf_token.value);
  going?.abort();
  going = new AbortController();
  try {
    const answer = await fetch(slot.dataset.similar, { method: "POST", body, signal: going.signal });
    if (answer.status === 429) rested = Date.now() + REST;
    if (answer.ok) put(answer.status === 200 ? await answer.text() : "");
  } catch {
    asked = ""; // no signal: asked again at the next field
  }
}

function put(html) {
  waiting = undefined;
  if (html === cards.innerHTML || (!html && !cards.firstChild)) return;
  const number = html.split("data-post=").length - 1;
  const words = ngettext("{n} post here looks like yours.", "{n} posts here look like yours.", number);
  line.textContent = number ? words : _("Nothing here looks like yours.");
  waiting = html;
  if (!inSight() && !cards.contains(document.activeElement)) fill();
  else if (number) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-2 btn-s" });
    button.textContent = ngettext("Show it", "Show them", number);
    button.onclick = () => {
      fill();
      const heading = cards.querySelector("h2");
      heading.tabIndex = -1;
      heading.focus();
    };
    line.parentElement.querySelector("button")?.remove();
    line.after(button);
  }
}

function fill() {
  const { bottom } = cards.getBoundingClientRect();
  line.parentElement.querySelector("button")?.remove();
  cards.innerHTML = waiting;
  waiting = undefined;
  if (bottom < 0) scrollBy(0, cards.getBoundingClientRect().bottom - bottom);
  if (inSight()) remember();
}

function inSight() {
  const { top, bottom } = cards.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}

// What was in sight is not asked about again between writing and posting.
function remember() {
  const ids = [...cards.querySelectorAll("[data-post]")].map((card) => card.dataset.post);
  seen.value = [...new Set([...seen.value.split(",").filter(Boolean), ...ids])].slice(-50).join(",");
}
