import { endsWithEmptyLoop } from '../../process/lambda/emptyLoop';
import { EXPORT_SUCCESS, type ExportResult } from '../sdk';
import type { BatchExporter } from './batcher';
import { withSettledResource } from './resource';
import { type OtlpAnswer, type OtlpRequest, type Patience, deliver, isSuccess } from './sendOtlp';

/** Turns items into the bytes of an export request; undefined if it cannot. */
export type Serialize<T> = (items: readonly T[]) => Uint8Array | undefined;

/** Where a signal goes: everything of a request but its body. */
export type OtlpTarget = Omit<OtlpRequest, 'body'>;

/** As OpenTelemetry's exporters do it. */
const PATIENCE: Omit<Patience, 'limitMillis'> = { attempts: 6, backoffMillis: 1000, insists: true };

/**
 * In Lambda, with a runtime that ends an invocation as soon as the event loop is empty. A network that swallows
 * everything, as that of a VPC may, would hold each invocation for as long as an export may take.
 */
const CONNECT_LIMIT_MILLIS = 2000;

/**
 * Exports over OTLP. OpenTelemetry's exporters keep a process alive for ten seconds where nobody answers, so that this
 * one sends by itself; the bytes are made by OpenTelemetry.
 */
export class OtlpExporter<T> implements BatchExporter<T> {
  readonly #underWay = new Set<Promise<void>>();
  #stopped = false;

  constructor(
    private readonly target: OtlpTarget,
    private readonly timeoutMillis: number,
    private readonly serialize: Serialize<T>,
  ) {}

  /** Everything that says where and how it exports. */
  get destination(): string {
    return JSON.stringify(this.target);
  }

  export(items: readonly T[], resultCallback: (result: ExportResult) => void): void {
    this.exportBody(this.#stopped ? undefined : this.serialized(items), resultCallback);
  }

  exportBody(body: Uint8Array | undefined, resultCallback: (result: ExportResult) => void): void {
    const request = this.requestOf(body);
    if (request === undefined) {
      resultCallback({ code: EXPORT_SUCCESS + 1, error: new Error(this.#stopped ? 'shut down' : 'not serializable') });
      return;
    }
    const sending = deliver(request, {
      ...PATIENCE,
      limitMillis: this.timeoutMillis,
      connectMillis: connectLimit(),
    }).then((answer) => {
      this.#underWay.delete(sending);
      const error = errorOf(answer);
      resultCallback(error === undefined ? { code: EXPORT_SUCCESS } : { code: EXPORT_SUCCESS + 1, error });
    });
    this.#underWay.add(sending);
  }

  /** The request that exports these items. */
  request(items: readonly T[]): OtlpRequest | undefined {
    return this.requestOf(this.serialized(items));
  }

  requestOf(body: Uint8Array | undefined): OtlpRequest | undefined {
    return body && { ...this.target, body };
  }

  serialized(items: readonly T[]): Uint8Array | undefined {
    return this.serialize(items.map(withSettledResource));
  }

  /** Makes one body of several. In protobuf, messages in a row are one message. */
  merge(bodies: readonly Uint8Array[]): Uint8Array {
    return this.target.headers['content-type'] === 'application/json' ? mergeJson(bodies) : Buffer.concat(bodies);
  }

  async forceFlush(): Promise<void> {
    await Promise.allSettled(this.#underWay);
  }

  async shutdown(): Promise<void> {
    this.#stopped = true;
    await this.forceFlush();
  }
}

/** What is wrong with an answer, in the way of OpenTelemetry's exporters: the status is the error's code. */
export function errorOf(answer: OtlpAnswer): Error | undefined {
  if (isSuccess(answer)) return undefined;
  const { status, grpcStatus, error } = answer;
  if (error !== undefined) return Object.assign(new Error(error.message), { code: error.code });
  const code = status === undefined || status === 200 ? grpcStatus : status;
  return Object.assign(new Error(`the answer is ${String(code)}`), { code });
}

function mergeJson(bodies: readonly Uint8Array[]): Uint8Array {
  const merged: Record<string, unknown[]> = {};
  for (const body of bodies) {
    for (const [name, list] of Object.entries(JSON.parse(Buffer.from(body).toString()) as Record<string, unknown[]>)) {
      (merged[name] ??= []).push(...list);
    }
  }
  return Buffer.from(JSON.stringify(merged));
}

function connectLimit(): number | undefined {
  return endsWithEmptyLoop() ? CONNECT_LIMIT_MILLIS : undefined;
}
