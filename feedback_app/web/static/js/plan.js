// Rows of the programme are added, moved and removed by the server; here only the answer is put in place without a new
// page. When anything fails, the button works as it does without this script.
const form = document.getElementById("plan");
const OPEN_DAYS = 3;

async function changeRows(button) {
  const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form, button)) });
  if (!answer.ok || answer.redirected) throw new Error(answer.status);
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("f-stops");
  document.getElementById("f-stops").replaceWith(fresh);
  const [act, place] = button.value.split("-");
  const rows = fresh.querySelectorAll(".stop-row");
  const row = rows[Math.min({ add: rows.length - 1, up: place - 1, down: +place + 1 }[act] ?? +place, rows.length - 1)];
  const same = act === "add" ? null : row?.querySelector(`button[value^="${act}-"]:not(:disabled)`);
  (same ?? row?.querySelector("select") ?? fresh).focus();
}

form.addEventListener("submit", async (event) => {
  const button = event.submitter;
  if (button?.name !== "_row" || button.dataset.plain) return;
  event.preventDefault();
  try {
    await changeRows(button);
  } catch {
    button.dataset.plain = "yes";
    form.requestSubmit(button);
  }
});

// Opening and closing follow the day of the visit until somebody chooses them.
const { day, opens, closes } = form.elements;
const follows = { opens: !opens.value, closes: !closes.value };
opens.addEventListener("input", () => (follows.opens = false));
closes.addEventListener("input", () => (follows.closes = false));
day.addEventListener("change", () => {
  const chosen = new Date(`${day.value}T00:00Z`);
  if (Number.isNaN(chosen.valueOf())) return;
  const later = new Date(chosen);
  later.setUTCDate(later.getUTCDate() + OPEN_DAYS);
  if (follows.opens) opens.value = `${chosen.toISOString().slice(0, 10)}T08:00`;
  if (follows.closes) closes.value = `${later.toISOString().slice(0, 10)}T16:00`;
});
