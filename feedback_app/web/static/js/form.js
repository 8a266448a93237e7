// The questionnaire on the visitor's device. Without this script the page is one long form with one button, and works.

import { begin, deviceStorage, keyOf, newId, read, stateOf, visitorOf, write } from "./draft.js";
import { Pager } from "./sections.js";

const SEND_SECONDS = 20;
const SECRET = new Set(["_uid", "_visitor"]);

const form = document.getElementById("questionnaire");
const summary = document.getElementById("summary");
const status = document.getElementById("saved");
const sentBefore = document.getElementById("sent-before");
const { draft: name, visit, receipt } = form.dataset;
const storage = deviceStorage();
const pager = new Pager(form, document.getElementById("progress"));
const uid = form.elements._uid;
const visitor = form.elements._visitor;

// Keeping and bringing back what was typed

const typed = () => [...new FormData(form)].filter(([field]) => !SECRET.has(field) && field !== "_language");

function keep() {
  const known = read(storage, name);
  if (known) uid.value = known.uid; // another tab may have begun in the meantime: it is one response
  store({ sent: Boolean(known?.sent), changed: true });
}

function store(state) {
  visitor.value = storage ? begin(storage, visit) : "";
  const kept = write(storage, name, { uid: uid.value, values: typed(), ...state });
  status.textContent = kept ? form.dataset.saved : form.dataset.notSaved;
}

function restore(draft) {
  uid.value = draft.uid;
  visitor.value = visitorOf(storage, visit);
  const values = grouped(draft.values);
  for (const control of fields()) {
    const given = values.get(control.name) ?? [];
    if (control.type === "radio" || control.type === "checkbox") control.checked = given.includes(control.value);
    else control.value = given[0] ?? "";
  }
  sentBefore.hidden = !draft.sent;
  drawAnew();
}

/** Nobody has begun here, whatever the browser remembers of the one before: empty, and under a name of its own. */
function startAfresh() {
  form.reset();
  for (const accusation of form.querySelectorAll(".error, .count")) accusation.remove();
  for (const accused of form.querySelectorAll("[aria-invalid]")) accused.removeAttribute("aria-invalid");
  if (summary) summary.hidden = true;
  restore({ uid: newId(), values: [], sent: false });
}

function grouped(pairs) {
  const groups = new Map();
  for (const [field, value] of pairs) groups.set(field, [...(groups.get(field) ?? []), value]);
  return groups;
}

const fields = () => [...form.elements].filter((control) => control.name && !control.name.startsWith("_"));

function followOtherTab(event) {
  if (event.key !== keyOf(name)) return;
  const draft = read(storage, name);
  if (draft) restore(draft);
  else startAfresh(); // the device was made ready for the next person
}

// Helping while somebody fills in

function drawAnew() {
  pager.refresh();
  form.querySelectorAll("fieldset.choices").forEach(drawClear);
  form.querySelectorAll("[data-other]").forEach(drawOther);
  form.querySelectorAll("fieldset.cards").forEach((set) => drawCards(set));
}

function drawClear(set) {
  const button = set.querySelector("[data-clear]");
  if (button) button.hidden = !set.querySelector("input:checked");
}

function drawOther(box) {
  const input = box.querySelector("input");
  const option = optionWithText(box);
  box.hidden = !option.checked && !input.value;
}

/** The option that the text belongs to is the last one that may carry a text. */
const optionWithText = (box) => box.parentElement.querySelector(`input[value="${CSS.escape(box.dataset.option)}"]`);

function drawCards(set, more = 0) {
  const entries = [...set.querySelectorAll("details.entry")];
  const filled = entries.findLastIndex((entry) => isFilled(entry) || entry.querySelector(".error"));
  const open = Math.max(1, filled + 1, entries.filter((entry) => entry.dataset.asked).length) + more;
  entries.forEach((entry, place) => {
    entry.hidden = place >= open;
    if (place < open && !entry.dataset.asked) Object.assign(entry, { open: true }).dataset.asked = "yes";
  });
  set.querySelector("[data-more]").hidden = open >= entries.length;
  return entries[open - 1];
}

const isFilled = (entry) =>
  [...entry.querySelectorAll("textarea, select, input")].some((control) =>
    control.type === "checkbox" ? control.checked : control.value.trim(),
  );

function countCharacters(control) {
  const left = Number(control.dataset.limit) - [...control.value].length;
  let line = document.getElementById(`${control.id}-count`);
  if (!line && left > Number(control.dataset.limit) / 5) return;
  if (!line) {
    line = Object.assign(document.createElement("p"), { id: `${control.id}-count`, className: "count" });
    line.setAttribute("aria-live", "polite");
    control.after(line);
  }
  line.dataset.over = left < 0;
  line.textContent = left < 0 ? form.dataset.tooLong.replace("{over}", -left) : form.dataset.left.replace("{left}", left);
}

