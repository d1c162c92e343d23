// Sends what waits, oldest first, each once: the server knows the stamps. One tab does it, whichever has the lock.

import { locked, mark, noSignal, remember, takeSlips, waiting } from "stoop/outbox";
import { say } from "stoop/say";
import { owner, put, remove } from "stoop/store";
import { setVotes } from "stoop/swap";
import { _, ngettext } from "stoop/late-words";

const PATIENCE = 30_000;
const AGAIN = 20_000;
const LATER = [401, 408, 425, 429];
let timer;
let going = false;
let wanted = false;

// From now on this page sends whatever waits, as soon as it can. Whoever listens already is not added once more.
export function begin() {
  addEventListener("online", send);
  document.addEventListener("visibilitychange", seen);
  send();
}

const seen = () => document.visibilityState === "visible" && send();

// One round at a time; what is asked for in between is one more. Whoever has the lock may be only changing something, so
// every tab takes its turn, and finds nothing left where another one has sent it.
export async function send() {
  clearTimeout(timer);
  wanted = true;
  if (going) return;
  going = true;
  try {
    while (wanted) {
      wanted = false;
      await round();
    }
  } finally {
    going = false;
  }
}

async function round() {
  if (localStorage.slips) await takeSlips().then(tellPage);
  if (!owner() || !navigator.onLine) return;
  const left = await locked(sendAll);
  tellPage();
  if (left) timer = setTimeout(send, AGAIN);
  const { length } = await waiting();
  if (!length) remember(false);
  showRefused(length - left);
}

// How many still wait afterwards.
async function sendAll() {
  let items = await ready();
  if (!items.length) return 0;
  try {
    const answer = await fetch("/outbox/ready", { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(PATIENCE) });
    const { person, token } = await answer.json();
    if (String(person) !== owner()) return items.length;
    // What is put in while others go out goes with them.
    const tried = new Set();
    for (let item = items[0]; item; item = items.find(({ id }) => !tried.has(id))) {
      tried.add(item.id);
      if (!(await sendOne(item, token))) break;
      tellPage();
      items = await ready();
    }
  } catch (problem) {
    if (!noSignal(problem) && problem.name !== "SyntaxError") throw problem;
  }
  items = await ready();
  return items.length;
}

const tellPage = () => document.dispatchEvent(new CustomEvent("outbox"));
const ready = async () => (await waiting()).filter((item) => item.state === "waiting");

// Whether the next one may go.
async function sendOne(item, token) {
  const wrong = await sendPhotos(item, token);
  if (wrong) return refuse(item, wrong.status, wrong.message);
  const body = new URLSearchParams(item.fields);
  for (const { key, alt } of item.photos ?? []) {
    body.append("photo", key);
    body.append(`alt.${key}`, alt);
  }
  const stamps = { csrf_token: token, client_id: item.client, made_at: item.made, sent_at: Date.now(), sender: item.owner };
  for (const [name, value] of Object.entries(stamps)) body.set(name, value);
  const answer = await fetch(item.action, { method: "POST", body, headers: { Accept: "application/json" }, signal: AbortSignal.timeout(PATIENCE) });
  const told = await answer.json();
  if (answer.ok) {
    if (item.walk) await put("outbox", { ...item, photos: [], state: "sent", post: String(told.observation_id) });
    else await remove("outbox", item.id);
    show(item, told);
    return true;
  }
  if (told.field === "photo_file" && (await fromAnew(item))) return sendOne(item, token);
  return refuse(item, answer.headers.has("X-Sender-Changed") ? 503 : answer.status, told.error);
}

// Whether the next one may go: a server that rests or asks who we are gets it again later.
async function refuse(item, status, why) {
  const later = LATER.includes(status) || status >= 500;
  await put("outbox", { ...item, state: later ? "waiting" : "refused", why });
  if (!later) tell(_("This could not be sent: {why}", { why }));
  return !later;
}

// Photos go first, each in pieces: how far each is stands in the outbox, so that any tab goes on there, any day. What is
// wrong with one, if anything.
async function sendPhotos(item, token) {
  const left = (item.photos ?? []).filter(({ key }) => !key);
  if (!left.length) return undefined;
  const { Refused, upload } = await import("stoop/sending");
  const headers = { Accept: "application/json", "X-CSRF-Token": token };
  for (const photo of left) {
    const going = { file: photo.file, at: photo.at, chunk: photo.chunk };
    const keep = async (known) => {
      Object.assign(photo, known);
      await put("outbox", item);
    };
    const dropped = () => {
      throw new TypeError("no signal");
    };
    try {
      const key = await upload(going, headers, { moved: () => {}, dropped, wanted: () => true, begun: keep });
      await keep({ key });
    } catch (problem) {
      if (problem instanceof Refused) return problem;
      await keep({ at: going.at });
      throw problem;
    }
  }
  return undefined;
}

// A photo that waited for its words too long is gone on the server, and still here: once more. False: that was it.
async function fromAnew(item) {
  if (item.anew || !item.photos?.length) return false;
  item.anew = true;
  for (const photo of item.photos) Object.assign(photo, { key: undefined, at: undefined });
  await put("outbox", item);
  return true;
}

function show({ kind, action, walk }, told) {
  if (kind === "vote") {
    setVotes(told.observation_id, told.votes);
    for (const form of document.querySelectorAll(`form[data-vote][action="${action}"]`)) mark(form, false);
  }
  if (kind === "comment" && document.querySelector(`ol[data-thread="${told.observation_id}"]`)) {
    import("stoop/thread").then((thread) => thread.show(`c${told.comment_id}`));
  }
  if (!walk) say({ vote: _("Your upvote has gone out."), comment: _("Your reply has gone out."), post: _("Your post has gone out."), looked: _("Your answer has gone out.") }[kind]);
}

const link = () => Object.assign(document.createElement("a"), { href: "/outbox", textContent: _("See what waits") });

export function tell(words) {
  say(words);
  document.getElementById("live-note").append(" ", link());
}

// On every page, until it is mended or deleted; where it stands itself it is not said twice.
function showRefused(number) {
  document.getElementById("refused")?.remove();
  if (!number || document.querySelector("[data-waiting]")) return;
  const note = Object.assign(document.createElement("p"), { className: "note note-brick", id: "refused" });
  const words = ngettext("{n} thing you wrote could not be sent.", "{n} things you wrote could not be sent.", number);
  note.append(words, link());
  document.getElementById("main").prepend(note);
}
