/* Writing a post: the spot one stands on as the place, asked for once, by one's own tap. Without scripts the address does. */

const form = document.querySelector("[data-compose]");
const here = form?.querySelector("[data-here]");

if (here && navigator.geolocation) {
  const button = here.querySelector("button");
  const status = here.querySelector("[role=status]");
  here.hidden = false;

  const remember = (lat, lon, words) => {
    form.elements.lat.value = lat;
    form.elements.lon.value = lon;
    status.textContent = words;
    form.dispatchEvent(new Event("spot"));
  };

  button.addEventListener("click", () => {
    if (form.elements.lat.value) {
      remember("", "", "The spot is not used.");
      return;
    }
    status.textContent = "Looking…";
    navigator.geolocation.getCurrentPosition(
      ({ coords }) =>
        remember(
          coords.latitude.toFixed(6),
          coords.longitude.toFixed(6),
          "We use the spot where you stand. Press again to leave it out.",
        ),
      () => remember("", "", "Your phone did not tell us. Write an address or a landmark."),
      { enableHighAccuracy: true, timeout: 15000, maximumAge: 0 },
    );
  });
}
