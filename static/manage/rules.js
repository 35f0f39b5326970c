// Puts a builder in the place of the JSON of a rule's condition, and reads the rule aloud while it is being built.
const GROUPS = { all: "All of these", any: "Any of these", none: "None of these", not_all: "Not all of these" };
const DEEPEST = 6;

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== false && value !== null) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

function choice(label, options, chosen, onchange) {
  const made = element("select", { "aria-label": label, class: "office-input", onchange });
  for (const [value, text] of options) made.append(element("option", { value, selected: value === chosen }, text));
  return made;
}

const button = (text, label, onclick) => element("button", { type: "button", class: "office-button", "aria-label": label, onclick }, text);

// The builder's tree: groups {group, of} and comparisons as they are kept.
function opened(tree) {
  if (tree.op === "all" || tree.op === "any") return { group: tree.op, of: tree.of.map(opened) };
  if (tree.op !== "not") return { ...tree };
  if (tree.of.op === "any") return { group: "none", of: tree.of.of.map(opened) };
  if (tree.of.op === "all") return { group: "not_all", of: tree.of.of.map(opened) };
  return { group: "none", of: [opened(tree.of)] };
}

function closed(node) {
  if (!node.group) return node;
  const of = node.of.map(closed);
  if (node.group === "all" || node.group === "any") return { op: node.group, of };
  return { op: "not", of: { op: node.group === "none" ? "any" : "all", of } };
}

class Builder {
  constructor(box) {
    this.box = box;
    this.offer = JSON.parse(box.dataset.offer);
    this.fields = new Map(this.offer.fields.map((field) => [field.name, field]));
    this.root = opened(JSON.parse(box.value));
    if (!this.root.group) this.root = { group: "all", of: [this.root] };
    this.place = element("div", { class: "rule-builder" });
    this.says = element("p", { class: "office-preview", role: "status" });
    this.note = element("p", { class: "office-note" }, "READS AS");
    box.hidden = true;
    box.after(this.place, this.note, this.says);
    box.form.addEventListener("input", () => this.read());
    box.form.addEventListener("change", () => this.read());
    this.draw();
  }

  draw() {
    this.place.replaceChildren(this.group(this.root, null, 1));
    this.keep();
  }

  keep() {
    this.box.value = JSON.stringify(closed(this.root));
    this.read();
  }

  read() {
    clearTimeout(this.timer);
    this.timer = setTimeout(async () => {
      const answer = await fetch(this.address(), { method: "POST", body: new FormData(this.box.form) }).catch(() => null);
      this.says.textContent = answer && answer.ok ? (await answer.json()).says : "";
    }, 250);
  }

  address() {
    return location.pathname.replace(/\/(add|\d+\/change)\/$/, "/reads-as/");
  }

  group(node, parent, depth) {
    const kind = choice("How these go together", Object.entries(GROUPS), node.group, (event) => { node.group = event.target.value; this.keep(); });
    const rows = node.of.map((each) => element("li", {}, each.group ? this.group(each, node, depth + 1) : this.comparison(each, node)));
    const first = this.offer.fields[0];
    const add = button("+ condition", "Add a condition", () => this.changed(() => node.of.push({ op: first.operators[0], field: first.name, value: "" })));
    const nest = button("+ group", "Add a group of conditions", () => this.changed(() => node.of.push({ group: "any", of: [] })));
    const tools = element("div", { class: "office-actions" }, add, depth < DEEPEST - 2 ? nest : "", parent ? this.remover(node, parent, "group") : "");
    const empty = node.of.length ? "" : element("p", { class: "office-note" }, parent ? "Add a condition." : "Every lead that gets here.");
    return element("fieldset", { class: "rule-group" }, element("legend", {}, kind), empty, element("ul", {}, ...rows), tools);
  }

  changed(change) {
    change();
    this.draw();
  }

  remover(node, parent, what) {
    return button("✕", `Take this ${what} out`, () => this.changed(() => parent.of.splice(parent.of.indexOf(node), 1)));
  }

