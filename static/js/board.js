// New posts gather behind "Show 3 new"; nothing moves until it is pressed.

import { hear } from "stoop/live";
import { focusOn, offer, page, say } from "stoop/say";
import { _, ngettext } from "stoop/words";

const waiting = new Set();

hear(gather);

function gather({ kind, observation }) {
  if (kind !== "observation_posted" || !document.querySelector(".stream")) return;
  const shown = new URLSearchParams(location.search);
  if (["after", "step", "kind"].some((name) => shown.has(name)) || ["escalated", "mine"].includes(shown.get("show"))) return;
  if (document.getElementById(`o${observation}`)) return;
  waiting.add(observation);
  const { size } = waiting;
  offer(ngettext("{n} new post", "{n} new posts", size), ngettext("Show 1 new", "Show {n} new", size), show);
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
    offer("", _("Up to date"));
    focusOn(rows.at(-1)?.querySelector("h2 a"));
  } catch {
    say(_("The new posts did not come through. Press again in a moment."));
  }
}
