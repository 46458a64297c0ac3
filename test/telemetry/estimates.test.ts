import assert from 'node:assert/strict';
import type { Attributes } from '@opentelemetry/api';
import type { Operation } from '../../src/operation/operation';
import { type Options, resolveOptions } from '../../src/options';
import { estimatedAtStart, estimatedOfAnswer, estimatesOfStream } from '../../src/telemetry/estimates';
import type { Estimates } from '../../src/services/service';
import { captureDiagnostics } from '../support/diagnostics';

interface Facts {
  readonly name: string;
  readonly count: number;
}

/** Has an estimate of the request, of the answer and of each event that is a number, in attributes of these names. */
const GUESSES: Estimates<Facts> = {
  request: (input) => ({ name: 'asked', count: Object.keys(input).length }),
  response: (output, input) => ({ name: 'answered', count: Object.keys({ ...output, ...input }).length }),
  event: (event) => (typeof event === 'number' ? { name: `event ${event}`, count: event } : undefined),
};

function operationWith(estimates: Estimates<Facts> | undefined): Operation {
  const response = (attributes: Attributes, { name, count }: Facts): void => void (attributes[name] = count);
  const kind = { definition: { estimates }, service: { semconv: { response } } };
  return { kind, input: { a: 1, b: 2 } } as unknown as Operation;
}

describe('estimates', () => {
  const [off, on]: [Options, Options] = [resolveOptions(), { ...resolveOptions(), estimates: true }];
  const told = operationWith(GUESSES);

  it('are made of the request, and of the whole answer, where the configuration asks for them', () => {
    assert.deepEqual(estimatedAtStart(told, on), { asked: 2 });
    assert.deepEqual(estimatedOfAnswer(told, on, { output: { c: 3 } }), { answered: 3 });
  });

  it('are made of a stream event by event, on top of that of the request', () => {
    const look = estimatesOfStream(told, on);
    assert.deepEqual(
      ['no number', 1, 'no number', 2].map((event) => look?.(event)),
      [{ asked: 2 }, { asked: 2, 'event 1': 1 }, { asked: 2, 'event 1': 1 }, { asked: 2, 'event 1': 1, 'event 2': 2 }],
    );
  });

  const nobody: Readonly<Record<string, readonly [Operation, Options]>> = {
    'the configuration asks for none': [told, off],
    'the operation has none': [operationWith(undefined), on],
    'neither is so': [operationWith(undefined), off],
  };
  for (const [why, [operation, options]] of Object.entries(nobody)) {
    it(`are not made where ${why}`, () => {
      assert.equal(estimatedAtStart(operation, options), undefined);
      assert.equal(estimatedOfAnswer(operation, options, { output: {} }), undefined);
      assert.equal(estimatesOfStream(operation, options), undefined);
    });
  }

  it('say nothing, not even that they are nothing, of what they know nothing of', () => {
    const none = operationWith({ request: () => undefined, response: () => undefined, event: () => undefined });
    assert.equal(estimatedAtStart(none, on), undefined);
    assert.equal(estimatedOfAnswer(none, on, { output: {} }), undefined);
    assert.equal(estimatesOfStream(none, on)?.(1), undefined);
  });

  it('are made of no answer where the call failed', () => {
    const diagnostics = captureDiagnostics();
    const failing = { ...GUESSES, response: () => assert.fail('there is none') };
    try {
      assert.equal(estimatedOfAnswer(operationWith(failing), on, { output: undefined }), undefined);
      assert.deepEqual(diagnostics.lines, []);
    } finally {
      diagnostics.stop();
    }
  });
});
