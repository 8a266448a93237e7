// The programme knows what this device has begun and sent; the receipt tells it.

import { deviceStorage, markSent, read, stateOf, wipe } from "./draft.js";

const storage = deviceStorage();
const receipt = document.querySelector("[data-received]");
const tasks = document.querySelector("[data-visit]");
const nextPerson = document.querySelector("[data-next-person]");

function drawStates() {
  let begun = false;
  for (const task of tasks.querySelectorAll("[data-draft]")) {
    const state = stateOf(read(storage, task.dataset.draft));
    const box = task.querySelector("[data-begun]");
    begun ||= state !== "";
    box.dataset.state = state;
    box.querySelector(".task-told")?.remove();
    if (state) box.append(Object.assign(document.createElement("span"), { className: "task-told", textContent: box.dataset[state] }));
  }
  nextPerson.hidden = !begun;
}

/** The first press asks, the second removes. */
function wipeDevice({ currentTarget: button }) {
  if (!button.dataset.asked) {
    button.dataset.asked = button.textContent;
    button.textContent = button.dataset.sure;
    return;
  }
  wipe(storage, tasks.dataset.visit);
  button.textContent = button.dataset.asked;
  delete button.dataset.asked;
  drawStates();
  const told = document.querySelector("[data-wiped]");
  nextPerson.hidden = false;
  button.hidden = true;
  told.textContent = button.dataset.done;
}

if (receipt) markSent(storage, receipt.dataset.received, receipt.dataset.uid);
if (tasks) {
  drawStates();
  nextPerson.querySelector("[data-wipe]").addEventListener("click", wipeDevice);
  addEventListener("pageshow", drawStates);
  addEventListener("storage", drawStates);
}
