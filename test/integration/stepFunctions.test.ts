import assert from 'node:assert/strict';
import {
  DescribeExecutionCommand,
  GetActivityTaskCommand,
  SFNClient,
  StartExecutionCommand,
  type StartExecutionCommandInput,
  StartSyncExecutionCommand,
} from '@aws-sdk/client-sfn';
import { ProxyTracerProvider } from '@opentelemetry/api';
import { startCannedServer } from '../support/cannedServer';
import { attributesOf, startServicesWorld, xRay } from './servicesWorld';
import { useWorld } from '../support/useWorld';

const MACHINE = 'arn:aws:states:us-east-1:123456789012:stateMachine:orders';
const ACTIVITY = 'arn:aws:states:us-east-1:123456789012:activity:pack';

describe('Step Functions', () => {
  const server = useWorld(startCannedServer);
  const world = useWorld(startServicesWorld);
  let client: SFNClient;

  before(() => void (client = world.own(new SFNClient({ ...server.clientConfig, disableHostPrefix: true }))));

  const arnsOf = (name: string) => attributesOf(world.tracing.span(name), 'aws.step_functions');

  for (const [name, start] of [
    ['StartExecution', (input: StartExecutionCommandInput) => client.send(new StartExecutionCommand(input))],
    ['StartSyncExecution', (input: StartExecutionCommandInput) => client.send(new StartSyncExecutionCommand(input))],
  ] as const) {
    it(`${name} starts an execution with an X-Ray header of the call`, async () => {
      const input = Object.freeze({ stateMachineArn: MACHINE, input: '{"a":1}' });
      await start(input);
      const header = xRay(world.tracing.span(`SFN.${name}`));
      assert.deepEqual(server.body(), { ...input, traceHeader: header });
      assert.deepEqual(arnsOf(`SFN.${name}`), { 'aws.step_functions.state_machine.arn': MACHINE });
    });

    it(`${name} keeps the header of the application, and sends none where none is wanted`, async () => {
      await start({ stateMachineArn: MACHINE, traceHeader: 'Root=1-own' });
      assert.equal(server.body()['traceHeader'], 'Root=1-own');
      for (const config of [{ awsTraceHeader: 'never' }, { propagateMessageContext: false }] as const) {
        server.reset();
        world.instrumentation.setConfig(config);
        await start({ stateMachineArn: MACHINE });
        assert.deepEqual(server.body(), { stateMachineArn: MACHINE });
      }
    });
  }

  for (const [status, error, type, message] of [
    ['FAILED', 'Orders.NotFound', 'Orders.NotFound', 'execution failed'],
    ['FAILED', 'order 4711 of ada@shop.example', '_OTHER', 'execution failed'],
    ['FAILED', undefined, '_OTHER', 'execution failed'],
    ['TIMED_OUT', undefined, 'States.Timeout', 'execution timed out'],
    ['SUCCEEDED', undefined, undefined, undefined],
  ] as const) {
    it(`a synchronous execution that has ${status}, with ${error ?? 'no error'}`, async () => {
      server.answerWith({ body: { executionArn: 'e', startDate: 1, stopDate: 2, status, error, cause: 'order 4711' } });
      const output = await client.send(new StartSyncExecutionCommand({ stateMachineArn: MACHINE }));
      assert.equal(output.status, status);
      const { attributes, status: told } = world.tracing.span('SFN.StartSyncExecution');
      assert.equal(attributes['error.type'], type);
      assert.equal(told.message, message);
      assert.doesNotMatch(JSON.stringify([attributes, told]), /4711/);
    });
  }

  it('an execution gets a header where its state machine is wanted to', async () => {
    const asked: unknown[] = [];
    const start = async (stateMachineArn: string): Promise<boolean> => {
      server.reset();
      await client.send(new StartExecutionCommand({ stateMachineArn }));
      return 'traceHeader' in server.body();
    };
    world.instrumentation.setConfig({
      propagateMessageContext: (destination) => {
        asked.push(destination);
        return destination === MACHINE;
      },
    });
    assert.deepEqual([await start(MACHINE), await start(`${MACHINE}-2`)], [true, false]);
    assert.deepEqual(asked, [MACHINE, `${MACHINE}-2`]);
  });

  it('an execution gets no header from an SDK that makes no spans', async () => {
    const provider = { getTracer: () => new ProxyTracerProvider().getTracer('none') };
    world.instrumentation.setTracerProvider(provider);
    try {
      await client.send(new StartExecutionCommand({ stateMachineArn: MACHINE }));
    } finally {
      world.instrumentation.setTracerProvider(world.tracing.provider);
    }
    assert.deepEqual(server.body(), { stateMachineArn: MACHINE });
  });

  it('activities and the state machines that only an answer names are told', async () => {
    await client.send(new GetActivityTaskCommand({ activityArn: ACTIVITY }));
    assert.deepEqual(arnsOf('SFN.GetActivityTask'), { 'aws.step_functions.activity.arn': ACTIVITY });
    server.answerWith({ body: { stateMachineArn: MACHINE, status: 'RUNNING' } });
    await client.send(
      new DescribeExecutionCommand({ executionArn: `${MACHINE.replace('stateMachine', 'execution')}:1` }),
    );
    assert.deepEqual(arnsOf('SFN.DescribeExecution'), { 'aws.step_functions.state_machine.arn': MACHINE });
  });
});
