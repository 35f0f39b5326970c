// Plays the recording from where a line was said, and marks the line that is heard.
const player = () => document.querySelector("[data-recording]");
const lines = () => [...document.querySelectorAll(".lines li")];
const saidAt = (line) => Number(line.querySelector("[data-at]")?.dataset.at ?? 0);
const lineAt = (seconds) => lines().findLast((line) => saidAt(line) <= seconds + 0.05);

document.addEventListener("click", (event) => {
  const clock = event.target.closest("[data-at]");
  if (!clock || !player()) return;
  player().currentTime = Number(clock.dataset.at);
  player().play();
});

// Media events do not bubble, so they are caught on their way down.
document.addEventListener("timeupdate", ({ target }) => {
  if (!target.matches("[data-recording]")) return;
  const heard = lineAt(target.currentTime);
  for (const line of lines()) line.classList.toggle("is-heard", line === heard);
}, true);

// Whoever seeks in the player, or in its waveform, finds the words at that place.
document.addEventListener("seeked", ({ target }) => {
  if (target.matches("[data-recording]")) lineAt(target.currentTime)?.scrollIntoView({ block: "nearest" });
}, true);

document.addEventListener("error", ({ target }) => {
  if (!target.matches?.("[data-recording]")) return;
  target.hidden = true;
  document.querySelector("[data-no-recording]").hidden = false;
}, true);
