import { types } from 'node:util';
import { context } from '@opentelemetry/api';
import { extractMessageContext, forwardMessage, injectMessageContext } from '../../../src';
import { endingOf } from '../../differential/ending';
import { Trial } from '../../differential/trial';
import type { Wire } from '../../differential/wire';
import { ANSWERS } from './answers';
import type { Api } from './api';
import { behave } from './behaviours';
import { type AnyClient, type Operation, OPERATIONS } from './operations';
import { callsBack, inStyle } from './handlerStyles';
import { withoutHeaders } from './sent';
import type {
  BatchStep,
  CallStep,
  CarrierStep,
  ForwardStep,
  Handler,
  LambdaStep,
  ProcessStep,
  Step,
  TracedStep,
} from './steps';
import { make } from './twists';

/** A run of a program: steps, one after the other, each of which is noted with how it ended. */
export class Run {
  constructor(
    readonly api: Api,
    readonly trial: Trial,
    readonly wire: Wire,
  ) {}

  async steps(steps: readonly Step[], lane = 'main'): Promise<void> {
    for (const [index, step] of steps.entries()) {
      const name = `${lane}/${index} ${step.does}`;
      const { kind, value, promise } = await endingOf(() => this.#step(step, name));
      this.trial.note(lane, `${step.does}: ${kind}`, value, promise);
    }
  }

  #step(step: Step, name: string): unknown {
    switch (step.does) {
      case 'calls':
        return this.#call(step, name);
      case 'processes':
        return this.#process(step, name);
      case 'processes a batch':
        return this.#batch(step, name);
      case 'is invoked':
        return this.#invoke(step, name);
      case 'runs a function':
        return this.#runTraced(step, name);
      case 'forwards':
        return this.#forward(step, name);
      default:
        return this.#carry(step, name);
    }
  }

