// Sends what waits, oldest first, each once: the server knows the stamps. One tab does it, whichever has the lock.

import { locked, lockedIfFree, mark, noSignal, remember, waiting } from "stoop/outbox";
import { say } from "stoop/say";
import { owner, put, remove } from "stoop/store";
import { setVotes } from "stoop/swap";

const PATIENCE = 30_000;
const AGAIN = 20_000;
const LATER = new Set([401, 408, 425, 429]);
const SENDER = "X-Sender-Changed";
let timer;
let begun = false;

// From now on this page sends whatever waits, as soon as it can.
export function begin() {
  if (begun) return;
  begun = true;
  addEventListener("online", send);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && send());
  send();
}

export async function send() {
  clearTimeout(timer);
  if (!owner() || !navigator.onLine) return;
  // Another tab is at it: what it leaves is known when it is done.
  const left = (await lockedIfFree(sendAll)) ?? (await locked(async () => (await ready()).length));
  document.dispatchEvent(new CustomEvent("outbox"));
  if (left === 0) remember(false);
  else timer = setTimeout(send, AGAIN);
}

// How many still wait afterwards.
async function sendAll() {
  let items = await ready();
  if (!items.length) return 0;
  try {
    const answer = await fetch("/outbox/ready", { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(PATIENCE) });
    const { person, token } = await answer.json();
    if (String(person) !== owner()) return items.length;
    for (const item of items) if (!(await sendOne(item, token))) break;
  } catch (problem) {
    if (!noSignal(problem) && problem.name !== "SyntaxError") throw problem;
  }
  items = await ready();
  return items.length;
}

const ready = async () => (await waiting()).filter((item) => item.state === "waiting");

// Whether the next one may go.
async function sendOne(item, token) {
  const body = new URLSearchParams(item.fields);
  const stamps = { csrf_token: token, client_id: item.client, made_at: item.made, sent_at: Date.now(), sender: item.owner };
  for (const [name, value] of Object.entries(stamps)) body.set(name, value);
  const headers = { Accept: "application/json" };
  const answer = await fetch(item.action, { method: "POST", body, headers, signal: AbortSignal.timeout(PATIENCE) });
  const told = await answer.json();
  if (answer.ok) {
    await remove("outbox", item.id);
    show(item, told);
    return true;
  }
  const later = LATER.has(answer.status) || answer.status >= 500 || answer.headers.has(SENDER);
  await put("outbox", { ...item, state: later ? "waiting" : "refused", why: told.error });
  if (!later) tell(`This could not be sent: ${told.error}`);
  return !later;
}

function show({ kind, action }, told) {
  if (kind === "vote") {
    setVotes(told.observation_id, told.votes);
    for (const form of document.querySelectorAll(`form[data-vote][action="${action}"]`)) mark(form, false);
  }
  if (kind === "comment" && document.querySelector(`ol[data-thread="${told.observation_id}"]`)) {
    import("stoop/thread").then((thread) => thread.show(`c${told.comment_id}`));
  }
  say({ vote: "Your upvote has gone out.", comment: "Your reply has gone out.", post: "Your post has gone out." }[kind]);
}

export function tell(words) {
  say(words);
  const link = Object.assign(document.createElement("a"), { href: "/outbox", textContent: "See what waits" });
  document.getElementById("live-note").append(" ", link);
}
