import * as names from '../attributes';
import type { AttributeGroup } from '../model/source';
import type { Attributes } from '../otlp/attributes';
import type { Span } from '../span';

/** Titles by how the names in them start, in the order in which they are shown. */
const TITLES: readonly (readonly [title: string, starts: RegExp])[] = [
  ['Error', /^(?:error|exception)\./],
  ['Message', /^messaging\./],
  ['AWS', /^(?:aws|cloud)\./],
  ['Database', /^db\./],
  ['Function', /^faas\./],
  ['HTTP', /^(?:http|url|user_agent)\./],
  ['Call', /^rpc\./],
  ['AI', /^gen_ai\./],
  ['Network', /^(?:network|net|server|client|peer)\./],
  ['Code', /^(?:code|thread)\./],
];
const OTHERS = 'Other';

/** The twins of a name, itself included, the one to show first. */
const TWINS_OF = new Map(names.TWINS.flatMap((twins) => twins.map((name) => [name, twins])));

/** What a span says, by meaning; what several names say is said once. */
export function groupAttributes(attributes: Attributes): AttributeGroup[] {
  const rows = new Map<string, { name: string; value: string; alsoNamed: string[] }[]>();
  const folded = new Set<string>();
  for (const [name, value] of [...attributes].toSorted(([a], [b]) => rankOf(a) - rankOf(b) || (a < b ? -1 : 1))) {
    if (folded.has(name)) continue;
    const alsoNamed = (TWINS_OF.get(name) ?? []).filter((twin) => twin !== name && attributes.get(twin) === value);
    for (const twin of alsoNamed) folded.add(twin);
    const title = titleOf(name);
    const row = { name, value: String(value), alsoNamed };
    const group = rows.get(title);
    if (group === undefined) rows.set(title, [row]);
    else group.push(row);
  }
  const titles = [...TITLES.map(([title]) => title), OTHERS];
  return titles.flatMap((title) => {
    const group = rows.get(title);
    return group === undefined ? [] : [{ title, rows: group }];
  });
}

/** The attributes of a span, and who made it. */
export function groupsOf({ attributes, resource, scope }: Span): AttributeGroup[] {
  const service = [...resource.attributes]
    .toSorted(
      ([a], [b]) => Number(b === names.ATTR_SERVICE_NAME) - Number(a === names.ATTR_SERVICE_NAME) || (a < b ? -1 : 1),
    )
    .map(([name, value]) => ({ name, value: String(value), alsoNamed: [] }));
  if (scope !== '') service.push({ name: 'scope', value: scope, alsoNamed: [] });
  return [...groupAttributes(attributes), ...(service.length === 0 ? [] : [{ title: 'Service', rows: service }])];
}

function titleOf(name: string): string {
  return TITLES.find(([, starts]) => starts.test(name))?.[0] ?? OTHERS;
}

/** The first name of twins comes before the others. */
function rankOf(name: string): number {
  return Math.max(0, TWINS_OF.get(name)?.indexOf(name) ?? 0);
}
