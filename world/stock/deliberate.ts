/** A test of the stock package's own suite that does not pass, and why it is not meant to. */
export interface Deliberate {
  /** As mocha calls it. */
  readonly test: string;
  readonly why: string;
}

const LAST_COUNT = 'that package takes the first count of output tokens of a stream, 1; this one the last, 12';
const NO_PHONES = 'a phone number is personal data: `messaging.destination` is `phone_number`';

/** The migration guide has them in a table. */
export const DELIBERATE: readonly Deliberate[] = [
  { test: 'Bedrock InvokeModelWithStreams adds claude model attributes to span', why: LAST_COUNT },
  { test: 'SNS - v3 publish phone number', why: NO_PHONES },
];

/** Tests of functions that are only in that package: they test no instrumentation. */
export const OF_THE_PACKAGE_ITSELF = 'MessageAttributes ';
