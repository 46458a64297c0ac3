import assert from 'node:assert/strict';
import { startCollector } from '../bootstrap/collector';
import { startAwsServer } from '../support/awsServer';
import { useWorld } from '../support/useWorld';
import { complaintsOf, useDoctor } from './ownSdk';

describe('the doctor with an exporter of the application', function () {
  this.timeout(120_000);

  const aws = useWorld(startAwsServer);
  const collector = useWorld(startCollector);
  const doctor = useDoctor(() => ({ ENDPOINT: aws.endpoint, COLLECTOR: collector.endpoint }));

  for (const [title, status, env, checks, text] of [
    [
      'names the whole address where its path is forgotten',
      404,
      { FAULT: 'no path', FLUSH: 'yes' },
      ['fail export'],
      /404 -> write the whole address, as \S+\d\/v1\/traces/,
    ],
    [
      'fails where nobody answers it',
      200,
      { FAULT: 'no answer', OTEL_BSP_EXPORT_TIMEOUT: '1000' },
      ['fail export', 'warn end'],
      /no answer for \d+ spans -> check firewalls/,
    ],
    [
      'does not ask for a shutdown that is there where no trace was taken',
      200,
      { FAULT: 'rare sampler', FLUSH: 'yes' },
      ['warn export'],
      /there was nothing to export -> .*the sampler/,
    ],
  ] as const) {
    it(title, async () => {
      collector.answer(status);
      const found = complaintsOf(await doctor.examine(env));
      assert.deepEqual(found.checks, checks, found.all);
      assert.match(found.text, text);
    });
  }
});
