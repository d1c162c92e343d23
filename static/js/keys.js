// Single keys at the desk. Each one presses or points at something that is there to be seen: what carries data-key.
// Never while somebody types, and never with Ctrl, Alt or Meta, which belong to the browser.

const typing = (at) => at.closest("input:not([type=checkbox]):not([type=radio]),textarea,select,[contenteditable]");
const rows = () => [...document.querySelectorAll(".q")];
const link = (row) => [...row.querySelectorAll("a")].find((one) => one.offsetParent !== null);

function current(all) {
  const focused = all.findIndex((row) => row.contains(document.activeElement));
  return focused < 0 ? all.findIndex((row) => row.classList.contains("sel")) : focused;
}

function move(step) {
  const all = rows();
  const to = all[Math.min(Math.max(current(all) + step, 0), all.length - 1)];
  if (!to) return;
  link(to).focus({ preventScroll: true });
  to.scrollIntoView({ block: "nearest" });
}

function tick() {
  const all = rows();
  const box = all[current(all)]?.querySelector("[data-tick]");
  box?.click();
}

const fields = "textarea,input:not([type=hidden]):not([type=checkbox]):not([type=radio]):not([type=search])";
const unsent = () => [...document.querySelectorAll(fields)].some((one) => one.value !== one.defaultValue);

function press(key) {
  const target = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find((one) => one.offsetParent !== null);
  if (!target) return false;
  // Words that stand nowhere else are not left by a key: it points at the way out, and Enter takes it.
  if ("careful" in target.dataset && unsent()) return target.focus(), true;
  const { parentElement: details } = target;
  if (target.matches("input[type=search],textarea")) target.focus();
  else if (target.matches("summary")) details.dispatchEvent(new Event("desk:enter", { bubbles: true }));
  else target.click();
  if (target.dataset.then) document.getElementById(target.dataset.then)?.focus();
  return true;
}

// Out of a field; out of a sheet that lies over the page, back to what opened it.
function leave(at) {
  const sheet = at.closest(".dk-more[open]");
  if (sheet) {
    sheet.open = false;
    sheet.querySelector("summary").focus();
  } else if (typing(at)) at.blur();
  else return false;
  return true;
}

const moves = { j: () => move(1), k: () => move(-1), x: tick };

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat && !"jk".includes(event.key)) return;
  if (event.key === "Escape" && leave(event.target)) return;
  if (typing(event.target)) return;
  const key = event.key.toLowerCase();
  if (moves[key] && rows().length) moves[key]();
  else if (!press(key)) return;
  event.preventDefault();
});
