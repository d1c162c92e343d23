// Push in this browser: offered where the browser can, asked for by a press, told to the server by the form itself.

const form = document.querySelector("form[data-push]");
const { serviceWorker } = navigator;
const key = form.dataset.push;

const tell = (what) => {
  for (const line of document.querySelectorAll("[data-push-says]")) line.hidden = line.dataset.pushSays !== what;
};

const base64 = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

if (serviceWorker && "PushManager" in window && "Notification" in window) begin();
else tell("unable");

// What is on already is not offered again, unless the browser has forgotten it or was asked with another key.
async function begin() {
  const registration = await serviceWorker.getRegistration();
  const subscription = await registration?.pushManager.getSubscription();
  form.hidden = "on" in form.dataset && Boolean(subscription) && isOurs(subscription);
  form.addEventListener("submit", turnOn);
}

const isOurs = ({ options }) => base64(options.applicationServerKey) === key;

async function turnOn(event) {
  event.preventDefault();
  if ((await Notification.requestPermission()) !== "granted") return tell("denied");
  try {
    const { endpoint, keys } = (await subscribe()).toJSON();
    Object.entries({ endpoint, ...keys }).forEach(([name, value]) => (form.elements[name].value = value));
    form.submit();
  } catch {
    tell("failed");
  }
}

async function subscribe() {
  await serviceWorker.register("/worker.js", { updateViaCache: "none" });
  const { pushManager } = await serviceWorker.ready;
  const before = await pushManager.getSubscription();
  if (before && !isOurs(before)) await before.unsubscribe();
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}
