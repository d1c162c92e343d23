// One photo on its way up, in pieces: after a dropped connection it goes on where the server says it is.

import { _ } from "stoop/late-words";

const SHORTEST = 1_000;
const LONGEST = 30_000;

// The server says no; the message is for the person.
export class Refused extends Error {
  constructor(words, status) {
    super(words);
    this.status = status;
  }
}

// `photo` holds its bytes (`file`), the address of its upload (`at`) and the request on its way (`request`). The answer is
// the key of the photo. `wanted` says whether it still is; when not, the answer is undefined. `begun` is told the address.
export async function upload(photo, headers, { moved, dropped, wanted, begun }) {
  let wait = SHORTEST;
  let first = true;
  while (wanted()) {
    try {
      return await piecewise(photo, headers, moved, wanted, begun);
    } catch (problem) {
      if (problem instanceof Refused) throw problem;
      if (!wanted()) return undefined;
      dropped(first);
      first = false;
      await signal(wait);
      wait = Math.min(LONGEST, wait * 2);
    }
  }
  return undefined;
}

async function piecewise(photo, headers, moved, wanted, begun) {
  let { offset, chunk } = photo.at ? await howFar(photo, headers) : {};
  if (!photo.at) {
    ({ offset, chunk } = await announce(photo, headers));
    await begun?.({ at: photo.at, chunk });
  }
  while (wanted()) {
    const piece = photo.file.slice(offset, offset + chunk);
    const { status, told } = await send(photo, headers, offset, piece, moved);
    if (status === 201) return told.photo.key;
    if (status === 404) {
      photo.at = undefined;
      throw new TypeError("gone");
    }
    if (status !== 200 && status !== 409) refuse(status, told);
    ({ offset } = told);
  }
  return undefined;
}

async function announce(photo, headers) {
  const body = new URLSearchParams({ length: photo.file.size });
  const answer = await fetch("/photos/uploads", { method: "POST", body, headers });
  const told = await answer.json();
  if (!answer.ok) refuse(answer.status, told);
  photo.at = told.upload;
  photo.chunk = told.chunk;
  return told;
}

async function howFar(photo, headers) {
  const answer = await fetch(photo.at, { method: "HEAD", headers });
  if (answer.status === 404) {
    photo.at = undefined;
    return {};
  }
  if (!answer.ok) throw new TypeError(answer.status);
  return { offset: Number(answer.headers.get("Upload-Offset")), chunk: photo.chunk };
}

// Tells how much has gone out while it does, which fetch cannot.
function send(photo, headers, offset, piece, moved) {
  return new Promise((done, failed) => {
    const request = (photo.request = new XMLHttpRequest());
    request.open("PATCH", photo.at);
    const all = { ...headers, "Upload-Offset": offset, "Content-Type": "application/offset+octet-stream" };
    for (const [name, value] of Object.entries(all)) request.setRequestHeader(name, value);
    request.responseType = "json";
    request.upload.onprogress = ({ loaded }) => moved((offset + loaded) / photo.file.size);
    request.onload = () => done({ status: request.status, told: request.response ?? {} });
    request.timeout = LONGEST;
    request.onerror = request.onabort = request.ontimeout = () => failed(new TypeError("no answer"));
    request.send(piece);
  });
}

// What is no better later is said; a server that rests is asked again.
function refuse(status, { error }) {
  if (status >= 500) throw new TypeError(status);
  throw new Refused(error ?? _("The photo could not be sent."), status);
}

// The time is over, or the signal is back, whichever is first.
function signal(wait) {
  return new Promise((done) => {
    setTimeout(done, wait);
    addEventListener("online", done, { once: true });
  });
}
