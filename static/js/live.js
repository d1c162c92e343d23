// The socket of this page: open while the page is seen, resumed where it was, patient where it cannot.

const READ_AGAIN = 4409;
const NOTHING = 4404;
const RESTARTING = 1012;
const TOO_MANY = 4429;
const LONGEST_WAIT = 30_000;
const LINGER = 15_000;
const SETTLED = 5_000;
const REST = 60_000;

const hearers = [];

// Whoever wants every line this page is told.
export const hear = (hearer) => hearers.push(hearer);

export function follow({ url, topics, after, tell, state }) {
  if (navigator.connection?.saveData) return;
  let socket;
  let timer;
  let tries = 0;
  let rested = 0;
  let over = false;

  const seen = () => document.visibilityState === "visible";

  const wait = (code) => {
    const most = code === RESTARTING ? 4_000 : Math.min(LONGEST_WAIT, 1_000 * 2 ** tries);
    return most * (0.2 + 0.8 * Math.random());
  };

  const close = () => {
    clearTimeout(timer);
    socket?.close(1000);
  };

  const open = () => {
    clearTimeout(timer);
    if (socket || over || !seen()) return;
    if (Date.now() < rested) {
      timer = setTimeout(open, rested - Date.now());
      return;
    }
    const query = new URLSearchParams(topics.map((topic) => ["topic", topic]));
    query.set("lang", document.documentElement.lang);
    if (after) query.set("after", after);
    const born = Date.now();
    socket = new WebSocket(`${url}?${query}`);
    socket.onopen = () => rested || state("live");
    socket.onmessage = ({ data }) => {
      if (rested) state("live");
      rested = 0;
      const lines = JSON.parse(data);
      after = lines.at(-1).id;
      for (const line of lines) [tell, ...hearers].forEach((hearer) => hearer(line));
    };
    socket.onclose = ({ code }) => {
      socket = undefined;
      tries = Date.now() - born > SETTLED ? 0 : tries + 1;
      over = code === READ_AGAIN || code === NOTHING;
      if (code === TOO_MANY) rested = Date.now() + REST * (1 + Math.random());
      if (code === READ_AGAIN) state("stale");
      else if (!over && seen()) {
        if (tries > 2 || rested > Date.now()) state("away");
        timer = setTimeout(open, wait(code));
      }
    };
  };

  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    if (seen()) open();
    else timer = setTimeout(close, LINGER);
  });
  addEventListener("online", open);
  addEventListener("pagehide", close);
  addEventListener("pageshow", open);
  open();
}
