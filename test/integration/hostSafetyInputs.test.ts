import assert from 'node:assert/strict';
import type { Span } from '@opentelemetry/api';
import { ODD_CALLS } from '../attach/oddInputs';
import { SpanCounter } from '../attach/spanCounter';
import { Twins } from '../attach/twins';
import type { SqsInstrumentationConfig } from '../../src';

const fail = (): never => {
  throw new Error('thrown by a hook');
};
/** An `async` hook where a plain one is wanted. */
const reject = (async () => fail()) as unknown as () => never;

const CONFIGS: Record<string, SqsInstrumentationConfig> = {
  'by default': {},
  'with hooks': { requestHook: () => {}, responseHook: () => {}, ignore: () => false },
  'with hooks that read everything': {
    requestHook: (_span: Span, _service, _operation, params) => void JSON.stringify(params),
    ignore: (_service, _operation, params) => JSON.stringify(params) === '',
  },
  'with hooks that throw': { requestHook: fail, responseHook: fail, ignore: fail, propagateMessageContext: fail },
  'with hooks that reject': {
    requestHook: reject,
    responseHook: reject,
    ignore: reject,
    propagateMessageContext: reject,
  },
  'without create spans and always with a trace header': { batchCreateSpans: false, awsTraceHeader: 'always' },
  'without a span for an empty receive': { emptyReceives: 'drop', spanNames: 'messaging' },
};

for (const [title, config] of Object.entries(CONFIGS)) {
  describe(`an odd input comes out as it does without telemetry, ${title}`, () => {
    let twins: Twins;
    let counter: SpanCounter;
    before(async () => {
      counter = SpanCounter.start();
      twins = await Twins.start(config);
    });
    after(async () => {
      await twins.stop();
      await counter.stop();
    });

    for (const [group, calls] of Object.entries(ODD_CALLS)) {
      it(`${group} (${Object.keys(calls).length})`, async () => {
        for (const [input, call] of Object.entries(calls)) {
          await twins.assertAlike(call, input);
          assert.deepEqual(counter.takeOpen(), [], `${input}: spans that never ended`);
        }
      });
    }

    it('and is traced otherwise', () => assert.ok(counter.ended > 100, `${counter.ended} spans`));
  });
}
