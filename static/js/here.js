// Says every half minute that this case is open here, while it is seen, and shows who else has it open.

const place = document.querySelector("[data-here]");
const form = place.closest("form");

async function beat() {
  if (document.hidden || !form.offsetParent) return;
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer?.ok) return;
  const { line } = await answer.json();
  if (place.textContent !== line) place.textContent = line;
}

beat();
setInterval(beat, Number(place.dataset.here) * 1000);
addEventListener("visibilitychange", beat);