  /** A function of the application. */
  #handler({ steps, behaviour }: Handler, name: string): (...args: unknown[]) => unknown {
    let calls = 0;
    return (...args) => {
      const lane = `${name} ${calls++}`;
      this.trial.note(lane, 'called', args);
      const end = (): unknown => {
        this.trial.note(lane, 'ends');
        return behave(behaviour, this.trial, lane);
      };
      return steps.length === 0 ? end() : this.steps(steps, lane).then(end);
    };
  }

  #call({ operation, input, style, answer }: CallStep, name: string): unknown {
    const called = OPERATIONS[operation] as Operation;
    const client = this.api.client(called.service);
    const command = this.trial.own(`${name}: command`, new called.Command(make(input, this.trial, `${name}: input`)));
    const connection = this.trial.own(`${name}: connection`, Object.assign(new Error('reset'), { code: 'ECONNRESET' }));
    const answers = style === 'aborted later' ? (['hangs'] as const) : [ANSWERS[answer](called, connection)];
    return this.wire.during(this.trial, name, answers, () => this.#send(client, command, style, name));
  }

  #send(client: AnyClient, command: object, style: CallStep['style'], name: string): unknown {
    switch (style) {
      case 'twice':
        return client.send(command).then(() => client.send(command));
      case 'callback':
        return new Promise<void>((resolve) => {
          const done = (error: unknown, result?: unknown): void => {
            this.trial.note(name, 'called back', error, result);
            resolve();
          };
          this.trial.note(name, 'returned', client.send(command, done));
        });
      case 'aborted before':
      case 'aborted later': {
        const controller = new AbortController();
        const reason = this.trial.own(`${name}: reason`, new Error('the user went away'));
        if (style === 'aborted before') controller.abort(reason);
        else setImmediate(() => setImmediate(() => controller.abort(reason)));
        return client.send(command, { abortSignal: controller.signal });
      }
      default:
        return client.send(command);
    }
  }

  #process({ message, handler, way, options }: ProcessStep, name: string): unknown {
    const given: unknown = make(message, this.trial, `${name}: message`);
    const chosen: object = make(options, this.trial, `${name}: options`);
    const run = this.#handler(handler, name);
    if (way === 'wrapMessageHandler') return this.api.wrapMessageHandler(run, chosen).call(chosen, given, 'more');
    const process = (): unknown => this.api.processMessage(given, run, chosen);
    if (way !== 'twice') return process();
    const results = [process(), process()];
    return Promise.allSettled(results.filter(types.isPromise)).then(() => results);
  }

  #batch({ messages, handler, way }: BatchStep, name: string): unknown {
    const given: readonly unknown[] = make(messages, this.trial, `${name}: messages`);
    const run = this.#handler(handler, name);
    if (way === 'wrapBatchHandler') return this.api.wrapBatchHandler(run)(given);
    if (!isList(given)) return undefined;
    return this.api.processBatch(given, run, { sequential: way === 'sequential' });
  }

  async #invoke({ event, context: described, handler, way, style }: LambdaStep, name: string): Promise<void> {
    const given: unknown = make(event, this.trial, `${name}: event`);
    // The runtime's own, not the application's: a wrapper may put its methods in the place of those of the runtime.
    const lambda: Record<string, unknown> = make(described, new Trial(), `${name}: context`);
    const run = this.#handler(handler, name);
    const work: Promise<unknown>[] = [];
    const working = (...args: unknown[]): unknown => {
      const result = run(...args);
      if (types.isPromise(result) && callsBack(style)) work.push(result.catch(() => undefined));
      return result;
    };
    await new Promise<void>((resolve) => {
      const respond =
        (what: string) =>
        (...args: unknown[]) => {
          this.trial.note(name, what, ...args);
          resolve();
        };
      const methods = { succeed: respond('succeed'), fail: respond('fail'), done: respond('done') };
      try {
        Object.assign(lambda, methods);
      } catch {
        // A context that cannot be written to has no such methods.
      }
      const wrapped = this.api[way](inStyle(working, style), { flushTimeout: 0 });
      this.trial.note(name, 'wrapped', wrapped.length, wrapped.name, wrapped.constructor.name);
      void endingOf(() => wrapped(given, lambda, respond('callback'))).then(({ kind, value, promise }) => {
        this.trial.note(`${name} response`, kind, value, promise?.constructor.name);
        if (!callsBack(style) || kind === 'threw' || kind === 'rejected') resolve();
        // A handler that has thrown before it called back never does.
        setTimeout(resolve, 30);
      });
    });
    await Promise.all(work);
  }

  #runTraced({ handler, args, options }: TracedStep, name: string): unknown {
    const given: unknown = make(args, this.trial, `${name}: args`);
    const wrapped = this.api.traced(this.#handler(handler, name), make(options, this.trial, `${name}: options`));
    return isList(given) ? wrapped(...given) : wrapped(given);
  }

  /** Always by this package, which sends the same with and without telemetry but for the context. */
  #forward({ message, to, options }: ForwardStep, name: string): unknown {
    const given: object = make(message, this.trial, `${name}: message`);
    const chosen: never = make(options, this.trial, `${name}: options`);
    const note =
      (what: string) =>
      (...sent: unknown[]) => {
        this.trial.note(name, what, sent.length, sent.map(withoutHeaders));
        return what === 'publish' ? true : Promise.resolve([{ partition: 1 }]);
      };
    const senders = {
      SQS: this.api.client('SQS'),
      Kafka: { send: note('send') },
      RabbitMQ: { publish: note('publish') },
    };
    const forward = (): unknown => forwardMessage(senders[to] as never, given as never, chosen);
    return this.wire.during(this.trial, name, [{ status: 200, body: '{"MessageId":"f"}' }], forward);
  }

  #carry({ does, carrier }: CarrierStep, name: string): unknown {
    const given: object = make(carrier, this.trial, `${name}: carrier`);
    if (does === 'extracts') return typeof extractMessageContext(given, context.active());
    return typeof injectMessageContext(given);
  }
}

function isList(value: unknown): value is readonly unknown[] {
  try {
    return Array.isArray(value) && value.length < 100;
  } catch {
    return false;
  }
}
