import type { Attributes } from '../otlp/attributes';
import type { AttributeGroup } from './source';
import type { StoredSpan } from './kept';

/** What spans of one story say, in characters: 2,000 of them have room for 16,000 each. A page with more does not open. */
const MAX_CHARACTERS = 32_000_000;
/** What JSON writes around a name and a value. */
const AROUND = 50;

/** Told in place of what a span says. */
export const NO_ROOM: AttributeGroup = {
  title: 'Left out',
  rows: [{ name: 'why', value: 'The spans of this message say more than one page can show.', alsoNamed: [] }],
};

/** The spans whose attributes and events are shown: of the message itself first, and then as they are drawn. */
export function toldInFull(lines: readonly StoredSpan[], own: ReadonlySet<StoredSpan>): ReadonlySet<StoredSpan> {
  const told = new Set<StoredSpan>();
  let characters = 0;
  for (const stored of [...lines.filter((each) => own.has(each)), ...lines.filter((each) => !own.has(each))]) {
    const length = lengthOf(stored);
    if (characters + length > MAX_CHARACTERS) continue;
    characters += length;
    told.add(stored);
  }
  return told;
}

/** Each span says its resource anew. */
function lengthOf({ span: { attributes, resource, events } }: StoredSpan): number {
  let length = attributesLength(attributes) + attributesLength(resource.attributes);
  for (const event of events) length += AROUND + event.name.length + attributesLength(event.attributes);
  return length;
}

function attributesLength(attributes: Attributes): number {
  let length = 0;
  for (const [name, value] of attributes) length += AROUND + name.length + String(value).length;
  return length;
}
