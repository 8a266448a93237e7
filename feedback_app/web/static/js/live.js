// Keeps the parts marked data-live up to date: the page fetches itself and takes over what has changed in them.
// They hold nothing that can have the focus, so nobody who types or reads elsewhere is disturbed.
const EVERY_MS = 10_000;
const told = document.getElementById("live-told");
const phase = document.getElementById("live-phase")?.dataset.phase;
let timer;

function tell(words) {
  if (told.textContent !== words) told.textContent = words;
}

function takeOver(fresh) {
  for (const part of document.querySelectorAll("[data-live]")) {
    const other = fresh.getElementById(part.id);
    if (other && other.innerHTML !== part.innerHTML) part.innerHTML = other.innerHTML;
  }
  const now = fresh.getElementById("live-phase")?.dataset.phase;
  if (now && now !== phase) document.getElementById("phase-changed").hidden = false;
}

async function refresh() {
  clearTimeout(timer);
  try {
    const answer = await fetch(location.pathname, { cache: "no-store", signal: AbortSignal.timeout(EVERY_MS) });
    if (answer.redirected) return tell(told.dataset.out);
    if (!answer.ok) throw new Error(answer.status);
    takeOver(new DOMParser().parseFromString(await answer.text(), "text/html"));
    tell("");
  } catch {
    tell(told.dataset.lost);
  }
  timer = setTimeout(refresh, EVERY_MS);
}

document.querySelector("[data-refresh]").addEventListener("click", (event) => {
  event.preventDefault();
  refresh();
});
document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(timer) : refresh()));
timer = setTimeout(refresh, EVERY_MS);
