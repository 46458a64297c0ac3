import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isEnabled, resolveOptions } from '../../src/options';
import * as options from '../../src/options/table';
import { resolveSettings } from '../../src/bootstrap/settings';
import { PROJECT_ROOT } from '../support/fixtures';

type Env = Record<string, string | undefined>;

/** What scripts/docs/environment.mjs exports. */
interface Generator {
  variablesRead(readers: readonly ((env: Env) => unknown)[]): Set<string>;
  variablesNamed(source: string): string[];
  variableRows(read: Iterable<string>, sources: object, scope: string): string[][];
}

describe('the tables of environment variables', () => {
  const sources = { settings: resolveSettings({ NODE_ENV: 'production' }), options };
  let generator: Generator;
  let read: Set<string>;

  before(async () => {
    const file = join(PROJECT_ROOT, 'scripts', 'docs', 'environment.mjs');
    generator = (await import(pathToFileURL(file).href)) as Generator;
    read = generator.variablesRead([resolveSettings, (env) => resolveOptions({}, env), (env) => isEnabled({}, env)]);
  });

  it('have the defaults that the code has', () => {
    const rows = new Map(generator.variableRows(read, sources, 'register').map(([name, value]) => [name, value]));
    assert.equal(rows.get('`OTEL_TRACES_EXPORTER`'), '`otlp`');
    assert.equal(rows.get('`OTEL_EXPORTER_OTLP_ENDPOINT`'), '`http://localhost:4318`');
    assert.equal(rows.get('`OTEL_BOOTSTRAP_SHUTDOWN_TIMEOUT`'), '`3s`');
    const written = Object.values<options.Option<unknown>>(options.OPTIONS).filter((option) =>
      options.hasVariable(option),
    );
    // That of the generation of names is no option.
    assert.equal(generator.variableRows(read, sources, 'always').length, written.length + 1);
  });

  it('cannot be made where the code reads a variable that they do not have', () => {
    const more = generator.variablesRead([
      resolveSettings,
      (env) => resolveOptions({}, env),
      (env) => isEnabled({}, env),
      (env) => env['OTEL_BOOTSTRAP_NEW'],
    ]);
    assert.throws(() => generator.variableRows(more, sources, 'always'), /does not describe OTEL_BOOTSTRAP_NEW$/);
  });

  it('nor where they have one that no code reads', () => {
    read.delete('OTEL_SERVICE_NAME');
    assert.throws(() => generator.variableRows(read, sources, 'always'), /does not read OTEL_SERVICE_NAME$/);
  });

  it('find variables however a source names them', () => {
    const source = "text(env, 'OTEL_A'); env.OTEL_B; process.env['OTEL_C_1']; env[`OTEL_D_${name}`]; 'otel_e'; 'OTEL_'";
    assert.deepEqual(generator.variablesNamed(source), ['OTEL_A', 'OTEL_B', 'OTEL_C_1', 'OTEL_D_*']);
  });
});
