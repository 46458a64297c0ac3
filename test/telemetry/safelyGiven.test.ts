import assert from 'node:assert/strict';
import { UNREADABLE } from '../../src/diagnostics/concealed';
import { isIgnored } from '../../src/telemetry/ignored';
import { safelyGiven } from '../../src/telemetry/safelyGiven';
import { type Diagnostics, captureDiagnostics } from '../support/diagnostics';

describe('a function that the application has given as an option', () => {
  let diagnostics: Diagnostics;
  beforeEach(() => (diagnostics = captureDiagnostics()));
  afterEach(() => diagnostics.stop());

  const request = { Body: 'card 4111-1111' };
  const QUOTING = `no room for "${request.Body}" in safelyGiven`;
  const CONCEALED = 'no room for "**" in safelyGiven';
  const failing = (thrown: unknown) => (): never => {
    throw thrown;
  };
  /** The beginnings of the lines of diagnostics, without their namespace. */
  const told = (): (string | undefined)[] => diagnostics.lines.map((line) => / (a hook threw.*)/.exec(line)?.[1]);

  it('gives what it gives, and nothing is said', () => {
    const given = safelyGiven('a hook', [request], () => 1);
    assert.deepEqual([given, told()], [1, []]);
  });

  it('shows in diagnostics nothing of what it was given, whether it throws an error or a text', () => {
    for (const thrown of [new Error(QUOTING), QUOTING]) {
      assert.equal(safelyGiven('a hook', [request], failing(thrown)), undefined);
    }
    assert.deepEqual(told(), [`a hook threw Error: ${CONCEALED}`, `a hook threw ${CONCEALED}`]);
  });

  it('shows of a promise that rejects as little', async () => {
    await safelyGiven('a hook', [request], async () => failing(QUOTING)())?.catch(() => undefined);
    assert.deepEqual(told(), [`a hook threw ${CONCEALED}`]);
  });

  it('shows of its error what somebody says who knows better', () => {
    const tell = (error: unknown) => ({ exception: `told of ${typeof error}`, errorMessage: undefined });
    safelyGiven('a hook', [request], failing(QUOTING), tell);
    safelyGiven('a hook', [request], failing(QUOTING), () => ({ exception: undefined, errorMessage: undefined }));
    safelyGiven('a hook', [request], failing(QUOTING), () => assert.fail('it cannot be read'));
    assert.deepEqual(told(), ['a hook threw told of string', 'a hook threw ', `a hook threw ${UNREADABLE}`]);
  });

  it('ignores no call where there is none, or where it throws, and only those that it says it does', () => {
    const ignores = [undefined, failing('x'), () => false, () => 'yes' as unknown as boolean, () => true];
    assert.deepEqual(
      ignores.map((ignore) => isIgnored(ignore, 'SQS', 'SendMessage', request)),
      [false, false, false, false, true],
    );
  });
});
