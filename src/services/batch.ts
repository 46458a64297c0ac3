import { type JobFacts, batchSemconv } from '../semconv/batch';
import { type Members, text } from '../values';
import { defineService } from './service';

/** The name in `name:revision` or in an ARN that ends so. */
const NAME = /(?:^|\/)([^/:]+)(?::\d+)?$/;

function nameOf(given: unknown): string | undefined {
  return text(given)?.match(NAME)?.[1];
}

/** @see https://docs.aws.amazon.com/batch/latest/APIReference/API_Operations.html */
export const batch = defineService<JobFacts, JobFacts>({
  id: 'Batch',
  semconv: batchSemconv,
  operations: {
    SubmitJob: {
      request: ({ jobName, jobQueue, jobDefinition }: Members) => ({
        jobName: text(jobName),
        jobQueue: nameOf(jobQueue),
        jobDefinition: nameOf(jobDefinition),
      }),
      response: ({ jobId }: Members) => ({ jobId: text(jobId) }),
    },
    CancelJob: { request: ({ jobId }: Members) => ({ jobId: text(jobId) }) },
    TerminateJob: { request: ({ jobId }: Members) => ({ jobId: text(jobId) }) },
  },
});
