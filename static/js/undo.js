// What cannot be undone any more is not offered: the note goes when its time is over. The server decides all the same.

for (const note of document.querySelectorAll("[data-undo]")) {
  const left = Date.parse(note.dataset.undo) - Date.now();
  if (left < 3_600_000) setTimeout(() => note.remove(), Math.max(left, 0));
}
