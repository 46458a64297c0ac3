import assert from 'node:assert/strict';
import {
  InstrumentationBase,
  InstrumentationNodeModuleDefinition,
  InstrumentationNodeModuleFile,
} from '@opentelemetry/instrumentation';
import { NamedModules } from '../../src/bootstrap/esModules/namedModules';
import { SqsInstrumentation } from '../../src/instrumentation';

class OfOthers extends InstrumentationBase {
  protected override init(): InstrumentationNodeModuleDefinition[] {
    const file = new InstrumentationNodeModuleFile(
      'lib/inner.js',
      ['*'],
      (exports: unknown) => exports,
      () => {},
    );
    const names = ['http', 'node:test', 'a-library', '/var/task/index.js', '/var/task/of orders.js'];
    return [
      ...names.map((name) => new InstrumentationNodeModuleDefinition(name, ['*'])),
      new InstrumentationNodeModuleDefinition('lib', ['*'], undefined, undefined, [file]),
    ];
  }
}

describe('the modules that pass a loader hook', () => {
  const modules = new NamedModules();
  modules.add(new OfOthers('of-others', '1.0.0', { enabled: false }));
  modules.add(new SqsInstrumentation({ enabled: false }));

  for (const [url, specifier, expected] of [
    ['node:http', 'node:http', true],
    ['node:http', 'http', true],
    ['node:fs', 'fs', false],
    ['file:///app/node_modules/a-library/main.js', 'a-library', true],
    ['file:///app/node_modules/a-library/other.js', 'a-library/other', false],
    ['file:///app/node_modules/a-library/inner.js', './inner.js', false],
    ['file:///app/node_modules/lib/inner.js', './inner.js', true],
    ['file:///var/task/index.js', '/var/task/index.js', true],
    ['file:///var/task/of%20orders.js', './of orders.js', true],
    ['file:///var/task/other.js', '/var/task/other.js', false],
    ['file:///app/node_modules/sqs-consumer/dist/esm/index.js', 'sqs-consumer', true],
    ['file:///app/node_modules/sqs-consumer/dist/esm/index.js', '../node_modules/sqs-consumer/dist/esm/index.js', true],
    ['file:///app/node_modules/sqs-consumer/dist/esm/consumer.js', './consumer.js', false],
    ['file:///app/node_modules/@aws-sdk/client-sqs/dist-es/index.js', '@aws-sdk/client-sqs', true],
    ['file:///app/node_modules/@smithy/core/dist-es/submodules/client/index.js', '@smithy/core/client', true],
    ['file:///app/src/index.js', './index.js', false],
    ['file:///app/node_modules/unrelated/index.js', 'unrelated', false],
  ] as const) {
    it(`${expected ? 'have' : 'leave out'} ${specifier} at ${url}`, () => {
      assert.equal(modules.has(url, specifier), expected);
      assert.equal(isIncluded(url, specifier), expected, 'by the list');
    });
  }

  it('are listed under the second name of a builtin module, which no other has', () => {
    const named = modules.include.filter((each) => typeof each === 'string');
    assert.deepEqual(
      named.filter((each) => each.includes('node:')),
      ['node:test', 'node:http'],
    );
  });

  /** As `import-in-the-middle` looks a module up in its list. */
  function isIncluded(url: string, specifier: string): boolean {
    return modules.include.some((each) =>
      each instanceof RegExp ? each.test(url) : each === specifier || each === url || url === `file://${each}`,
    );
  }

  it('are those of an instrumentation, too, that is enabled before its constructor is done', () => {
    const named = new NamedModules();
    class Composed extends InstrumentationBase {
      readonly inner = new OfOthers('inner', '1.0.0', { enabled: false });
      protected override init(): [] {
        return [];
      }
      override getModuleDefinitions(): ReturnType<InstrumentationBase['getModuleDefinitions']> {
        return this.inner.getModuleDefinitions();
      }
      override enable(): void {
        named.add(this);
      }
    }
    const composed = new Composed('composed', '1.0.0', {});
    assert.equal(composed.isEnabled(), false);
    assert.equal(named.has('file:///app/node_modules/a-library/main.js', 'a-library'), true);
    assert.ok(named.names.includes('a-library'));
  });
});
