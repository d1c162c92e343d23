// New posts gather behind "Show 3 new"; nothing moves until it is pressed. When a captain changes how many upvotes a
// post needs, numbers and houses are counted anew, each in its place.

import { focusOn, counted, offer, page, say } from "stoop/say";

const MOST_HOUSES = 12;
const waiting = new Set();

export function gather({ kind, observation }) {
  if (kind !== "observation_posted" || !document.querySelector(".stream")) return;
  const shown = new URLSearchParams(location.search);
  if (shown.has("after") || ["escalated", "mine"].includes(shown.get("show"))) return;
  if (document.getElementById(`o${observation}`)) return;
  waiting.add(observation);
  offer(counted(waiting.size, "new post", "new posts"), `Show ${waiting.size} new`, show);
}

async function show() {
  const list = document.querySelector("ol[data-list]");
  const address = `${location.pathname}?show=new`;
  if (!list) {
    location.assign(address);
    return;
  }
  try {
    const fresh = await page(address);
    const rows = [...waiting].map((id) => fresh.getElementById(`o${id}`)?.closest("li")).filter(Boolean);
    for (const row of rows) list.prepend(row);
    waiting.clear();
    offer("", "Up to date");
    focusOn(rows.at(-1)?.querySelector("h2 a"));
  } catch {
    say("The new posts did not come through. Press again in a moment.");
  }
}

export function countAnew({ kind, threshold }) {
  const shown = document.querySelector("[data-asks]");
  if (kind !== "board_set" || !shown) return;
  if ((threshold === 0) !== (shown.dataset.asks === "0")) {
    // Upvotes begin or cease to send posts: other words stand there then.
    offer("Something changed here.", "Show what changed", () => location.reload());
    return;
  }
  if (threshold === 0) return;
  shown.dataset.asks = threshold;
  for (const place of document.querySelectorAll("[data-asked]")) place.textContent = threshold;
  for (const place of document.querySelectorAll("[data-left]")) {
    const left = Math.max(threshold - place.dataset.left, 0);
    const upvotes = left === 1 ? "upvote" : "upvotes";
    place.textContent = place.textContent.replace(/\d+/, left).replace(/upvotes?/, upvotes);
  }
  for (const houses of document.querySelectorAll("[data-have]")) houses.replaceWith(street(houses, threshold));
}

// As houses() in _parts.jinja2 draws it.
function street(old, of) {
  const { have } = old.dataset;
  const lit = Math.min(have, of);
  const fresh = document.createElement(of > MOST_HOUSES ? "progress" : "span");
  if (of > MOST_HOUSES) Object.assign(fresh, { className: "votes", max: of, value: lit });
  else {
    fresh.className = old.closest(".lot") ? "houses big" : "houses";
    fresh.role = "img";
    Object.assign(fresh.dataset, { of, lit });
  }
  fresh.dataset.have = have;
  fresh.ariaLabel = `${have} of ${of} neighbors`;
  return fresh;
}
