import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { resolveOptions } from '../../src/options';
import {
  aBoolean,
  aBooleanOrFunction,
  aFunction,
  aPositiveInteger,
  either,
  oneOf,
  strings,
} from '../../src/options/expectation';
import { OPTIONS, type Option, variableOf } from '../../src/options/table';
import { PROJECT_ROOT } from '../support/fixtures';

/** What scripts/docs/fromSource.mjs exports. */
interface FromSource {
  readonly interfaceMembers: (path: string, name: string) => { name: string; text: string }[];
}

const ROWS = Object.entries<Option<unknown>>(OPTIONS);
const VARIABLE = 'OTEL_SQS_AUTO_INCLUDE_MESSAGE_ATTRIBUTES';

describe('The table of options', () => {
  it('has defaults that are what they are expected to be', () => {
    for (const [name, { expected, default: value }] of ROWS) {
      if (value !== undefined) assert.ok(expected.holds(value), name);
    }
  });

  it('agrees with what the API reference says of defaults', async () => {
    const file = join(PROJECT_ROOT, 'scripts', 'docs', 'fromSource.mjs');
    const { interfaceMembers } = (await import(pathToFileURL(file).href)) as FromSource;
    const documented = interfaceMembers('options/config.ts', 'SqsInstrumentationConfig');
    assert.equal(documented.length, ROWS.length);
    for (const { name, text } of documented) {
      const value = new Map(ROWS).get(name)?.default;
      const [, said] = /Default `([^`]+)`/.exec(text) ?? [];
      assert.equal(said, value === undefined ? undefined : shown(value), name);
    }
  });

  it('gives every option: the one of the code, else the one of the environment, else the default', () => {
    const resolve = (config: object, env: Record<string, string> = {}): unknown =>
      resolveOptions(config, env).autoIncludeMessageAttributes;
    assert.equal(resolve({}), true);
    assert.equal(resolve({}, { [VARIABLE]: ' False ' }), false);
    assert.equal(resolve({ autoIncludeMessageAttributes: true }, { [VARIABLE]: 'false' }), true);
    assert.equal(resolve({}, { [VARIABLE]: 'All' }), 'all');
    for (const unclear of ['', ' ', 'no', '0']) assert.equal(resolve({}, { [VARIABLE]: unclear }), true);
    assert.equal(resolveOptions({ consumerRelation: 'parent' }, {}).consumerRelation, 'parent');
  });

  it('gives lists that are no one else shares', () => {
    const capturedMessageAttributes = ['Tenant'];
    const options = resolveOptions({ capturedMessageAttributes }, {});
    capturedMessageAttributes.push('Secret');
    assert.deepEqual(options.capturedMessageAttributes, ['Tenant']);
    (resolveOptions({}, {}).capturedMessageAttributes as string[]).push('Secret');
    assert.deepEqual(resolveOptions({}, {}).capturedMessageAttributes, ['MessageType', 'Priority', 'Source']);
  });

  it('takes no list with a hole, which a receive would ask for', () => {
    const capturedMessageAttributes: string[] = ['Tenant'];
    capturedMessageAttributes[2] = 'Region';
    assert.throws(() => resolveOptions({ capturedMessageAttributes }, {}), TypeError);
  });

  it('spells a variable as its option, in upper case', () => {
    assert.equal(variableOf('autoIncludeMessageAttributes'), VARIABLE);
    assert.equal(variableOf('s3BodySpans'), 'OTEL_SQS_S3_BODY_SPANS');
  });
});

describe('What an option is expected to be', () => {
  const choice = oneOf('link', 'parent');

  it('can be read from a text', () => {
    assert.equal(aBoolean.parse?.('TRUE'), true);
    assert.equal(aBooleanOrFunction.parse?.('false'), false);
    const countOrAll = either(aPositiveInteger, oneOf('all'));
    assert.deepEqual(
      ['3', ' ALL', 'none'].map((text) => countOrAll.parse?.(text)),
      [3, 'all', undefined],
    );
    assert.equal(aPositiveInteger.parse?.('262144'), 262_144);
    assert.equal(choice.parse?.(' Parent'), 'parent');
    assert.deepEqual(strings.parse?.('Tenant, Priority,'), ['Tenant', 'Priority']);
  });

  it('is nothing where the text means something else', () => {
    assert.equal(aBoolean.parse?.('yes'), undefined);
    assert.equal(aPositiveInteger.parse?.('1.5'), undefined);
    assert.equal(aPositiveInteger.parse?.(''), undefined);
    assert.equal(choice.parse?.('child'), undefined);
    assert.equal(aFunction.parse, undefined);
  });
});

function shown(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(shown).join(', ')}]`;
  return typeof value === 'string' ? `'${value}'` : String(value);
}
