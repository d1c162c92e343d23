// The photos of a form, until somebody chooses one: the camera is fetched then. When it does not come, the form sends the
// files themselves, as it does without scripts.

for (const field of document.querySelectorAll("[data-photos]")) {
  field.dataset.on = "";
  for (const doings of field.querySelectorAll("[data-list] [data-doings]")) doings.hidden = false;
  const call = async (name, ...more) => {
    const camera = await import("stoop/camera").catch(() => null);
    if (camera) camera[name](field, ...more);
    else delete field.dataset.on;
  };
  field.form.addEventListener("sent", () => field.querySelector("[data-list]").replaceChildren());
  field.addEventListener("change", ({ target }) => target.files && call("take", target, [...target.files]));
  field.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-do]");
    if (button) call(button.dataset.do, button);
  });
}
