import assert from 'node:assert/strict';
import { shared } from '../../src/shared';
import { type Poll, lookAtPoll, stopLooking, watchPolls } from '../../src/telemetry/polls';

describe('the receives of a client that are looked at', () => {
  const watch = shared('watch of polls', (): { look: Parameters<typeof watchPolls>[0] } => assert.fail('none'));
  let before: Parameters<typeof watchPolls>[0];
  beforeEach(() => (before = watch.look));
  afterEach(() => watchPolls(before));

  it('are none where nobody looks', () => {
    watchPolls(undefined);
    assert.equal(lookAtPoll({}, {}), undefined);
  });

  it('are the first ones, where none is that of a consumer library', () => {
    const [client, input] = [{}, {}];
    const seen: object[] = [];
    watchPolls((given) => void seen.push(given));
    for (let receive = 0; receive < 100; receive++) assert.equal(lookAtPoll(client, input), undefined);
    assert.deepEqual([seen.length, seen[0] === input], [64, true]);
    lookAtPoll({}, input);
    assert.equal(seen.length, 65);
  });

  it('are all those of a consumer library, until there is nothing to look for any more', () => {
    const client = {};
    const poll: Poll = { found: Promise.resolve() };
    let looks = 0;
    watchPolls(() => (looks++, poll));
    for (let receive = 0; receive < 100; receive++) assert.equal(lookAtPoll(client, {}), poll);
    stopLooking(client);
    assert.deepEqual([lookAtPoll(client, {}), looks], [undefined, 100]);
  });
});
