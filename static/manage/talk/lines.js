// What was said, as it is shown: all of it is text, whoever said it.
function line(list, speaker, name, text) {
  const item = document.createElement("li");
  item.className = speaker;
  item.append(made("span", "office-note", name), ` ${text}`);
  list.append(item);
  item.scrollIntoView({ block: "nearest" });
  return item;
}

function made(tag, style, text) {
  const element = document.createElement(tag);
  element.className = style;
  element.textContent = text;
  return element;
}

function under(item, text) {
  const paragraph = document.createElement("p");
  paragraph.append(made("em", "", text));
  item.append(paragraph);
}

export function showSaid(list, { text, deeds, score, is_qualified: isQualified }, qualifyAt) {
  const item = line(list, "agent", "Agent", text);
  deeds.forEach((deed) => under(item, deed));
  const standing = `Score ${score} of ${qualifyAt}${isQualified ? ", qualified" : ""}`;
  if (list.querySelector(".lead")) item.append(made("p", "office-note", standing));
}

export function showHeard(list, { text, understood, taken, was_cut_at: wasCutAt }) {
  if (wasCutAt !== null) list.querySelector(".agent:last-of-type")?.append(made("p", "office-note", cut(wasCutAt)));
  const item = line(list, "lead", "You", text);
  if (understood.length) item.append(made("p", "office-note", `Understood: ${understood.join(", ")}`));
  taken.forEach((answer) => item.append(made("p", "office-good", `✓ ${answer}`)));
}

export function showTrouble(list, { engine, reason }) {
  const item = line(list, "agent", "Engines", `What stands for ${engine} failed (${reason}).`);
  item.append(made("p", "office-note", "The next one takes over, if there is one; calls would go the same way."));
}

export function showOutcome(place, { ends_as: endsAs, summary }) {
  place.replaceChildren(made("strong", "", endsAs), `: ${summary}`);
  place.hidden = false;
}

const cut = (heard) => (heard ? `Interrupted after “${heard.slice(-60)}”` : "Interrupted before it was heard");
