import assert from 'node:assert/strict';
import { DiagLogLevel, diag } from '@opentelemetry/api';
import { log, shownError } from '../../src/diagnostics/log';
import { captureDiagnostics } from '../support/diagnostics';

describe('what is logged', () => {
  afterEach(() => diag.disable());

  it('of an error is its name and its message, up to a bound and on any level', () => {
    const { lines } = captureDiagnostics();
    log.error('step threw', new TypeError('m'.repeat(100_000)));
    log.warn('w'.repeat(100_000), 't'.repeat(100_000));
    assert.match(lines[0] ?? '', /^error: \S+ step threw Error \[TypeError\]: m{1024}\n {4}at /);
    for (const line of lines) assert.ok(line.length < 4096, `${line.length}`);
  });

  it('has no credentials of a URL', () => {
    const { lines } = captureDiagnostics();
    log.error('step threw', new Error('cannot reach https://me:pa/ss@host/v1?token=canary now'));
    assert.match(lines[0] ?? '', / cannot reach https:\/\/\*\*\*@host\/v1\?token=\*\*\* now\n/);
  });

  it('of what cannot be read is that it cannot', () => {
    const throwing = new Proxy({}, { getPrototypeOf: () => assert.fail('no'), get: () => assert.fail('no') });
    for (const odd of [throwing, Object.create(null)]) assert.equal(typeof shownError(odd), 'string');
    assert.equal(shownError('text'), 'text');
    assert.equal(shownError(undefined), 'undefined');
  });

  it('is survived where the logger throws', () => {
    let armed = false;
    const fail = (): void => assert.ok(!armed, 'no');
    diag.setLogger({ error: fail, warn: fail, info: fail, debug: fail, verbose: fail }, DiagLogLevel.ALL);
    armed = true;
    for (const level of ['error', 'warn', 'info', 'debug'] as const) log[level]('message', new Error('no'));
    armed = false;
  });
});
