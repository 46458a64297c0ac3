import assert from 'node:assert/strict';
import { join } from 'node:path';
import { REGISTER } from '../bootstrap/children';
import { startCollector } from '../bootstrap/collector';
import { startAwsServer } from '../support/awsServer';
import { useWorld } from '../support/useWorld';
import { complaintsOf, configurationFile, useDoctor } from './ownSdk';

const NOBODY = 'http://127.0.0.1:1';

describe('the doctor with an SDK that a file of the declarative configuration sets up', function () {
  this.timeout(120_000);

  const aws = useWorld(startAwsServer);
  const collector = useWorld(startCollector);
  const doctor = useDoctor(() => ({ ENDPOINT: aws.endpoint, COLLECTOR: collector.endpoint, FAULT: 'nothing' }));

  async function finds(content: string, checks: readonly string[], text: RegExp): Promise<void> {
    doctor.app.write('file.env', `OTEL_CONFIG_FILE=${doctor.app.write('otel.yaml', content)}\n`);
    const command = ['node', '--env-file', join(doctor.app.path, 'file.env'), '--import', REGISTER, 'app.cjs'];
    const found = complaintsOf(await doctor.examine({}, command));
    assert.deepEqual(found.checks, checks, found.all);
    assert.match(found.text, text);
  }

  it('finds that nobody is where it exports to', () =>
    finds(configurationFile(NOBODY), ['fail export'], /127\.0\.0\.1:1\/v1\/traces: \d+ spans were not exported/));

  it('finds that the file has no propagator', () => {
    const file = configurationFile(collector.endpoint).replace(/^propagator.*\n/m, '');
    return finds(file, ['fail propagators'], /add propagator: .* to the file/);
  });

  it('finds that the file says nothing of traces', () =>
    finds("file_format: '1.0'\n", ['fail tracing'], /no traces come of the configuration in '.*otel\.yaml'/));
});
