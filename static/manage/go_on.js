// Pushes a long import on: the page that the answer leads to has the next form, until the work is done.
document.addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("form[data-go-on]");
  if (form) setTimeout(() => form.submit(), 200);
});