/** A question that was touched is no longer accused. */
function forgive(control) {
  const where = control.name;
  const question = control.closest("[data-question]")?.dataset.question;
  for (const place of [where, where.replace(/-[a-z]+$/, ""), question, ""]) {
    document.getElementById(`e-${place}`)?.remove();
    summary?.querySelector(`li[data-where="${CSS.escape(place)}"]`)?.remove();
  }
  const set = control.closest("fieldset[aria-invalid]");
  for (const element of [control, set]) element?.removeAttribute("aria-invalid");
  if (summary && !summary.querySelector("li")) summary.hidden = true;
}

// Sending

async function send(event) {
  if (event.submitter?.name === "_language") return;
  if (!event.submitter?.matches("[data-send]") && !pager.isLast) {
    event.preventDefault(); // Enter in a text field
    return pager.step(1);
  }
  event.preventDefault();
  if (form.dataset.sending) return;
  busy(true);
  status.textContent = form.dataset.sendingText;
  try {
    const body = new URLSearchParams(new FormData(form));
    const answer = await fetch(form.action, { method: "POST", body, redirect: "manual", signal: AbortSignal.timeout(SEND_SECONDS * 1000) });
    // A redirect leads to the receipt, which alone says that the answers are in. All else is a page with what to do.
    if (answer.type === "opaqueredirect") location.assign(receipt.replace("00000000-0000-0000-0000-000000000000", uid.value));
    else form.submit();
  } catch {
    busy(false);
    status.textContent = storage ? form.dataset.noNetwork : form.dataset.notSaved;
  }
}

function busy(sending) {
  form.toggleAttribute("data-sending", sending);
  pager.send.disabled = sending;
}

function changeLanguage(event) {
  if (!storage) return; // the server carries what was typed over
  event.preventDefault();
  location.assign(event.currentTarget.formAction + location.hash);
}

// Putting it together

/** Whose answers to begin with: the page's, the ones kept on the device, or nobody's. */
function fillIn() {
  const { filled } = form.dataset;
  const before = read(storage, name);
  if (!storage) return; // the page is all there is
  if (!before && hasReturned()) startAfresh(); // a page with answers was kept when it came: they have been removed since
  else if (filled === "typed") store({ sent: before?.uid === uid.value && before.sent, changed: true });
  else if (filled === "sent" && stateOf(before) !== "begun") store({ sent: true, changed: false });
  else if (before) restore(before);
  else uid.value = newId(); // the page may be an old copy, with a name that has been used
}

/** Is this a page that the browser had before? It may be its own copy, made when somebody else held the device. */
const hasReturned = () => ["back_forward", "reload"].includes(performance.getEntriesByType("navigation")[0]?.type);

function goTo(event) {
  const link = event.target.closest("a");
  if (!link) return;
  event.preventDefault();
  const target = document.getElementById(link.hash.slice(1));
  pager.show(pager.partAround(target));
  target.closest("details")?.setAttribute("open", "");
  target.focus();
  target.closest(".q, .sub").scrollIntoView({ block: "center" });
}

function showWhatTheAddressSays() {
  const part = pager.parts.find(({ element }) => `#${element.id}` === location.hash);
  pager.show(pager.path.includes(part) ? part : pager.parts[0]);
}

form.addEventListener("input", ({ target }) => {
  if (target.dataset.limit) countCharacters(target);
  const box = target.closest("[data-other]");
  if (box && target.value) optionWithText(box).checked = true;
  forgive(target);
  drawAnew();
  keep();
});
form.addEventListener("click", ({ target }) => {
  const clear = target.closest("[data-clear]");
  if (clear) {
    const set = clear.closest("fieldset");
    const chosen = set.querySelector("input:checked");
    chosen.checked = false;
    chosen.focus();
    drawAnew();
    keep();
  }
  if (target.closest("[data-more]")) drawCards(target.closest("fieldset"), 1).querySelector("textarea, select").focus();
});
form.addEventListener("submit", send);
summary?.addEventListener("click", goTo);
addEventListener("popstate", showWhatTheAddressSays);
addEventListener("storage", followOtherTab);
addEventListener("pageshow", ({ persisted }) => {
  if (!persisted) return;
  busy(false);
  status.textContent = "";
  const draft = read(storage, name);
  if (draft) restore(draft);
  else if (storage) startAfresh();
});
for (const button of document.querySelectorAll("button[name=_language]")) button.addEventListener("click", changeLanguage);

fillIn();
drawAnew();
showWhatTheAddressSays();
const wrong = form.querySelector(".error");
if (wrong) pager.show(pager.partAround(wrong));
summary?.focus();
document.documentElement.classList.add("js");
form.dataset.ready = "yes";
