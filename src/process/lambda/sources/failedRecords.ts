import { safely } from '../../../telemetry/safely';
import type { FailedRecords } from './lambdaEvent';

/** How the records of a source are named in a partial batch response. */
interface Naming {
  /** The names of a record, in the form that {@link Naming.nameOf} gives. */
  readonly namesOf: (record: unknown) => readonly (string | undefined)[];
  /** The name in an `itemIdentifier`; undefined is none. */
  readonly nameOf: (identifier: unknown) => string | undefined;
}

/**
 * Those that are named, and all of them if one name is empty, missing or nobody's.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
 */
export function failedByName(
  records: readonly unknown[],
  naming: Naming,
): (identifiers: readonly unknown[]) => FailedRecords {
  return (identifiers) => {
    const named = namedRecords(records, naming, identifiers);
    return named === undefined ? 'all' : new Set(named.flat());
  };
}

/**
 * A stream is read again from the first record that is named, so that those behind it come again, too: within each group,
 * which is a shard or a partition.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-retry-configurations.html
 */
export function failedFromFirst(
  records: readonly unknown[],
  naming: Naming,
  groupOf: (record: unknown) => string | undefined,
): (identifiers: readonly unknown[]) => FailedRecords {
  return (identifiers) => {
    const named = namedRecords(records, naming, identifiers);
    if (named === undefined) return 'all';
    const begun = new Set(named.flat());
    const groups = new Set<string | undefined>();
    const failed = new Set<unknown>();
    for (const record of records) {
      const group = safely('looking at a record', groupOf, record);
      if (begun.has(record)) groups.add(group);
      if (groups.has(group)) failed.add(record);
    }
    return failed;
  };
}

/** The records with each name; undefined if one has none. */
function namedRecords(
  records: readonly unknown[],
  { namesOf, nameOf }: Naming,
  identifiers: readonly unknown[],
): unknown[][] | undefined {
  const known = new Map<string, unknown[]>();
  for (const record of records) {
    for (const name of safely('naming a record', namesOf, record) ?? []) {
      if (name === undefined || name === '') continue;
      const others = known.get(name);
      if (others === undefined) known.set(name, [record]);
      else others.push(record);
    }
  }
  const named: unknown[][] = [];
  for (const identifier of identifiers) {
    const found = known.get(safely('reading the name of a record', nameOf, identifier) ?? '');
    if (found === undefined) return undefined;
    named.push(found);
  }
  return named;
}
