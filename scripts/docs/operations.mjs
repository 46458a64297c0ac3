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

/** @param {string} path @returns {Promise<any>} */
function built(path) {
  return import(new URL(`../../build/${path}`, import.meta.url).href);
}

/** The tables of docs/operations.md that come from benchmarks. */
export const operationsTables = {
  cost: costs,
  'scale-worker': () => scale('workerTable'),
  'scale-fleet': () => scale('scaleTable'),
  'scale-loss': () => scale('lossTable'),
};
