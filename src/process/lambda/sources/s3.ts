import { type ObjectFacts, objectAttributes, objectDetails } from '../../../semconv/eventSources';
import { faasProcessSpanName } from '../../../semconv/faas';
import { type Members, entriesOf, membersOf, text } from '../../../values';
import type { LambdaEvent } from './lambdaEvent';
import { plainEvent } from './messageEvent';

/**
 * Notifications about objects. What differs between several is left out.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export function s3Event(records: readonly unknown[]): LambdaEvent {
  const all = entriesOf<Members>(records).map(factsOf);
  const facts: ObjectFacts = {
    bucket: common(all.map(({ bucket }) => bucket)),
    key: common(all.map(({ key }) => key)),
    operation: common(all.map(({ operation }) => operation)),
    time: common(all.map(({ time }) => time)),
  };
  const name = faasProcessSpanName({ name: facts.bucket });
  return plainEvent('notification', 'datasource', objectAttributes(facts), {
    name,
    details: () => objectDetails(facts),
  });
}

function factsOf({ s3, eventName, eventTime }: Members): ObjectFacts {
  const { bucket, object } = membersOf(s3);
  const key = text(membersOf(object)['key']);
  return {
    bucket: text(membersOf(bucket)['name']),
    key: key === undefined ? undefined : decoded(key),
    operation: operationOf(text(eventName)),
    time: text(eventTime),
  };
}

function operationOf(eventName = ''): ObjectFacts['operation'] {
  if (eventName.startsWith('ObjectCreated:')) return 'insert';
  if (/^(?:ObjectRemoved|LifecycleExpiration):/.test(eventName)) return 'delete';
  return eventName === '' ? undefined : 'edit';
}

/** Keys come as in a form: a blank is a plus. */
function decoded(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return key;
  }
}

function common<T>([first, ...others]: readonly T[]): T | undefined {
  return others.every((other) => other === first) ? first : undefined;
}
