// Shows each playbook text as the lead gets it; for the text message also how many segments the carrier bills.
const GSM = new Set("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà");
const GSM_TWICE = new Set("^{}\\[~]|€\f");

function segments(text) {
  const characters = [...text];
  const isPlain = characters.every((c) => GSM.has(c) || GSM_TWICE.has(c));
  const length = isPlain ? characters.reduce((n, c) => n + (GSM_TWICE.has(c) ? 2 : 1), 0) : text.length;
  const [one, many] = isPlain ? [160, 153] : [70, 67];
  const odd = isPlain ? [] : [...new Set(characters.filter((c) => !GSM.has(c) && !GSM_TWICE.has(c)))];
  return { length, odd, count: length <= one ? 1 : Math.ceil(length / many) };
}

function filled(box) {
  const rep = document.querySelector("[name=rep_name]");
  const about = { when: "Tue, Dec 1 at 3 PM CST", link: `${location.origin}/calendar/AbCdEfGhIjKlMnOpQrStUv.ics` };
  const values = { first_name: "Dana", company: box.dataset.company, rep_name: (rep && rep.value) || "the team", ...about };
  return box.value.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

function said(box) {
  const { length, odd, count } = segments(filled(box));
  const because = odd.length ? `; ${odd.slice(0, 5).join(" ")} makes it longer to send` : "";
  return `${length} characters, ${count} ${count === 1 ? "segment" : "segments"}${because}`;
}

document.addEventListener("DOMContentLoaded", () => {
  const drawn = [...document.querySelectorAll("textarea[data-preview]")].map((box) => {
    const preview = document.createElement("div");
    const note = document.createElement("p");
    preview.className = "office-preview";
    note.className = "office-note";
    box.after(preview, note);
    return () => {
      preview.textContent = filled(box);
      note.textContent = box.dataset.preview === "text" ? `As Dana gets it: ${said(box)}` : "As Dana hears it";
    };
  });
  const draw = () => drawn.forEach((each) => each());
  document.addEventListener("input", draw);
  draw();
});
