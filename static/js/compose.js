// Writing a post: the spot one stands on as the place, asked for once, by one's own tap. Without scripts the address does.

import { _ } from "stoop/late-words";

const form = document.querySelector("[data-compose]");
const here = form?.querySelector("[data-here]");

// The map in the form is fetched with its first button; the spot one stands on is shown there too.
const picking = (work) =>
  import("stoop/pick").then(
    work,
    () => (document.getElementById("pick-says").textContent = _("The map did not come through. Write an address or a landmark instead.")),
  );

form?.addEventListener("click", (event) => {
  const button = event.target.closest("[data-pick] button, [data-pick] input[type=image]");
  if (!button) return;
  event.preventDefault();
  const at = { x: event.offsetX, y: event.offsetY };
  picking(({ press }) => press(button, at));
});

// The bigger map comes when it is asked for, and not to a phone that saves.
const bigger = form?.querySelector("[data-bigger]");

async function openBigger({ target }) {
  const says = document.getElementById("pick-says");
  const button = target.closest("button");
  if (button.ariaBusy === "true") return;
  button.ariaBusy = "true";
  says.textContent = _("Looking…");
  try {
    const { open } = await import("stoop/pinning");
    await open(bigger);
    says.textContent = "";
  } catch {
    says.textContent = _("The moving map did not load. The drawn one works with the buttons.");
  }
  button.ariaBusy = "false";
}

if (bigger && !navigator.connection?.saveData) {
  bigger.hidden = false;
  bigger.querySelector("button").addEventListener("click", openBigger);
}

if (here && navigator.geolocation) {
  const button = here.querySelector("button");
  const status = here.querySelector("[role=status]");
  here.hidden = false;

  let stood; // the latitude of the spot in use; a pin put by hand is another
  const remember = (lat, lon, words) => {
    form.elements.lat.value = stood = lat;
    form.elements.lon.value = lon;
    status.textContent = words;
    picking(({ put }) => put(lat, lon));
  };

  button.addEventListener("click", () => {
    if (stood && form.elements.lat.value === stood) {
      remember("", "", _("The spot is not used."));
      return;
    }
    status.textContent = _("Looking…");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) =>
        remember(
          coords.latitude.toFixed(6),
          coords.longitude.toFixed(6),
          _("We use the spot where you stand. Press again to leave it out."),
        ),
      () => remember("", "", _("Your phone did not tell us. Write an address or a landmark.")),
      { enableHighAccuracy: true, timeout: 15000, maximumAge: 0 },
    );
  });
}
