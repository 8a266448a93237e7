// The questionnaire one section at a time: which sections are in play, which one is on the screen, how far it is.

import { shown } from "./routing.js";

const CHOSEN = "input[type=radio]:checked, input[type=checkbox]:checked";

/** The sections of the page as `routing.shown` wants them, each with its element. */
export function partsOf(form) {
  return [...form.querySelectorAll(".part")].map((element) => ({
    element,
    show: ruleOf(element),
    questions: [...element.querySelectorAll("[data-question]")].map((item) => ({
      element: item,
      key: item.dataset.question,
      kind: item.dataset.kind,
      show: ruleOf(item),
      numbers: item.dataset.kind === "scale" ? numbersOf(item) : null,
    })),
  }));
}

/** What has been answered, for showing rules: texts and cards never decide, so they are left out. */
export function answersOf(parts) {
  const answers = {};
  for (const question of parts.flatMap((part) => part.questions)) {
    const answer = answerOf(question);
    if (answer !== undefined) answers[question.key] = answer;
  }
  return answers;
}

function answerOf({ element, kind }) {
  if (kind === "number") return numberIn(element.querySelector("input").value);
  const chosen = [...element.querySelectorAll(CHOSEN)].map((input) => input.value);
  if (!chosen.length) return undefined;
  if (kind === "multiple") return chosen;
  return kind === "rating" ? Number(chosen[0]) : chosen[0];
}

function numberIn(text) {
  const tidy = text.trim().replace(",", ".");
  return /^[+-]?\d+(\.\d+)?$/.test(tidy) ? Number(tidy) : undefined;
}

const ruleOf = (element) => (element.dataset.show ? JSON.parse(element.dataset.show) : null);

const numbersOf = (item) =>
  Object.fromEntries([...item.querySelectorAll("[data-number]")].map((input) => [input.value, Number(input.dataset.number)]));

/** Shows one section, with Back, Next and the progress. Sections hidden by their rules are stepped over. */
export class Pager {
  constructor(form, progress) {
    this.parts = partsOf(form);
    this.progress = progress;
    this.back = form.querySelector("[data-back]");
    this.next = form.querySelector("[data-next]");
    this.send = form.querySelector("[data-send]");
    this.intro = form.querySelector(".intro");
    this.current = this.parts[0];
    this.back.addEventListener("click", () => this.step(-1));
    this.next.addEventListener("click", () => this.step(1));
  }

  /** The sections that somebody with the present answers goes through. */
  get path() {
    return this.parts.filter((part) => part.questions.some((question) => !question.element.hidden));
  }

  get isLast() {
    return this.path.at(-1) === this.current;
  }

  /** Show and hide questions as the answers say, and draw the progress anew. */
  refresh() {
    const keys = shown(this.parts, answersOf(this.parts));
    for (const question of this.parts.flatMap((part) => part.questions)) question.element.hidden = !keys.has(question.key);
    const path = this.path;
    if (!path.includes(this.current)) this.current = path[0];
    const place = path.indexOf(this.current);
    for (const part of this.parts) part.element.hidden = part !== this.current;
    this.intro.hidden = place !== 0;
    this.back.hidden = place === 0;
    this.next.hidden = place === path.length - 1;
    this.send.hidden = place !== path.length - 1;
    this.#drawProgress(place + 1, path.length);
  }

  /** Bring a section to the screen without a new step in the browser's history. */
  show(part) {
    this.current = part;
    this.refresh();
  }

  /** The section that an element lies in. */
  partAround(element) {
    return this.parts.find((part) => part.element.contains(element));
  }

  /** Go to the next or the previous section; the browser's own Back leads here again. */
  step(distance) {
    const path = this.path;
    this.show(path[path.indexOf(this.current) + distance] ?? this.current);
    history.pushState(null, "", `#${this.current.element.id}`);
    this.focusHeading();
  }

  focusHeading() {
    this.current.element.querySelector("h2").focus({ preventScroll: true });
    scrollTo(0, 0);
  }

  #drawProgress(part, all) {
    const text = this.progress.querySelector("p");
    text.textContent = text.dataset.text.replace("{part}", part).replace("{all}", all);
    Object.assign(this.progress.querySelector("progress"), { value: part, max: all });
    this.progress.hidden = all === 1;
  }
}
