// What a visitor has typed, kept on the device: nothing before the person has begun, everything from then on.
//
// One entry per questionnaire and stop: { uid, values, sent, changed }. `uid` names the response, so the same answers
// sent twice are received once. `values` are pairs of a field's name and its value. `sent` says that a receipt has
// been seen for this uid, `changed` that something was typed after it.

const ROOT = "feedback/";
const VISITOR = "visitor";

/** The storage of this device, or null where the browser gives none. */
export function deviceStorage() {
  try {
    const storage = window.localStorage;
    storage.setItem(ROOT, "");
    storage.removeItem(ROOT);
    return storage;
  } catch {
    return null;
  }
}

/** The key under which a draft is stored; `name` is "visit/questionnaire/stop". */
export const keyOf = (name) => ROOT + name;

/** The draft of this name, or null. What cannot be read counts as absent. */
export function read(storage, name) {
  try {
    return JSON.parse(storage?.getItem(keyOf(name)) ?? "null");
  } catch {
    return null;
  }
}

/** Keep a draft; false when the device has no room for it. */
export function write(storage, name, draft) {
  try {
    storage.setItem(keyOf(name), JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

/** Remember that the response of this name has been received. */
export function markSent(storage, name, uid) {
  const draft = read(storage, name);
  if (draft?.uid === uid) write(storage, name, { ...draft, sent: true, changed: false });
}

/** "sent", "begun", or "" when nothing has been typed. */
export function stateOf(draft) {
  if (!draft) return "";
  return draft.sent && !draft.changed ? "sent" : "begun";
}

/** The random name of this visitor on this visit, "" before the person has begun. */
export const visitorOf = (storage, visit) => read(storage, `${visit}/${VISITOR}`) ?? "";

/** Give the visitor a name, unless there is one already. */
export function begin(storage, visit) {
  const known = visitorOf(storage, visit);
  if (known) return known;
  const name = newId();
  write(storage, `${visit}/${VISITOR}`, name);
  return name;
}

/** Is anything kept from a visit? */
export const holdsAny = (storage, visit) => keysOf(storage, visit).length > 0;

/** Remove everything that is kept from a visit. */
export function wipe(storage, visit) {
  for (const key of keysOf(storage, visit)) storage.removeItem(key);
}

const keysOf = (storage, visit) => Object.keys(storage ?? {}).filter((key) => key.startsWith(keyOf(`${visit}/`)));

/** A random UUID. crypto.randomUUID exists on https alone, and a lecture room's server may have plain http. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
