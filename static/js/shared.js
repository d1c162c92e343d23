// What another app shared without a signal is a draft without a board, until somebody chooses one.

import { keptCopies } from "stoop/copies";
import { shrink } from "stoop/picture";
import { owner, put, read, remove } from "stoop/store";
import { button, element } from "stoop/waiting";
import { _ } from "stoop/late-words";

const MOST = 4;
const TITLE = 120;

// Out of the worker's hands into those of the person who is here.
export async function take() {
  const shared = await caches.open("shared");
  const answer = await shared.match("/shared");
  if (!answer) return;
  const { words, photos: number } = await answer.json();
  const photos = [];
  for (let one = 0; one < Math.min(number, MOST); one += 1) {
    const file = await (await shared.match(`/shared/${one}`)).blob();
    photos.push({ file: await shrink(file).catch(() => file), alt: "" }); // a browser that knows no HEIC keeps it as it is
  }
  const [first = "", ...more] = [words.title, words.text, words.url].map((part) => part.trim()).filter(Boolean);
  const fields = Object.entries({ title: first.slice(0, TITLE), description: more.join("\n") });
  await put("drafts", { owner: owner(), path: "/share", page: "/outbox", fields, photos, at: Date.now() });
  await caches.delete("shared");
}

// The boards whose form is on this phone.
export async function boards(row, draft) {
  const kept = await keptCopies();
  const forms = ((await kept?.keys()) ?? []).map(({ url }) => new URL(url).pathname).filter((path) => path.endsWith("/post"));
  const deeds = element("p", "row");
  for (const path of forms) {
    const page = new DOMParser().parseFromString(await (await kept.match(path)).text(), "text/html");
    deeds.append(button(_("Post on {board}", { board: page.querySelector(".plate .nm").textContent }), "btn-2", () => choose(draft, path)));
  }
  row.append(forms.length ? deeds : element("p", "meta", _("Open a board when there is a signal. Then you can post it there.")));
}

// It becomes the draft of that board's form; words that are there already stay.
async function choose(draft, path) {
  const there = await read("drafts", [draft.owner, path]);
  const photos = [...(there?.photos ?? []), ...draft.photos].slice(0, MOST);
  await put("drafts", { ...draft, ...there, path, page: path, photos, at: Date.now() });
  await remove("drafts", [draft.owner, draft.path]);
  location.assign(path);
}
