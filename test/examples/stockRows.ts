import type { Difference, OperationCall } from './stockDifferences';
import type { Rule } from './stockRules';

/** A row of the guide's table, in Markdown. */
export interface ExplainedRow {
  readonly title: string;
  readonly why: string;
  readonly stays: boolean;
  /** Names of attributes, and examples where a name or a value is another one. */
  readonly differs: readonly string[];
  /** Services, or operations where there are few. */
  readonly on: readonly string[];
}

/** Examples of names and values: the rule says the rest. */
const EXAMPLES = 3;
const FEW = 4;

export function rowOf(
  { title, why, renamed = {}, stays = false }: Rule,
  differences: readonly Difference[],
  all: readonly OperationCall[],
): ExplainedRow {
  const names = new Set(differences.flatMap((difference) => (isOfOneSide(difference) ? [difference.key] : [])));
  const changes = new Set(differences.flatMap((difference) => changeOf(difference) ?? []));
  const moved = [...names].filter((name) => name in renamed).toSorted();
  return {
    title,
    why,
    stays,
    differs: [
      ...groupsOf([...names].filter((name) => !(name in renamed)).toSorted()),
      ...moved.map((name) => `${code(name)} → ${code(renamed[name])}`),
      ...[...changes].slice(0, EXAMPLES),
    ],
    on: placesOf(differences, all),
  };
}

function isOfOneSide({ what, before, after }: Difference): boolean {
  return what === 'attribute' && (before === undefined || after === undefined);
}

/** Undefined for an attribute that only one side has: its name is enough. */
function changeOf(difference: Difference): string | undefined {
  const { what, key, before, after } = difference;
  if (isOfOneSide(difference)) return undefined;
  if (what === 'attribute') return `${code(key)}: ${code(before)} → ${code(after)}`;
  if (what === 'links') return `${countOf(before)} → ${countOf(after)} links`;
  if (what === 'status') return `${code(before)} → ${code(String(after).replace(/:.*/, ''))}`;
  if (what !== 'spans') return `${code(before)} → ${code(after)}`;
  return Array.isArray(after) ? after.map(code).join(', ') : `${String(before)} → ${String(after)} spans`;
}

/** `aws.s3.{key,part_number,upload_id}` for several names of one place. */
function groupsOf(names: readonly string[]): string[] {
  const groups = new Map<string, string[]>();
  for (const name of names) {
    const place = name.slice(0, name.lastIndexOf('.') + 1);
    groups.set(place, [...(groups.get(place) ?? []), name.slice(place.length)]);
  }
  return [...groups].map(([place, ends]) =>
    code(ends.length === 1 ? place + ends.join() : `${place}{${ends.join(',')}}`),
  );
}

function code(value: unknown): string {
  return `\`${String(value).replace(/^\+\d+$/, '<phone number>')}\``;
}

function countOf(list: unknown): number {
  return Array.isArray(list) ? list.length : 0;
}

function placesOf(differences: readonly Difference[], all: readonly OperationCall[]): string[] {
  const on = new Set(differences.map(({ call }) => call));
  if (on.size <= FEW) return [...on];
  const services = new Set([...on].map(serviceOf));
  return services.size === new Set(all.map(({ call }) => serviceOf(call))).size
    ? ['every service']
    : [...services].toSorted();
}

function serviceOf(call: string): string {
  return call.replace(/\..*/, '');
}
