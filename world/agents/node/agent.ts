// An application in Node.js, with this package or with the stock one: `node agent.js stock`. It takes commands as JSON
// lines and answers each with a line of JSON: what came out, and the spans that ended.
import { configure, takeSpans } from './telemetry';
import { createInterface } from 'node:readline';
import type { Answer, Command } from '../../support/protocol';
import { consume, produce } from './aws';

async function obey(command: Command): Promise<Partial<Answer>> {
  configure(command.propagators ?? ['tracecontext'], command.setting ?? '');
  takeSpans();
  if (command.command === 'produce') return await produce(command);
  if (command.command === 'consume') return await consume(command);
  throw new Error(`no such command: ${command.command}`);
}

async function main(): Promise<void> {
  console.log(JSON.stringify({ ready: true }));
  for await (const line of createInterface({ input: process.stdin })) {
    const answer = await obey(JSON.parse(line) as Command).catch((error: unknown) => ({ error: String(error) }));
    console.log(JSON.stringify({ ...answer, spans: takeSpans() }));
  }
}

void main();
