// New replies and the city's words gather behind "2 new replies" at the end of the thread; one's own are shown at once.

import { hear } from "stoop/live";
import { focusOn, offer, page, say } from "stoop/say";
import { _, ngettext } from "stoop/words";

const AGAIN = 5_000;
const waiting = new Set();
const mine = new Set(); // posted from here, and not shown yet
const thread = () => document.querySelector("ol[data-thread]");
let sending = false;

hear(gather);

function gather({ kind, observation, comment, follow_up: word, html = {} }) {
  if (thread()?.dataset.thread !== String(observation)) return;
  if (kind === "act_undone") forget(Object.keys(html));
  else if (kind === "comment_written") wait(`c${comment}`);
  else if (word) wait(`f${word}`);
}

function wait(id) {
  if (document.getElementById(id) || mine.has(id)) return;
  waiting.add(id);
  tellCount();
}

// The city took words back that nobody has seen here.
function forget(places) {
  if (places.filter((place) => waiting.delete(place.replace("word:", "f"))).length) tellCount();
}

// While one's own reply is on its way it is not announced as somebody's.
export function hold(on) {
  sending = on;
  tellCount();
}

function tellCount() {
  if (sending) return;
  const words = ngettext("{n} new reply", "{n} new replies", waiting.size);
  if (waiting.size) offer(words, words, () => show());
  else offer("", "");
}

export async function show(own) {
  const ids = own ? [own] : [...waiting];
  try {
    const fresh = await page(`/o/${thread().dataset.thread}/entries?ids=${ids.slice(-100).join("+")}`);
    const shown = ids.map((id) => insert(fresh.getElementById(id))).filter(Boolean);
    for (const id of ids) waiting.delete(id);
    tellCount();
    document.querySelector(".nobody")?.remove();
    if (mine.delete(own)) say(""); // its writer is elsewhere by now
    else focusOn(shown[0]);
  } catch {
    if (own) {
      mine.add(own);
      waiting.delete(own);
      say(_("Your reply is posted. It shows here in a moment."));
      setTimeout(show, AGAIN, own);
    } else say(_("The replies did not come through. Press again in a moment."));
  }
}

function insert(entry) {
  if (!entry) return null;
  const already = document.getElementById(entry.id);
  if (already) return already;
  const parent = entry.parentElement.closest("li[id]");
  const root = parent && document.getElementById(parent.id);
  if (!parent) thread().append(entry);
  else if (!root) return insert(parent);
  else {
    const kids = root.querySelector(":scope > ol.kids") ?? root.appendChild(document.createElement("ol"));
    kids.className = "kids";
    kids.append(entry);
  }
  return entry;
}
