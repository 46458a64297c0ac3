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

  it('writes at each level by its name, and bounds what others say', () => {
    setUpLogger('all');
    const lines = written(() => {
      for (const level of ['error', 'warn', 'info', 'debug', 'verbose'] as const) diag[level](`at ${level}`);
      diag.error('with', 'x'.repeat(5000), 'to https://user:s3cret@collector/', { code: 7 });
    });
    assert.deepEqual(lines.slice(0, 5), [
      '[error] at error\n',
      '[warn] at warn\n',
      '[info] at info\n',
      '[debug] at debug\n',
      '[verbose] at verbose\n',
    ]);
    assert.match(lines[5] ?? '', /^\[error\] with x{1000,1024}\S* to https:\/\/\*\*\*@collector\/ \{ code: 7 \}\n$/);
  });

  for (const level of ['loud', 'constructor']) {
    it(`takes a level that it does not know for none: ${level}`, () => {
      setUpLogger(level);
      assert.deepEqual(written(say), [`[warn] ${OWN} of this package why\n`]);
    });
  }

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
