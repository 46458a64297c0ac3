import type { Destination } from '../semconv/messaging';
import { withoutCredentials } from '../semconv/urls';
import { keyOf } from '../values';

/** `sqs.<region>.<domain>` in any partition, with FIPS, dual-stack and VPC endpoints; and the old `<region>.queue`. */
const AWS_HOST =
  /^(?:[\w-]+\.)?(?:sqs(?:-fips)?\.([a-z]{2,}(?:-[a-z]+)+-\d+)|([a-z]{2,}(?:-[a-z]+)+-\d+)\.queue)\.(?:vpce\.)?(?:amazonaws\.(?:com|com\.cn|eu)|api\.(?:aws(?:\.scloud)?|amazonwebservices\.(?:com\.cn|eu))|[a-z0-9.-]+\.(?:ic|sgov)\.gov|(?:api\.)?cloud(?:-aws)?\.adc-e\.uk)$/;

/** No name of a queue has these characters: what follows may be a token, of a query that is encoded once too often say. */
const BEHIND_NAME = /(?:[?#;=]|%(?:23|3[bdf])).*$/is;

const ACCOUNT_ID = /^\d{12}$/;

/** A worker has a few queues. The bound is for applications that create queues all the time. */
const MAX_CACHED = 500;
const cache = new Map<string, QueueDestination>();

/** A queue as a destination, and the host in its URL. */
export interface QueueDestination extends Destination {
  readonly host?: { readonly address: string; readonly port?: number | undefined } | undefined;
}

/** The first queues had a host without a region. @see https://docs.aws.amazon.com/general/latest/gr/sqs-service.html */
const FIRST_HOST = 'queue.amazonaws.com';
const FIRST_REGION = 'us-east-1';

/** The facts in a queue URL. A `QueueUrl` that is not a URL is an ARN, or counts as the name of a queue. */
export function queueOf(queueUrl: unknown): QueueDestination | undefined {
  if (typeof queueUrl !== 'string' || queueUrl === '') return undefined;
  const known = cache.get(queueUrl);
  if (known !== undefined) return known;
  const key = keyOf(queueUrl);
  const queue = parseQueueUrl(key ?? queueUrl);
  if (key === undefined) return queue;
  if (cache.size >= MAX_CACHED) cache.clear();
  cache.set(key, queue);
  return queue;
}

function parseQueueUrl(queueUrl: string): QueueDestination {
  // The SDK takes an ARN for a URL, too.
  const ofArn = queueOfArn(queueUrl);
  const shown = withoutCredentials(queueUrl);
  if (ofArn !== undefined) return { ...ofArn, queueUrl: shown };
  const url = URL.canParse(queueUrl) ? new URL(queueUrl) : undefined;
  // What is no URL may have credentials in front of its name, and a query behind it.
  const path = (url?.pathname ?? queueUrl)
    .split(/[?#]/, 1)
    .join('')
    .split('/')
    .filter((part) => part !== '');
  const name = path.at(-1)?.replace(/^.*@/, '').replace(BEHIND_NAME, '');
  const account = path.at(-2);
  const region = AWS_HOST.exec(url?.hostname ?? '');
  const firstRegion = url?.hostname === FIRST_HOST ? FIRST_REGION : undefined;
  return {
    name: name || shown,
    queueUrl: shown,
    accountId: account !== undefined && ACCOUNT_ID.test(account) ? account : undefined,
    region: region?.[1] ?? region?.[2] ?? firstRegion,
    host: url === undefined || url.hostname === '' ? undefined : { address: url.hostname, port: portOf(url) },
  };
}

/** The port of a URL, or the default port of its scheme. */
export function portOf(url: {
  readonly port: string | number | undefined;
  readonly protocol: string;
}): number | undefined {
  if (url.port !== undefined && url.port !== '') return Number(url.port);
  return url.protocol === 'https:' ? 443 : url.protocol === 'http:' ? 80 : undefined;
}

/** The queue that an ARN names: `arn:aws:sqs:eu-west-1:123456789012:orders`. */
export function queueOfArn(arn: unknown): Destination | undefined {
  if (typeof arn !== 'string') return undefined;
  const [, , service, region, accountId, name] = arn.split(':');
  if (service !== 'sqs' || name === undefined || name === '') return undefined;
  return { name: name.replace(BEHIND_NAME, ''), accountId: accountId || undefined, region: region || undefined };
}
