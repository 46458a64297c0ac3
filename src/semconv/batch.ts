import * as names from './attributes';
import { factsSemconv } from './facts';

export interface JobFacts {
  readonly jobName?: string | undefined;
  readonly jobQueue?: string | undefined;
  readonly jobDefinition?: string | undefined;
  readonly jobId?: string | undefined;
}

export const batchSemconv = factsSemconv<JobFacts>({
  jobName: names.ATTR_AWS_BATCH_JOB_NAME,
  jobQueue: names.ATTR_AWS_BATCH_JOB_QUEUE_NAME,
  jobDefinition: names.ATTR_AWS_BATCH_JOB_DEFINITION_NAME,
  jobId: names.ATTR_AWS_BATCH_JOB_ID,
});
