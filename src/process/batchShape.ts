import type { Attributes, Link } from '@opentelemetry/api';
import type { Destination } from '../semconv/messaging';
import type { ProcessOptions } from './processOptions';

/** How the span of a batch differs from that of plain processing. */
export interface BatchShape {
  /** Of the batch's destination, undefined if there are several. */
  name?(destination: Destination | undefined): string;
  /** Of one message: its topic or queue, if the message itself does not tell. */
  destinationOf?(message: unknown): string | undefined;
  readonly attributes?: Attributes;
  /** Beside those to the creators of the messages. */
  readonly links?: readonly Link[];
  /** The messages were pushed to the application; no receive has counted them. */
  readonly pushed?: boolean;
}

/** What is known of one message of a batch. */
export function optionsFor(message: unknown, options: ProcessOptions, shape: BatchShape): ProcessOptions {
  if (options.destination !== undefined) return options;
  const destination = shape.destinationOf?.(message);
  return destination === undefined ? options : { ...options, destination };
}
