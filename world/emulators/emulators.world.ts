import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { instrumentClient } from '../../src';
import { type Tracing, startTracing } from '../../test/support/tracing';
import { readResults, writeResults } from '../support/results';
import { ifAvailable } from '../support/skip';
import { EMULATORS, type Emulator } from './emulators';
import { FLOWS } from './flows';
import { outcomeOf } from './outcome';
import { probe } from './probes';

const INSTALL_MILLIS = 1_500_000;

describe('emulators disagree, but never because of this package', () => {
  const probes: Record<string, Record<string, boolean>> = {};

  for (const [name, start] of Object.entries(EMULATORS)) {
    describe(name, () => {
      let emulator: Emulator;
      let tracing: Tracing;

      before(async function () {
        this.timeout(INSTALL_MILLIS);
        const started = await ifAvailable(start);
        if (started === undefined) {
          this.skip();
          return;
        }
        emulator = started;
        tracing = startTracing();
      });

      beforeEach(() => tracing.reset());

      after(async () => {
        await tracing?.stop();
        await emulator?.stop();
      });

      /** The outcomes of a flow's steps, one by one. */
      const run = async (flow: string, traced: boolean): Promise<unknown[]> => {
        const config = { ...emulator.clientConfig, maxAttempts: 1 };
        const clients = { sqs: new SQSClient({ ...config, ...emulator.sqsConfig }), sns: new SNSClient(config) };
        if (traced) Object.values(clients).map((client) => instrumentClient(client));
        const outcomes: unknown[] = [];
        const unique = `flow-${randomUUID()}`;
        const step = async <T>(attempt: () => Promise<T>): Promise<T | undefined> => {
          let result: T | undefined;
          outcomes.push(await outcomeOf(async () => (result = await attempt()), unique));
          return result;
        };
        await FLOWS[flow]?.({ ...clients, name: unique, step });
        for (const client of Object.values(clients)) client.destroy();
        return outcomes;
      };

      for (const flow of Object.keys(FLOWS)) {
        it(`${flow}: the same with and without`, async () => {
          const plain = await run(flow, false);
          assert.ok(
            plain.some((outcome) => Object.keys(outcome as object).includes('value')),
            'no step worked',
          );
          const traced = await run(flow, true);
          assert.deepEqual(traced, plain);
          assert.notEqual(tracing.spans().length, 0);
        });
      }

      it('what it can judge', async () => {
        probes[name] = await probe({ ...emulator.clientConfig, ...emulator.sqsConfig });
      });
    });
  }

  describe('the table', () => {
    it('as docs/contrib/emulators.md has it', function () {
      const names = Object.keys(EMULATORS);
      if (names.some((name) => probes[name] === undefined)) {
        this.skip();
        return;
      }
      const rows = Object.keys(probes['fauxqs'] ?? {}).map((judges) => ({
        judges,
        ...Object.fromEntries(names.map((name) => [name, probes[name]?.[judges]])),
      }));
      const committed = readResults('emulators');
      writeResults('emulators', rows);
      assert.deepEqual(rows, committed, 'world/results.json was out of date: commit it, and run `npm run docs`');
    });
  });
});
