/** A test of the stock package's own suite that does not pass, and why it is not meant to. */
export interface Deliberate {
  /** As mocha calls it. */
  readonly test: string;
  readonly why: string;
}

const NO_ESTIMATES =
  'that package divides characters by six and calls the result tokens; this one says what the answer says';
const LAST_COUNT = 'that package takes the first count of output tokens of a stream, 1; this one the last, 12';
const NO_PHONES = 'a phone number is personal data: `messaging.destination` is `phone_number`';

/** The migration guide has them in a table. */
export const DELIBERATE: readonly Deliberate[] = [
  { test: 'Bedrock InvokeModel adds cohere command model attributes to span', why: NO_ESTIMATES },
  { test: 'Bedrock InvokeModel adds cohere command r model attributes to span', why: NO_ESTIMATES },
  { test: 'Bedrock InvokeModel adds mistral ai model attributes to span', why: NO_ESTIMATES },
  { test: 'Bedrock InvokeModelWithStreams adds claude model attributes to span', why: LAST_COUNT },
  { test: 'Bedrock InvokeModelWithStreams adds mistral ai model attributes to span', why: NO_ESTIMATES },
  { test: 'Bedrock InvokeModelWithStreams adds cohere command r model attributes to span', why: NO_ESTIMATES },
  { test: 'Bedrock InvokeModelWithStreams adds cohere command model attributes to span', why: NO_ESTIMATES },
  { test: 'SNS - v3 publish phone number', why: NO_PHONES },
];

/** Tests of functions that are only in that package: they test no instrumentation. */
export const OF_THE_PACKAGE_ITSELF = 'MessageAttributes ';
