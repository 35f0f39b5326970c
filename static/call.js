// Plays the recording from where a line was said, and marks the line that is heard.
const player = () => document.querySelector("[data-recording]");
const lines = () => [...document.querySelectorAll(".lines li")];
const saidAt = (line) => Number(line.querySelector("[data-at]")?.dataset.at ?? 0);

document.addEventListener("click", (event) => {
  const clock = event.target.closest("[data-at]");
  if (!clock || !player()) return;
  player().currentTime = Number(clock.dataset.at);
  player().play();
});

// Media events do not bubble, so they are caught on their way down.
document.addEventListener("timeupdate", ({ target }) => {
  if (!target.matches("[data-recording]")) return;
  const heard = lines().findLast((line) => saidAt(line) <= target.currentTime + 0.05);
  for (const line of lines()) line.classList.toggle("is-heard", line === heard);
}, true);

document.addEventListener("error", ({ target }) => {
  if (!target.matches?.("[data-recording]")) return;
  target.hidden = true;
  document.querySelector("[data-no-recording]").hidden = false;
}, true);
