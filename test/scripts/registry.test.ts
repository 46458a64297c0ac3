import { doesNotMatch, equal, match } from 'node:assert/strict';
import { Sandbox } from './sandbox';

const SCRIPT = 'scripts/services/registry.mjs';
const REGISTRY = 'src/services/registry.ts';
const SERVICE = `import { defineService } from './service';\nexport const sqs = defineService<Request, Response>({ id: 'SQS' });\n`;

/** A repository with the script, and these files in `src/services`. */
function repository(files: Readonly<Record<string, string>>): Sandbox {
  const services = Object.entries({
    'service.ts': 'export function defineService<Request>(definition: Request): Request {\n  return definition;\n}\n',
    'sqs.ts': SERVICE,
    ...files,
  });
  return new Sandbox(
    ['scripts/services'],
    Object.fromEntries(services.map(([file, source]) => [`src/services/${file}`, source])),
  );
}

describe('The registry of services', () => {
  let sandbox: Sandbox | undefined;
  afterEach(() => sandbox?.remove());

  it('has every file that exports a service, and no helper', () => {
    sandbox = repository({
      'queue.ts': 'export const queue = 1;\n',
      'alarms.ts': 'export const alarms = defineService({});\nexport const logs = defineService({});\n',
    });
    equal(sandbox.run(SCRIPT).status, 0);
    const registry = sandbox.read(REGISTRY);
    match(registry, /import \{ alarms, logs \} from '\.\/alarms';\nimport \{ sqs \} from '\.\/sqs';\n/);
    match(registry, /= \[\n {2}alarms,\n {2}logs,\n {2}sqs,\n\];/);
    doesNotMatch(registry, /queue/);
    equal(sandbox.run(SCRIPT, ['--check']).output, '');
  });

  it('is out of date when a service comes or goes', () => {
    sandbox = repository({});
    match(sandbox.run(SCRIPT, ['--check']).output, /registry\.ts is out of date: run `npm run build`/);
    sandbox.run(SCRIPT);
    sandbox.write('src/services/sns.ts', SERVICE.replaceAll('sqs', 'sns'));
    const { status, output } = sandbox.run(SCRIPT, ['--check']);
    match(output, /registry\.ts is out of date/);
    equal(status, 1);
    doesNotMatch(sandbox.read(REGISTRY), /sns/);
  });

  it('is not made when a file defines a service that it cannot find', () => {
    sandbox = repository({ 'odd.ts': 'const odd = defineService({});\nexport default odd;\n' });
    const { status, output } = sandbox.run(SCRIPT);
    match(output, /src\/services\/odd\.ts has no line that starts with `export const name = defineService`/);
    equal(status, 1);
  });
});
