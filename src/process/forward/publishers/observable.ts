import { isObject } from '../../../values';

/**
 * A proxy of Nest sends when somebody subscribes to its answer: until then nothing has left.
 * @throws TypeError for such an answer
 * @see https://docs.nestjs.com/microservices/basics#sending-messages
 */
export function refuseObservable<Answer>(answer: Answer): Answer {
  if (isObject(answer) && typeof answer['subscribe'] === 'function')
    throw new TypeError(
      "forwardMessage needs the client's own producer or channel: this one answers with an observable",
    );
  return answer;
}
