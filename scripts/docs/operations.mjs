import { readFileSync } from 'node:fs';
import { code, table } from './markdown.mjs';

/** What the table of costs asks the command for. */
const QUESTIONS = [
  '--messages 1e6',
  '--messages 1e6 --batch-create-spans false',
  '--messages 1e6 --delete-batch 1',
  '--messages 1e6 --batch 1',
  '--messages 1e6 --detail standard',
  '--messages 1e6 --detail standard --batch-create-spans false',
  '--messages 1e6 --detail standard --delete-batch 1',
  '--messages 1e6 --detail standard --batch 1',
  '--messages 1e6 --detail standard --sampling 0.01',
  '--messages 0 --empty-polls 1e6',
  '--messages 0 --empty-polls 1e6 --detail standard',
  '--messages 0 --empty-polls 1e6 --empty-receives drop',
];

/** The command's own answers. */
async function costs() {
  const { cost } = await built('src/doctor/cost/command.js');
  return table(
    ['`opentelemetry-instrumentation-sqs cost …`', 'Spans', 'MB'],
    QUESTIONS.map((question) => {
      let text = '';
      cost([...question.split(' '), '--json'], (printed) => (text = printed));
      const { spans, bytes } = JSON.parse(text).at(-1);
      return [code(question), spans.toLocaleString('en-US'), Math.round(bytes / 1e6).toLocaleString('en-US')];
    }),
  );
}

/** @param {'workerTable' | 'scaleTable' | 'lossTable'} name */
async function scale(name) {
  const report = await built('bench/scale/report.js');
  return report[name](JSON.parse(readFileSync(new URL('../../bench/scale.json', import.meta.url), 'utf8')));
}

/** What `SOAK=full npm run test:soak` has measured. */
function soak() {
  const url = new URL('../../test/soak/results.json', import.meta.url);
  const { figures } = JSON.parse(readFileSync(url, 'utf8'));
  return table(
    ['What', 'Mode', 'How many', 'Bytes of heap each', 'Heap, KiB', 'Listeners', 'Handles', 'µs of the processor each'],
    figures.map(({ what, mode, done, bytesEach, heapKibibytes, listeners, handles, microsEach }) => [
      what,
      mode,
      done.toLocaleString('en-US'),
      String(bytesEach),
      ...[heapKibibytes, listeners, handles, microsEach].map((pair) => pair.join(' → ')),
    ]),
  );
}

/** @param {string} path @returns {Promise<any>} */
function built(path) {
  return import(new URL(`../../build/${path}`, import.meta.url).href);
}

/** The tables of docs/operations.md and docs/verification.md that come from measurements. */
export const operationsTables = {
  cost: costs,
  'scale-worker': () => scale('workerTable'),
  'scale-fleet': () => scale('scaleTable'),
  'scale-loss': () => scale('lossTable'),
  soak,
};
