// Forms whose words are kept on this phone as they are written. What keeps them is fetched with the first letter, or when
// there is a reason to look: a draft of this form, a post that was on its way, a saved copy of the page.

const form = document.querySelector("[data-draft]");
const { person = "", saved } = document.body.dataset;
let coming;
let here;

// Each time a copy is opened it is another form.
if (saved && form) form.elements.client_id.value = crypto.randomUUID();

async function fetched() {
  try {
    const writing = await import("stoop/writing");
    await writing.begin();
    here = writing;
  } catch {
    coming = undefined; // the next letter tries again
  }
}

const load = () => (coming ??= fetched());

async function back() {
  await (await import("stoop/returning")).back();
  await load();
}

function look() {
  if (saved || sessionStorage.posted) back();
  else if (form) {
    const asked = indexedDB.open("stoop");
    asked.onupgradeneeded = () => asked.transaction.abort(); // nothing was ever kept here
    asked.onsuccess = () => {
      const kept = asked.result;
      const found = kept.transaction("drafts").objectStore("drafts").count([person, new URL(form.action).pathname]);
      found.onsuccess = () => found.result && back();
      kept.close();
    };
  }
}

form?.addEventListener("input", () => load().then(() => here?.typed()));

// A post that is sent before all that has come waits for it; when it does not come, the form goes as it does without scripts.
form?.addEventListener("submit", (event) => {
  const { submitter } = event;
  const chosen = submitter?.name || submitter?.hasAttribute("formaction");
  if (here || event.defaultPrevented || chosen || !form.matches("[data-compose]")) return;
  event.preventDefault();
  load().then(() => (here ? form.requestSubmit(submitter) : form.submit()));
});

look();
