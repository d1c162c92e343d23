// What stays on this phone: drafts and the outbox, in IndexedDB, each belonging to the person who wrote it.

let opened;

function open() {
  opened ??= new Promise((done, failed) => {
    const asked = indexedDB.open("stoop", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("drafts", { keyPath: ["owner", "path"] });
      const outbox = asked.result.createObjectStore("outbox", { keyPath: "id", autoIncrement: true });
      outbox.createIndex("client", "client", { unique: true });
    };
    asked.onsuccess = () => {
      // A newer page may want another shape: let it have it.
      asked.result.onversionchange = () => asked.result.close();
      done(asked.result);
    };
    asked.onerror = () => failed(asked.error);
  });
  return opened;
}

// One request in a transaction of its own; done when it is safe on the disk.
async function ask(name, mode, request) {
  const store = (await open()).transaction(name, mode, { durability: "strict" }).objectStore(name);
  const asked = request(store);
  return new Promise((done, failed) => {
    store.transaction.oncomplete = () => done(asked.result);
    store.transaction.onabort = () => failed(store.transaction.error);
  });
}

export const put = (name, value) => ask(name, "readwrite", (store) => store.put(value));
export const remove = (name, key) => ask(name, "readwrite", (store) => store.delete(key));
export const read = (name, key) => ask(name, "readonly", (store) => store.get(key));

// Who writes here: the person of this page; on a copy that knows nobody, the last who was signed in.
export function owner() {
  const { saved, person } = document.body.dataset;
  return (saved ? localStorage.person : person) ?? "";
}

export async function mine(name) {
  const who = owner();
  const all = await ask(name, "readonly", (store) => store.getAll());
  return all.filter((one) => one.owner === who);
}

export const stamp = () => [...crypto.getRandomValues(new Uint32Array(3))].join("-");
