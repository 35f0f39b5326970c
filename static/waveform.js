// Makes a recording's waveform a slider of the player beside it: it shows what was heard, and seeks by pointer and keys.
const SMALL_STEP = 5, LARGE_STEP = 15;
const drawings = () => [...document.querySelectorAll("[data-waveform]")];
const audioOf = (drawing) => drawing.closest("[data-heard]").querySelector("audio");
const drawingOf = (audio) => audio.closest?.("[data-heard]")?.querySelector("[data-waveform]");
const lengthOf = (audio) => (Number.isFinite(audio.duration) ? audio.duration : 0);
const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes))
    if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
}

// Where nothing can be played there is nothing to slide; then the drawing is a picture.
function show(drawing) {
  const audio = audioOf(drawing), length = lengthOf(audio);
  if (!length) return;
  const now = Math.round(audio.currentTime), end = Math.round(length);
  set(drawing, {
    role: "slider", tabindex: 0, "aria-label": drawing.dataset.label, "aria-valuemin": 0,
    "aria-valuemax": end, "aria-valuenow": now, "aria-valuetext": `${clock(now)} of ${clock(end)}`,
  });
  const width = drawing.querySelector("svg").viewBox.baseVal.width;
  const at = (width * audio.currentTime) / length;
  set(drawing.querySelector("[data-ahead]"), { x: at, width: Math.max(0, width - at) });
  set(drawing.querySelector("[data-playhead]"), { x: at - 0.25 });
}

function seek(drawing, seconds) {
  const audio = audioOf(drawing);
  audio.currentTime = Math.min(Math.max(0, seconds), lengthOf(audio));
  show(drawing);
}

function seekTo(drawing, event) {
  const { left, width } = drawing.getBoundingClientRect();
  seek(drawing, ((event.clientX - left) / width) * lengthOf(audioOf(drawing)));
}

document.addEventListener("pointerdown", (event) => {
  const drawing = event.target.closest("[data-waveform][role=slider]");
  if (!drawing || event.button) return;
  drawing.setPointerCapture(event.pointerId);
  seekTo(drawing, event);
});

document.addEventListener("pointermove", (event) => {
  if (event.target.matches?.("[data-waveform]") && event.target.hasPointerCapture(event.pointerId)) seekTo(event.target, event);
});

document.addEventListener("keydown", (event) => {
  if (!event.target.matches?.("[data-waveform]") || event.ctrlKey || event.metaKey || event.altKey) return;
  const audio = audioOf(event.target), now = audio.currentTime;
  const places = {
    ArrowRight: now + SMALL_STEP, ArrowUp: now + SMALL_STEP, ArrowLeft: now - SMALL_STEP, ArrowDown: now - SMALL_STEP,
    PageUp: now + LARGE_STEP, PageDown: now - LARGE_STEP, Home: 0, End: lengthOf(audio),
  };
  if (event.key === " " || event.key === "Enter") audio.paused ? audio.play() : audio.pause();
  else if (event.key in places) seek(event.target, places[event.key]);
  else return;
  event.preventDefault();
});

// Media events do not bubble, so they are caught on their way down.
for (const news of ["loadedmetadata", "durationchange", "timeupdate", "seeked"])
  document.addEventListener(news, ({ target }) => {
    const drawing = drawingOf(target);
    if (drawing) show(drawing);
  }, true);

// A page that is read again (live.js) knows nothing of the slider and takes it away.
new MutationObserver(() => drawings().forEach(show)).observe(document.body, {
  subtree: true, childList: true, attributeFilter: ["role"],
});
drawings().forEach(show);
