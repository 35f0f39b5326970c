// Reads the part of the page marked data-live again while it is looked at, and changes only what is new: when a stream
// tells of news (data-stream), and from time to time in any case. Without a stream it asks more often.
const LOST_AFTER_MS = 8000;
const LEAST_GAP_MS = 150;
const KEPT = new Set(["open", "data-fresh"]);
const pulse = document.querySelector("[data-pulse]");
const announcer = document.querySelector("[data-announcer]");
const news_url = document.querySelector("[data-stream]")?.dataset.stream;
const region = () => document.querySelector("[data-live]");

// Rows stay where they are under a pointer, under the keyboard's focus, and while one has scrolled down to them.
function address(live) {
  const busy = live.querySelector("table:hover, table:focus-within") || window.scrollY > live.offsetTop;
  return live.dataset.held && busy ? live.dataset.held : live.dataset.live;
}

async function read() {
  const live = region();
  const response = await fetch(address(live), {
    headers: { "X-Requested-With": "fetch" },
    signal: AbortSignal.timeout(LOST_AFTER_MS),
  });
  if (response.redirected) return location.reload(); // The session is over: to the login.
  if (!response.ok) throw new Error(`answered ${response.status}`);
  const fresh = document.createElement("template");
  fresh.innerHTML = await response.text();
  morph(live, fresh.content.firstElementChild);
}

function morph(old, fresh) {
  if (old.nodeType === Node.TEXT_NODE) {
    if (old.data !== fresh.data) old.data = fresh.data;
    return;
  }
  if (old.nodeType !== Node.ELEMENT_NODE) return;
  for (const { name, value } of [...fresh.attributes]) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name) && !KEPT.has(name)) old.removeAttribute(name);
  morphChildren(old, fresh);
}

// Children with an id are matched by it, the others by their place.
function morphChildren(old, fresh) {
  const known = new Map([...old.children].filter((child) => child.id).map((child) => [child.id, child]));
  let here = old.firstChild;
  for (const wanted of [...fresh.childNodes]) {
    const match = wanted.id ? known.get(wanted.id) : here && !here.id && here.nodeName === wanted.nodeName ? here : null;
    if (!match) {
      if (wanted.id) wanted.dataset.fresh = "";
      old.insertBefore(wanted, here);
      continue;
    }
    if (match === here) here = here.nextSibling;
    else old.insertBefore(match, here);
    morph(match, wanted);
  }
  while (here) {
    const next = here.nextSibling;
    here.remove();
    here = next;
  }
}

const STATES = { live: "Live", polling: "Every few seconds", lost: "Reconnecting", still: "" };
let stream = null;
let timer = 0;
let readAt = 0;
let isReading = false;
let isWanted = false;

function tell(isLost) {
  const every = Number(region()?.dataset.every ?? 0);
  const state = isLost ? "lost" : isStreaming() ? "live" : every ? "polling" : "still";
  if (pulse) {
    pulse.hidden = state === "still";
    pulse.classList.toggle("is-lost", isLost);
    pulse.textContent = every > 0 && every <= 1000 && state === "polling" ? "Live" : STATES[state];
  }
  const news = region()?.dataset.news ?? "";
  if (announcer.textContent !== news) announcer.textContent = news;
}

const isStreaming = () => stream?.readyState === EventSource.OPEN;

// One read at a time; what is wanted meanwhile is read right after it.
async function refresh() {
  if (document.hidden || !region()) return;
  if (isReading) {
    isWanted = true;
    return;
  }
  clearTimeout(timer);
  isReading = true;
  await read().then(() => tell(false), () => tell(true));
  readAt = performance.now();
  isReading = false;
  later(isWanted ? gap() : pause());
  isWanted = false;
}

const gap = () => Number(region()?.dataset.gap ?? LEAST_GAP_MS);

function pause() {
  const { every, calm } = region()?.dataset ?? {};
  return Number((isStreaming() && calm) || every || 0);
}

function later(ms) {
  clearTimeout(timer);
  if (ms) timer = setTimeout(refresh, ms);
}

function hear({ data }) {
  const { leads } = JSON.parse(data);
  const mine = region()?.dataset.lead;
  if (mine && leads.length && !leads.includes(mine)) return;
  if (isReading) isWanted = true;
  else later(Math.max(1, readAt + gap() - performance.now()));
}

function listen() {
  stream = new EventSource(news_url);
  stream.addEventListener("message", hear);
  stream.addEventListener("open", () => tell(false));
  stream.addEventListener("error", () => {
    tell(false);
    later(pause());
  });
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submits]")) event.target.form.requestSubmit();
});
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-shows]");
  if (!link || event.metaKey || event.ctrlKey) return;
  event.preventDefault();
  window.scrollTo({ top: 0 });
  link.remove();
  region().dataset.held = "";
  read().then(() => tell(false), () => location.assign(link.href));
});
document.addEventListener("visibilitychange", refresh);
if (region()) {
  if (news_url) listen();
  tell(false);
  later(pause());
}
