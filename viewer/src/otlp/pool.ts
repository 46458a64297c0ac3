const MAX_TEXTS = 50_000;
/** A longer text is rarely said twice. */
const MAX_LENGTH = 200;

const texts = new Map<string, string>();

/** One copy of a text that many spans say: names, queues, regions. The pool has a bound, and starts anew when it is full. */
export function pooled(text: string): string {
  if (text.length > MAX_LENGTH) return text;
  const known = texts.get(text);
  if (known !== undefined) return known;
  if (texts.size >= MAX_TEXTS) texts.clear();
  texts.set(text, text);
  return text;
}
