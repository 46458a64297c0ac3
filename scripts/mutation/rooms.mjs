/**
 * A room of src whose mutants must die. `specs` run in this process and start no programs: a mutant runs all tests that come
 * by it until one fails.
 *
 * @typedef {object} Room
 * @property {string} name
 * @property {number} gate per cent of the mutants
 * @property {boolean} [alone] whether what no such test runs is told, and not counted
 * @property {readonly string[]} specs of test, without their ends
 */

/** @param {string} folder @param {string} names mocha takes no braces */
const of = (folder, names) => names.split(' ').map((name) => `${folder}/${name}`);

const CALLS = ['integration/sqs*', 'integration/sns*', 'integration/kinesis*', 'integration/hostSafety*'];
const CONSUMERS = ['process/**/*', 'integration/forward*', 'integration/consumerBatchFailures'];

/** @type {readonly Room[]} */
export const ROOMS = [
  {
    name: 'propagation',
    gate: 92,
    specs: [
      'propagation/**/*',
      'fuzz/messages',
      'integration/requestHeader',
      ...of('services', 'filterPolicy injection'),
      ...CALLS,
      ...CONSUMERS,
    ],
  },
  {
    name: 'process',
    gate: 92,
    specs: [
      ...CONSUMERS,
      ...of('integration', 'consumerMessages consumerOutcomes expiredReceipts'),
      'propagation/**/*',
      'fuzz/messages',
      ...CALLS,
    ],
  },
  {
    name: 'telemetry',
    gate: 92,
    specs: [
      'telemetry/**/*',
      ...of('contract', 'modes options services'),
      'middleware/*',
      'fuzz/telemetry',
      ...of('integration', 'metrics bedrock* s3* messageKept lifecycle dynamodbCanned requestHeader expectedErrors'),
      ...CALLS,
      ...CONSUMERS,
    ],
  },
  {
    name: 'middleware',
    gate: 92,
    specs: [
      'middleware/*',
      'attach/*',
      ...of('integration', 'attachInstrumentClient attachMocks attachPresign requestHeader requestPlace'),
      ...of('integration', 'sqsMiddleware* sqsClients sqsAwsHeader hostSafetyClients sqsHooks stockNames'),
      ...of('integration', 'expectedErrors sqsErrors sqsOptions messageKept suppressionEnd lifecycle'),
    ],
  },
  {
    name: 'services',
    gate: 88,
    specs: [
      'services/*',
      ...of('integration', 'names* oddMembers concealed* relays'),
      'contract/*',
      ...of('fuzz', 'calls inputs'),
      ...of('integration', 'bedrock* dynamodbCanned eventbridge kinesis* lambda* redrive s3* scheduler'),
      ...of('integration', 'secretsManager sns* sqs* stepFunctions stockEstimates oddAnswers metrics'),
    ],
  },
  {
    name: 'attach',
    gate: 88,
    specs: [
      'attach/**/*',
      ...of('integration', 'attachInstrumentClient attachMocks attachPresign libStorage'),
      ...of('integration', 'sqsConsumer sqsConsumerBatch paginators waiters signing'),
      'bootstrap/traceStatusCost',
    ],
  },
  // Much of it only runs in programs of their own, which such tests do not start.
  { name: 'bootstrap', gate: 88, alone: true, specs: ['bootstrap/**/*'] },
];

/** Titles of tests with so many inputs that time or memory shows: others notice what these do. */
export const LONG = [
  'ten thousand records',
  'costs time in proportion',
  '300 empty polls',
  'may be the same for many callers',
  'a timer that a handler leaves behind',
  'a rejection that nobody handles ends the process',
  'kinesisDataInjection a re',
  'do not keep the field alive',
  'very often costs no more than its length',
];

/** They start programs, bundle, or take long. */
export const HEAVY = [
  ...of('attach', 'unattached consumerPolls'),
  ...of('bootstrap', 'endings generations linkedSampling parts register sdkParts unseen'),
  ...of('bootstrap/lambda', 'beside bundled endings execWrapper middy zeroCode'),
  'contract/canaries',
  ...of(
    'integration',
    'bedrockStreamEnds bedrockStreamsUntouched forwardBudget forwardBundled forwardCommand hostSafetyInputs',
  ),
  ...of('integration', 'sqsCallersObjects sqsConsumerMajors sqsConsumerUntraced'),
  ...of('process/lambda', 'manyInvocations stockInstrumentation styles'),
  'process/lambda/sources/oddEvents',
  'telemetry/stackRoom',
];

/**
 * @param {string} file relative to the root
 * @returns {Room | undefined} the room that it belongs to
 */
export function roomOf(file) {
  return ROOMS.find(({ name }) => file.startsWith(`src/${name}/`));
}
