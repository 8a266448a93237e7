// Which questions are shown, given the answers so far. feedback_app/domain/routing.py decides the same on the server.
//
// A part is { show, questions }, a question { key, show, numbers }. `show` is a rule or null; `numbers` maps the
// options of a scale to their values, and is null for other kinds. Answers are a plain object: text, list or number.

/** Does the rule hold? An unanswered question fulfils no condition; no rule always holds. */
export function holds(rule, answers, numbers) {
  if (!rule) return true;
  const met = (condition) => isMet(condition, answers[condition.question], numbers[condition.question]);
  return (rule.all ?? []).every(met) && (!rule.any?.length || rule.any.some(met));
}

/**
 * Keys of the questions that somebody with these answers sees. Rules look only backwards, and the answer to a
 * question that is itself hidden counts as not given.
 */
export function shown(parts, answers) {
  const keys = new Set();
  const visible = {};
  const numbers = {};
  for (const part of parts) {
    const partShown = holds(part.show, visible, numbers);
    for (const question of part.questions) {
      numbers[question.key] = question.numbers;
      if (!partShown || !holds(question.show, visible, numbers)) continue;
      keys.add(question.key);
      if (Object.hasOwn(answers, question.key)) visible[question.key] = answers[question.key];
    }
  }
  return keys;
}

function isMet(condition, answer, numbers) {
  if (answer === undefined || answer === null) return false;
  if (condition.is) return [answer].flat().some((option) => condition.is.includes(String(option)));
  const number = numbers ? numbers[answer] : answer;
  if (typeof number !== "number") return false;
  return number >= (condition.at_least ?? -Infinity) && number <= (condition.at_most ?? Infinity);
}