  comparison(node, parent) {
    const field = this.field(node.field);
    const names = [...this.fields.values()].map((each) => [each.name, each.title]);
    const which = choice("Field", [...names, ["answers.", "another answer …"]], node.field, (event) => this.changed(() => this.turn(node, event.target.value)));
    const how = choice("Comparison", field.operators.map((each) => [each, this.offer.operators[each]]), node.op, (event) => this.changed(() => this.compare(node, event.target.value)));
    return element("div", { class: "rule-row" }, which, how, ...this.values(node, field), this.remover(node, parent, "condition"));
  }

  field(name) {
    if (!this.fields.has(name)) {
      const all = Object.keys(this.offer.operators).filter((each) => each !== "in_hours");
      this.fields.set(name, { name, title: name.replace(/^answers\.(.*)/, "answer “$1”").replace(/^campaign\.(.*)/, "campaign “$1”"), kind: "text", operators: all, values: [], example: "" });
    }
    return this.fields.get(name);
  }

  turn(node, name) {
    if (name === "answers.") {
      const asked = (prompt("The answer's name, as the form sends it, for example roof_type") || "").trim();
      if (!asked) return;
      name = `answers.${asked}`;
    }
    const field = this.field(name);
    node.field = name;
    this.compare(node, field.operators.includes(node.op) ? node.op : field.operators[0]);
  }

  compare(node, op) {
    const before = node.value ?? node.values?.[0] ?? "";
    for (const key of ["value", "values", "low", "high", "hours"]) delete node[key];
    node.op = op;
    if (op === "one_of") node.values = before === "" ? [] : [String(before)];
    else if (op === "between") Object.assign(node, { low: null, high: null });
    else if (op === "in_hours") node.hours = "mon-fri 9:00-17:00";
    else if (op !== "exists" && op !== "missing") node.value = this.field(node.field).kind === "flag" ? "yes" : before;
  }

  values(node, field) {
    const input = (key, label, more = {}) => element("input", {
      class: "office-input", "aria-label": label, value: node[key] ?? "", placeholder: field.example || null, ...more,
      oninput: (event) => { node[key] = more.type === "number" && event.target.value !== "" ? Number(event.target.value) : event.target.value; this.keep(); },
    });
    const number = { type: "number", step: "any", placeholder: null };
    if (node.op === "exists" || node.op === "missing") return [];
    if (node.op === "between") return [input("low", "From", number), input("high", "To", number)];
    if (node.op === "in_hours") return [input("hours", "Hours", { placeholder: "mon-fri 9:00-17:00" })];
    if (node.op === "one_of") return [this.list(node, field)];
    if (field.kind === "flag") return [choice("Value", [["yes", "yes"], ["no", "no"]], node.value, (event) => { node.value = event.target.value; this.keep(); })];
    if (["lt", "lte", "gt", "gte"].includes(node.op)) return [input("value", "Number", number)];
    return [input("value", "Value", { list: this.suggestions(field) })];
  }

  list(node, field) {
    const rows = Math.min(8, Math.max(2, node.values.length + 1));
    const typed = element("textarea", { class: "office-input", "aria-label": "Values, one a line", rows, placeholder: field.values.slice(0, 3).join("\n") || "One a line" });
    typed.value = node.values.join("\n");
    typed.addEventListener("input", () => { node.values = typed.value.split("\n").map((each) => each.trim()).filter(Boolean); this.keep(); });
    const offered = field.values.filter((value) => !node.values.includes(value)).map((value) => button(`+ ${value}`, `Add ${value}`, () => this.changed(() => node.values.push(value))));
    return element("div", {}, typed, element("div", { class: "office-actions" }, ...offered));
  }

  suggestions(field) {
    if (!field.values.length) return null;
    const id = `values-${field.name.replace(/\W/g, "-")}`;
    if (!document.getElementById(id)) this.box.form.append(element("datalist", { id }, ...field.values.map((value) => element("option", { value }))));
    return id;
  }
}

document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("textarea[data-rule]").forEach((box) => new Builder(box)));
