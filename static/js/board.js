// New posts gather behind "Show 3 new"; nothing moves until it is pressed.

import { hear } from "stoop/live";
import { focusOn, counted, offer, page, say } from "stoop/say";

const waiting = new Set();

hear(gather);

function gather({ kind, observation }) {
  if (kind !== "observation_posted" || !document.querySelector(".stream")) return;
  const shown = new URLSearchParams(location.search);
  if (["after", "step", "kind"].some((name) => shown.has(name)) || ["escalated", "mine"].includes(shown.get("show"))) return;
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
