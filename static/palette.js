// The command palette: Ctrl K, Cmd K or the button opens it; it offers what the server finds for the letters typed.
const palette = document.querySelector("[data-palette]");
const form = palette?.querySelector("form");
const field = form?.elements.text;
const list = palette?.querySelector("[role=listbox]");
const WAIT_MS = 120;
let timer = 0;
let asked = 0;
// What the letters typed last lead to; Enter waits for it.
let found = Promise.resolve();

function open() {
  clearTimeout(timer);
  field.value = "";
  palette.showModal();
  found = find();
}

// What was asked for last counts, whichever answer comes last.
async function find() {
  const mine = ++asked;
  const response = await fetch(form.action, { method: "POST", body: new FormData(form) }).catch(() => null);
  if (mine !== asked) return;
  if (!response?.ok || response.redirected) {
    list.innerHTML = "<li class=\"none\" role=\"option\" aria-disabled=\"true\" aria-selected=\"false\">Not found out: the connection is lost, or you are signed out.</li>";
    return;
  }
  list.innerHTML = await response.text();
  point(list.querySelector("[aria-selected=true]"));
}

function point(option) {
  for (const each of list.querySelectorAll("[role=option]")) each.setAttribute("aria-selected", String(each === option));
  option?.scrollIntoView({ block: "nearest" });
  if (option) field.setAttribute("aria-activedescendant", option.id);
  else field.removeAttribute("aria-activedescendant");
}

function step(by) {
  const options = [...list.querySelectorAll("[role=option]:not([aria-disabled])")];
  const at = options.findIndex((each) => each.getAttribute("aria-selected") === "true");
  if (options.length) point(options[(at + by + options.length) % options.length]);
}

async function enter() {
  const waited = found;
  await waited;
  if (waited === found && palette.open) list.querySelector("a[aria-selected=true]")?.click();
}

const KEYS = {
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
  Enter: enter,
};

if (palette) {
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      if (palette.open) palette.close();
      else open();
    }
  });
  for (const button of document.querySelectorAll("[data-opens-palette]")) button.addEventListener("click", open);
  form.addEventListener("submit", (event) => event.preventDefault());
  field.addEventListener("keydown", (event) => {
    if (!KEYS[event.key]) return;
    event.preventDefault();
    KEYS[event.key]();
  });
  field.addEventListener("input", () => {
    clearTimeout(timer);
    found = new Promise((done) => {
      timer = setTimeout(() => find().then(done), WAIT_MS);
    });
  });
  palette.addEventListener("click", (event) => event.target === palette && palette.close());
}

// The bell's number is not the page's, so that no page waits for it.
const bell = document.querySelector("[data-bell]");
const count = bell?.querySelector("[data-count]");

async function ring() {
  if (document.hidden) return;
  const response = await fetch(bell.dataset.bell).catch(() => null);
  if (!response?.ok || response.redirected) return;
  const text = await response.text();
  count.hidden = !text;
  count.textContent = text;
  bell.setAttribute("aria-label", text ? `Notifications: ${text} new` : "Notifications");
}

if (bell) {
  ring();
  setInterval(ring, 30000);
  document.addEventListener("visibilitychange", ring);
}
