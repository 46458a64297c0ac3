import { threadId } from 'node:worker_threads';
import { entryFile } from '../../bootstrap/appPackage';
import { isObject } from '../../values';
import { Exporters } from './exporters';
import { clients, filteredField, loaded, ourState, ourTracers } from './ours';
import type { Observation } from './observation';
import { describeProvider } from './provider';
import { onRegistration, registered, registeredProvider } from './registry';
import { Requests } from './requests';
import { DOCTOR_SCOPE, Spans } from './spans';

/** An exporter that nobody answers gives up after ten seconds: https://opentelemetry.io/docs/specs/otel/protocol/exporter/ */
const PATIENCE = 12_000;
const STEP = 50;

const OF_TELEMETRY = /^(?:OTEL_|AWS_LAMBDA_FUNCTION_NAME$|NODE_ENV$)/;
const SECRET = /HEADERS|KEY|TOKEN|SECRET|PASSWORD/;

/** Sees what the application sets up, and what comes of it. It sets up nothing itself. */
export class Observer {
  readonly #spans = new Spans();
  readonly #exporters = new Exporters();
  readonly #requests = new Requests();
  #late = 0;
  #lost = 0;
  #over = false;
  #ofItself = false;
  #ending: Promise<void> | undefined;

  constructor() {
    onRegistration(() => this.look());
  }

  /** Looks at the providers that are there now. */
  look(): void {
    for (const root of attempt(() => this.#roots()) ?? []) {
      attempt(() => this.#spans.watch(root));
      attempt(() => this.#exporters.watch(root));
    }
  }

  /**
   * Follows what is there to its end: spans of the application, or one span where it has made none. What the
   * application would not have exported itself is counted before.
   */
  finish(ofItself: boolean): Promise<void> {
    this.look();
    this.#ofItself = ofItself;
    if (ofItself) this.#late = Math.max(0, this.#spans.ended - this.#exporters.handed);
    this.#ending ??= this.#finish();
    return this.#ending;
  }

  get ending(): boolean {
    return this.#ending !== undefined;
  }

  observation(): Observation {
    this.look();
    const { started, ended, byScope, received, processed, tooLarge } = this.#spans;
    const { count, installed } = this.#requests;
    const [root] = this.#roots();
    return {
      pid: process.pid,
      thread: threadId,
      entry: entryFile(),
      over: this.#over,
      ofItself: this.#ofItself,
      env: telemetryEnv(),
      registered: registered(),
      provider: root && describeProvider(root),
      exporters: this.#exporters.observed(),
      spans: { started, ended, byScope: Object.fromEntries(byScope), late: this.#late, lost: this.#lost },
      messages: { received, processed, tooLarge, filtered: filteredField() },
      ours: { ...ourState(), installed },
      clients: clients(),
      requests: count,
      ...loaded(),
    };
  }

  async #finish(): Promise<void> {
    const [provider] = this.#roots();
    if (provider !== undefined) {
      if (this.#exporters.handed === 0 && this.#spans.ended === 0) makeSpan(provider);
      const { ended } = this.#spans;
      // In all: the doctor itself waits little longer, and must hear that nobody has answered.
      const until = performance.now() + PATIENCE;
      await within(PATIENCE, flush(provider));
      this.#lost = Math.max(0, ended - this.#exporters.handed);
      while (this.#exporters.underWay > 0 && performance.now() < until) await wait(STEP);
    }
    this.#over = true;
  }

  #roots(): object[] {
    const provider = registeredProvider();
    return provider === undefined ? ourTracers() : [provider, ...ourTracers()];
  }
}

/** It is called from inside of the application: what is frozen there, or throws when it is looked at, is not followed. */
function attempt<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}

/** A tracer that was handed over has no way to its provider: it exports when its time comes. */
async function flush(provider: object): Promise<void> {
  const { forceFlush } = provider as { readonly forceFlush?: unknown };
  // It rejects with what its exporters have said already.
  if (typeof forceFlush === 'function') await (Reflect.apply(forceFlush, provider, []) as Promise<unknown>);
}

function makeSpan(provider: object): void {
  const { getTracer } = provider as { readonly getTracer?: unknown };
  if (typeof getTracer !== 'function') return;
  const tracer: unknown = Reflect.apply(getTracer, provider, [DOCTOR_SCOPE]);
  if (!isObject(tracer) || typeof tracer['startSpan'] !== 'function') return;
  const span: unknown = Reflect.apply(tracer['startSpan'], tracer, ['doctor', { root: true }]);
  if (isObject(span) && typeof span['end'] === 'function') Reflect.apply(span['end'], span, []);
}

async function within(limit: number, promise: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const time = new Promise((resolve) => {
    timer = setTimeout(resolve, limit);
  });
  await Promise.race([promise.catch(() => undefined), time]);
  clearTimeout(timer);
}

function wait(millis: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, millis);
  });
}

function telemetryEnv(): Record<string, string> {
  const entries = Object.entries(process.env).filter(([name]) => OF_TELEMETRY.test(name) && !SECRET.test(name));
  return Object.fromEntries(entries.map(([name, value]) => [name, value ?? '']));
}
