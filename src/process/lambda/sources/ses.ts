import type { LambdaEvent } from './lambdaEvent';
import { plainEvent } from './messageEvent';

/** An e-mail that arrived: all that its event says is somebody's. @see https://docs.aws.amazon.com/ses/latest/dg/receiving-email-action-lambda-event.html */
export function sesEvent(): LambdaEvent {
  return plainEvent('notification', 'other', {});
}
