// The copies of boards, their forms and walks that the worker keeps on this phone, on the page without a signal.

import { clock } from "stoop/clock";
import { _ } from "stoop/late-words";

export async function keptCopies() {
  const name = window.caches && (await caches.keys()).find((one) => one.startsWith("copies-"));
  return name && caches.open(name);
}

export async function show(place) {
  const kept = await keptCopies();
  for (const { url } of (await kept?.keys()) ?? []) {
    if (url.endsWith("/post")) continue;
    const answer = await kept.match(url);
    const name = new DOMParser().parseFromString(await answer.clone().text(), "text/html").querySelector(".plate .nm")?.textContent;
    const row = document.createElement("li");
    const words = url.endsWith("/walk") ? _("Block walk: {board}", { board: name }) : name;
    const link = Object.assign(document.createElement("a"), { textContent: words, href: new URL(url).pathname });
    row.append(link, ` ${clock(Number(answer.headers.get("Saved-At")))}`);
    place.querySelector("ul").append(row);
    place.hidden = false;
  }
}
