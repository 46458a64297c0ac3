import { type PipeFacts, pipesSemconv } from '../semconv/pipes';
import { type Members, text } from '../values';
import { defineService } from './service';

/** @see https://docs.aws.amazon.com/eventbridge/latest/pipes-reference/API_Operations.html */
export const pipes = defineService<PipeFacts, PipeFacts>({
  id: 'Pipes',
  semconv: pipesSemconv,
  operations: {},
  others: { request: ({ Name }: Members) => ({ pipeName: text(Name) }) },
});
