import { readFileSync, realpathSync } from 'node:fs';
import { MessageChannel, type MessagePort, Worker, receiveMessageOnPort } from 'node:worker_threads';
import { isObject } from '../../values';
import { ownFile } from '../ownFile';
import type { OtlpAnswer, OtlpRequest, Patience } from './sendOtlp';

/** A thread that sends while this one stands still. */
interface Sender {
  readonly port: MessagePort;
  /** Number of answers so far. */
  readonly turn: Int32Array;
}

let sender: Sender | undefined;
let source: string | undefined;

/**
 * Reads what the thread runs. At the end the files of this package may be gone, with the release that they belong to.
 * @throws Error where they are not there, as in a bundle
 */
export function prepareToSend(): void {
  source ??= readFileSync(ownFile('outlet', 'sendOtlp.js'), 'utf8');
}

/**
 * Sends requests and waits for the answers, synchronously: nothing of the application runs meanwhile, which is what the
 * end of a process asks for. A thread does it. Another process would be started from the executable, which may be the
 * application itself (single executable applications, Electron).
 * @returns undefined if the time was up before
 * @throws Error (`uv_cwd`) where the working directory of the process is gone
 */
export function sendNow(requests: readonly OtlpRequest[], limitMillis: number): readonly OtlpAnswer[] | undefined {
  const patience: Patience = { limitMillis, attempts: 3, backoffMillis: 200, insists: false };
  sender ??= startSender();
  const { port, turn } = sender;
  const before = Atomics.load(turn, 0);
  port.postMessage({ requests, patience });
  Atomics.wait(turn, 0, before, limitMillis);
  const answer = receiveMessageOnPort(port);
  // An answer that comes later must not be taken for that to the next request.
  if (answer === undefined) sender = undefined;
  return answer?.message as readonly OtlpAnswer[] | undefined;
}

/**
 * A thread asks for the working directory, too, and one that gets none never answers: this says so at once.
 * `process.cwd()` says what it was when somebody asked before.
 */
function assertDirectory(): void {
  try {
    realpathSync.native('.');
  } catch (error) {
    if (!isObject(error) || error['code'] !== 'ENOENT') return;
    throw Object.assign(new Error('the working directory is gone'), { code: 'uv_cwd' });
  }
}

function startSender(): Sender {
  assertDirectory();
  const { port1: port, port2: theirs } = new MessageChannel();
  const turn = new Int32Array(new SharedArrayBuffer(4));
  prepareToSend();
  // The options of this process preload the application's own hooks, and this one.
  const env = { ...process.env };
  delete env['NODE_OPTIONS'];
  const serve = `{ const { port, turn } = require('node:worker_threads').workerData; serve(port, turn); }`;
  new Worker(`${source}\n${serve}`, {
    eval: true,
    execArgv: [],
    env,
    workerData: { port: theirs, turn },
    transferList: [theirs],
  }).unref();
  port.unref();
  return { port, turn };
}
