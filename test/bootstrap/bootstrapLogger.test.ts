import assert from 'node:assert/strict';
import { diag } from '@opentelemetry/api';
import { setUpLogger } from '../../src/bootstrap/bootstrapLogger';
import { log } from '../../src/telemetry/safely';
import { captureDiagnostics } from '../support/diagnostics';

describe('the logger of the bootstrap', () => {
  afterEach(() => diag.disable());

  /** What is written to stderr meanwhile. */
  function written(run: () => void, fail = (): void => {}): string[] {
    const texts: string[] = [];
    process.stderr.write = (text: unknown): boolean => {
      texts.push(String(text));
      fail();
      return true;
    };
    try {
      run();
    } finally {
      Reflect.deleteProperty(process.stderr, 'write');
    }
    return texts;
  }
  const say = (): void => {
    log.debug('a detail');
    log.warn('of this package', new Error('why'));
    diag.warn('of another package');
  };
  const OWN = 'opentelemetry-instrumentation-sqs';

  it('writes the warnings of this package, if nothing else is asked for', () => {
    setUpLogger(undefined);
    assert.deepEqual(written(say), [`[warn] ${OWN} of this package why\n`]);
  });

  it('writes everything from a level on, with the stacks of errors at the level of details', () => {
    setUpLogger('debug');
    const lines = written(() => {
      say();
      log.debug('thrown', new Error('with a stack'));
    });
    assert.deepEqual(lines.slice(0, 3), [
      `[debug] ${OWN} a detail\n`,
      `[warn] ${OWN} of this package why\n`,
      '[warn] of another package\n',
    ]);
    assert.match(lines[3] ?? '', /^\[debug\] \S+ thrown Error: with a stack\n\s+at /);
  });

  it('takes a level that it does not know for none', () => {
    setUpLogger('loud');
    assert.deepEqual(written(say), [`[warn] ${OWN} of this package why\n`]);
  });

  it("leaves the application's own in place", () => {
    const own = captureDiagnostics();
    setUpLogger('debug');
    assert.deepEqual(written(say), []);
    assert.deepEqual(own.lines.slice(1), ['warn: of another package']);
  });

  it('does not fail where stderr does', () => {
    setUpLogger('warn');
    const lines = written(say, () => {
      throw new Error('EPIPE');
    });
    assert.equal(lines.length, 2);
  });
});
