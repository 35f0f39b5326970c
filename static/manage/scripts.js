// The script editor without reloads: rows are added, moved and removed in place; how long a text takes to say is shown.
// Without it every button posts the form, and the server does the same.
const LETTERS_A_SECOND = 15;

const rowsOf = (list) => list.querySelector(":scope > ol");

function count(list) {
  const rows = [...rowsOf(list).children];
  rows.forEach((row, at) => {
    const title = row.querySelector(":scope > .script-row-head [data-count]");
    title.textContent = title.textContent.replace(/\s*\d*$/, ` ${at + 1}`);
    row.querySelector(":scope > .script-row-head [data-deed=up]").disabled = at === 0;
    row.querySelector(":scope > .script-row-head [data-deed=down]").disabled = at === rows.length - 1;
  });
  list.querySelector(":scope > [data-deed=add]").disabled = rows.length >= Number(list.dataset.most);
}

function add(list) {
  const path = list.dataset.list;
  const numbers = [...rowsOf(list).children].map((row) => Number(row.dataset.row.slice(path.length + 1)));
  const key = Math.max(-1, ...numbers) + 1;
  const made = document.createElement("ol");
  made.innerHTML = list.querySelector(":scope > template").innerHTML.replaceAll(`${path}-__new__`, `${path}-${key}`);
  const row = made.firstElementChild;
  rowsOf(list).append(row);
  prepare(row);
  row.querySelector("textarea, input:not([type=hidden]), select").focus();
}

const moves = {
  up: (row) => row.previousElementSibling?.before(row),
  down: (row) => row.nextElementSibling?.after(row),
  remove: (row) => row.remove(),
};

function seconds(box) {
  const text = box.value || box.placeholder;
  box.nextSeconds.textContent = text ? `about ${Math.max(1, Math.round(text.length / LETTERS_A_SECOND))} s to say` : "";
}

function fit(row) {
  const kind = row.querySelector(":scope > .script-fields [data-kind]");
  if (!kind) return;
  row.querySelectorAll(":scope > .script-fields > [data-only-for]").forEach((field) => {
    field.hidden = !field.dataset.onlyFor.split(" ").includes(kind.value);
  });
}

function prepare(place) {
  place.querySelectorAll("textarea[data-spoken]").forEach((box) => {
    if (box.nextSeconds) return;
    box.nextSeconds = document.createElement("span");
    box.nextSeconds.className = "office-note script-seconds";
    box.after(box.nextSeconds);
    seconds(box);
  });
  const rows = [...place.querySelectorAll("li[data-row]")];
  if (place.matches("li[data-row]")) rows.push(place);
  rows.forEach(fit);
  place.querySelectorAll("[data-list]").forEach(count);
}

document.addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("form[data-script]");
  if (!form) return;
  let isDirty = false;
  const changed = () => {
    isDirty = true;
    form.querySelector("[data-dirty]").hidden = false;
  };
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-deed]");
    if (!button) return;
    event.preventDefault();
    const list = button.closest("[data-list]");
    const row = button.closest("li[data-row]");
    if (button.dataset.deed === "add") add(list);
    else moves[button.dataset.deed](row);
    count(list);
    if (row?.isConnected && button.dataset.deed !== "add") button.focus();
    changed();
  });
  form.addEventListener("input", (event) => {
    if (event.target.nextSeconds) seconds(event.target);
    changed();
  });
  form.addEventListener("change", (event) => {
    if (event.target.matches("[data-kind]")) fit(event.target.closest("li[data-row]"));
  });
  form.addEventListener("submit", () => { isDirty = false; });
  window.addEventListener("beforeunload", (event) => { if (isDirty) event.preventDefault(); });
  prepare(form);
});
