// The page on which a draft is talked with: asks for the microphone, then for a ticket, and shows how the talk stands.
import { showHeard, showOutcome, showSaid, showTrouble } from "./lines.js";
import { Hindered, isSupported, Sound } from "./sound.js";

const STATES = {
  asking: "Your browser asks whether this page may use the microphone: allow it.",
  connecting: "Connecting …",
  listening: "The agent listens: say something.",
  speaking: "The agent speaks.",
  ending: "Ending …",
  ended: "The talk is over. Nothing of it was kept.",
  refused: "The browser does not let this page use the microphone. Allow it beside the address, then try again.",
  missing: "No microphone was found. Connect one, then try again.",
  taken: "Another program has the microphone. Close it there, then try again.",
  unsupported: "This browser can't do it here: it takes a current one, and a page by https.",
  gone: "The microphone is gone, so the talk has ended. Connect it, then try again.",
  full: "All places for talks are taken just now, or you talk in another tab. Try again in a minute.",
  unopened: "The talk could not begin: the voice process did not let it in. Try again.",
  lost: "The connection was lost, so the talk has ended. Nothing of it was kept.",
};
const UNDERWAY = new Set(["asking", "connecting", "listening", "speaking", "ending"]);
const TURNS = new Set(["listening", "speaking"]);
const FULL = 1013;
// The end, in the server's own words, may take so long to come.
const FAREWELL_MS = 3000;

const place = document.querySelector("[data-talk]");
const part = (name) => place.querySelector(`[data-${name}]`);
let talk = null;

function show(state, says = STATES[state]) {
  const isUnderway = UNDERWAY.has(state);
  const wasUnderway = UNDERWAY.has(part("state").dataset.state);
  part("state").dataset.state = state;
  // A screen reader would speak over the agent, turn by turn.
  part("state").setAttribute("aria-live", TURNS.has(state) ? "off" : "polite");
  part("state").textContent = says;
  part("begin").hidden = part("name").hidden = isUnderway;
  part("end").hidden = part("level").hidden = !isUnderway;
  // Who works by keyboard stays where they were.
  if (isUnderway !== wasUnderway) part(isUnderway ? "end" : "begin").focus();
}

async function ticket() {
  const token = place.querySelector("[name=csrfmiddlewaretoken]").value;
  const answer = await fetch(place.dataset.ticket, { method: "POST", headers: { "X-CSRFToken": token } });
  const told = answer.headers.get("content-type")?.includes("json") ? await answer.json() : {};
  if (!told.url) throw new Hindered("unopened", told.error);
  return told.url;
}

const encoded = (pcm) => btoa(String.fromCharCode(...new Uint8Array(pcm.buffer)));
const decoded = (text) => new Int16Array(Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0)).buffer);

class Talk {
  constructor() {
    this.sound = new Sound();
    this.hasBegun = this.isOver = false;
  }

  // Throws `Hindered`.
  async begin() {
    show("asking");
    await this.sound.open({
      piece: (pcm, level) => this.hear(pcm, level),
      mark: (name) => this.send({ event: "mark", name }),
      speaking: (isSpeaking) => this.stand(isSpeaking ? "speaking" : "listening"),
      gone: () => this.close("gone"),
    });
    this.stand("connecting");
    const url = await ticket();
    if (this.isOver) return;
    this.socket = new WebSocket(url);
    this.socket.onopen = () => this.send({ event: "start", first_name: part("name").querySelector("input").value });
    this.socket.onmessage = ({ data }) => this.take(JSON.parse(data));
    this.socket.onclose = ({ code }) => this.closed(code);
  }

  hear(pcm, level) {
    part("level").value = Math.min(1, level * 6);
    this.send({ event: "media", pcm: encoded(pcm) });
  }

  take(told) {
    const list = part("lines");
    if (told.event === "media") this.sound.play(decoded(told.pcm));
    else if (told.event === "mark") this.sound.mark(told.name);
    else if (told.event === "clear") this.sound.clear();
    else if (told.event === "heard") showHeard(list, told);
    else if (told.event === "trouble") showTrouble(list, told);
    else if (told.event === "said") {
      showSaid(list, told, place.dataset.qualifyAt);
      this.hasBegun = true;
    } else if (told.event === "over") {
      showOutcome(part("outcome"), told);
      this.close("ended");
    }
  }

  end() {
    this.stand("ending");
    this.send({ event: "stop" });
    this.farewell = setTimeout(() => this.close("ended"), this.socket ? FAREWELL_MS : 0);
  }

  closed(code) {
    if (code === FULL) this.close("full");
    else this.close(this.hasBegun ? "lost" : "unopened");
  }

  stand(state) {
    const isEnding = part("state").dataset.state === "ending";
    if (!this.isOver && !isEnding) show(state);
  }

  send(told) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(told));
  }

  close(state, says) {
    this.sound.close();
    if (this.isOver) return;
    this.isOver = true;
    clearTimeout(this.farewell);
    this.socket?.close();
    show(state, says);
  }
}

async function begin() {
  part("lines").replaceChildren();
  part("outcome").hidden = true;
  if (!isSupported()) {
    show("unsupported");
    return;
  }
  talk = new Talk();
  try {
    await talk.begin();
  } catch (error) {
    if (error instanceof Hindered) talk.close(error.state, error.says);
    else talk.close("unopened");
  }
}

if (place) {
  place.hidden = false;
  part("begin").addEventListener("click", begin);
  part("end").addEventListener("click", () => talk.end());
  window.addEventListener("pagehide", () => talk?.close("ended"));
}
