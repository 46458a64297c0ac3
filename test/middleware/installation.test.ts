import assert from 'node:assert/strict';
import { Installation, type Origin } from '../../src/middleware/installation';
import { ClientProfile } from '../../src/operation/client';
import type { Telemetry } from '../../src/telemetry/telemetry';

type Given = { enabled: boolean } & Telemetry;

const telemetry = (enabled = true, isHeard = true): Given => ({ enabled, listens: () => isHeard }) as Given;

/** Who takes the next call of a client that was given these, one after the other. */
function takenBy(...given: readonly (readonly [Origin, Telemetry])[]): Telemetry | undefined {
  const installation = new Installation(new ClientProfile({}, undefined));
  for (const [origin, each] of given) installation.assign(each, origin);
  return installation.telemetry();
}

describe('whose telemetry a client has', () => {
  const [one, other, off] = [telemetry(), telemetry(), telemetry(false)];

  it('is nobody’s before anybody is given, or where all are disabled', () => {
    assert.equal(takenBy(), undefined);
    assert.equal(takenBy(['automatic', off], ['default', telemetry(false)]), undefined);
  });

  it('is what a user has configured for it, whenever that was, and also if that is disabled', () => {
    for (const origin of ['automatic', 'default'] as const) {
      assert.equal(takenBy(['configured', one], [origin, other]), one);
      assert.equal(takenBy([origin, other], ['configured', one]), one);
      assert.equal(takenBy([origin, other], ['configured', off]), undefined);
    }
    assert.equal(takenBy(['configured', one], ['configured', other]), other);
  });

  it('is the automatic one before that of a call without a configuration', () => {
    assert.equal(takenBy(['default', one], ['automatic', other]), other);
    assert.equal(takenBy(['automatic', other], ['default', one]), other);
    assert.equal(takenBy(['automatic', off], ['default', one]), one);
  });

  it('goes to one that has a provider, and stays there', () => {
    const unheard = telemetry(true, false);
    assert.equal(takenBy(['automatic', unheard]), unheard);
    assert.equal(takenBy(['automatic', unheard], ['automatic', one]), one);
    assert.equal(takenBy(['automatic', one], ['automatic', unheard]), one);
  });

  for (const origin of ['automatic', 'default'] as const) {
    it(`stays with the first that is enabled: ${origin}`, () => {
      assert.equal(takenBy([origin, one], [origin, other]), one);
      assert.equal(takenBy([origin, off], [origin, other]), other);
    });

    it(`goes to the next when the first is disabled: ${origin}`, () => {
      const installation = new Installation(new ClientProfile({}, undefined));
      const first = telemetry();
      installation.assign(first, origin);
      assert.equal(installation.telemetry(), first);
      first.enabled = false;
      assert.equal(installation.telemetry(), undefined);
      installation.assign(other, origin);
      assert.equal(installation.telemetry(), other);
    });
  }
});
