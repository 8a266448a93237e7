// The programme knows what this device has begun and sent; the receipt tells it.

import { deviceStorage, holdsAny, markSent, read, stateOf, wipe } from "./draft.js";

const storage = deviceStorage();
const receipt = document.querySelector("[data-received]");
const tasks = document.querySelector("[data-tasks]");
const nextPerson = document.querySelector("[data-next-person]");
const wipeButton = nextPerson.querySelector("[data-wipe]");
const wiped = nextPerson.querySelector("[data-wiped]");

function drawStates() {
  for (const task of tasks?.querySelectorAll("[data-draft]") ?? []) {
    const state = stateOf(read(storage, task.dataset.draft));
    const box = task.querySelector("[data-begun]");
    box.dataset.state = state;
    box.querySelector(".task-told")?.remove();
    if (state) box.append(Object.assign(document.createElement("span"), { className: "task-told", textContent: box.dataset[state] }));
  }
  if (holdsAny(storage, nextPerson.dataset.nextPerson)) offerWiping();
}

function offerWiping() {
  wiped.textContent = "";
  nextPerson.hidden = wipeButton.hidden = false;
}

/** The first press asks, the second removes. */
function wipeDevice() {
  const { asked, sure, done, then } = wipeButton.dataset;
  if (!asked) {
    wipeButton.dataset.asked = wipeButton.textContent;
    wipeButton.textContent = sure;
    return;
  }
  wipe(storage, nextPerson.dataset.nextPerson);
  if (then) return location.replace(then); // away from what the one before has said
  wipeButton.textContent = asked;
  delete wipeButton.dataset.asked;
  wipeButton.hidden = true;
  wiped.textContent = done;
  drawStates();
}

if (receipt) markSent(storage, receipt.dataset.received, receipt.dataset.uid);
drawStates();
wipeButton.addEventListener("click", wipeDevice);
addEventListener("pageshow", drawStates);
addEventListener("storage", drawStates);
