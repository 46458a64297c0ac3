import { shared } from '../../shared';

const starts = shared('cold start', () => ({ cold: true }));

/**
 * Whether this is the first invocation in this process, which somebody waited for: with provisioned concurrency the
 * process was there before. Asked for once by each invocation.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export function isColdStart(): boolean {
  const { cold } = starts;
  starts.cold = false;
  return cold && process.env['AWS_LAMBDA_INITIALIZATION_TYPE'] !== 'provisioned-concurrency';
}
