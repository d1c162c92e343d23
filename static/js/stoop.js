// Every page: opens the socket and does what all pages do with what it tells. Runs last: the scripts that only some pages
// load have said by then that they want to hear it too.

import { follow } from "stoop/live";
import { offer, say } from "stoop/say";
import { swap } from "stoop/swap";
import "stoop/used";
import { _ } from "stoop/words";

const { live, topics = "", after, saved, saves, person = "" } = document.body.dataset;

function tell(line) {
  swap(line);
  if (line.kind === "notice_given") import("stoop/ring").then(({ ring }) => ring());
  if (concerns(line)) changed();
  if (line.kind === "board_set" && document.querySelector("[data-asks]")) {
    import("stoop/threshold").then(({ countAnew }) => countAnew(line.threshold), changed);
  }
}

const changed = () => offer(_("Something changed here."), _("Show what changed"), () => location.reload());

// Pages without parts to swap say that something changed: "desk" any case, "words" the city's, a number that case.
function concerns({ case: number, follow_up: word }) {
  const changes = document.querySelector("[data-changes]")?.dataset.changes;
  return changes && (changes === "words" ? word : changes === "desk" ? number : changes === String(number));
}

let away;

function state(now) {
  if (now === "stale") say(_("This page has been asleep for a while."), { again: true });
  else if (now === "away" && !away) {
    say(_("No live news right now. We keep trying; the page works without it."));
    away = setTimeout(say, 10_000, "");
  } else if (now === "live" && away) {
    clearTimeout(away);
    away = undefined;
    say("");
  }
}

// What works without a signal comes when it is needed: on a copy kept on this phone, when something waits, from the
// second page on. With the storage switched off, none of it.
async function keep() {
  if (saved) await import("stoop/saved");
  else localStorage.person = person;
  if (localStorage[`waiting-${localStorage.person}`]) (await import("stoop/outgoing")).begin();
  const { serviceWorker, connection } = navigator;
  if (localStorage.known && serviceWorker && !connection?.saveData && !saves && !saved) {
    const { active } = await serviceWorker.register("/worker.js", { updateViaCache: "none" }).then(() => serviceWorker.ready);
    if (!serviceWorker.controller) active.postMessage(location.pathname);
  }
  localStorage.known = 1;
}

keep().catch(() => undefined);
if (live && !saved) follow({ url: live, topics: topics.split(" ").filter(Boolean), after, tell, state });
