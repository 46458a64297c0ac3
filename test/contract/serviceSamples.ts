/** Requests to the services of which only names, ids and counts are told. @param canary their content */
export function serviceRequests(service: string, canary: string): readonly object[] | undefined {
  const Data = new TextEncoder().encode(canary);
  switch (service) {
    case 'SESv2':
      return [
        {
          FromEmailAddress: `Shop <${canary}@shop.example>`,
          Destination: { ToAddresses: [`${canary}@shop.example`], BccAddresses: [canary] },
          Content: { Template: { TemplateName: 'welcome', TemplateData: canary } },
          DefaultContent: { Template: { TemplateName: 'welcome', TemplateData: canary } },
          BulkEmailEntries: [{ Destination: { ToAddresses: [canary] } }],
          ConfigurationSetName: 'tracked',
        },
      ];
    case 'Firehose':
      return [{ DeliveryStreamName: 'clicks', Record: { Data }, Records: [{ Data }] }];
    case 'CloudWatchLogs':
      return [{ logGroupName: '/shop/orders', logStreamName: 'a', logEvents: [{ timestamp: 1, message: canary }] }];
    case 'IoTDataPlane':
      return [
        {
          topic: 'shop/orders',
          payload: Data,
          correlationData: canary,
          userProperties: `[{"secret":"${canary}"}]`,
          thingName: 'door',
        },
      ];
    case 'SSM':
      return [
        { Name: `/shop/${canary}`, Names: [canary], Path: canary, Type: 'SecureString', Value: canary },
        { Name: '/shop/url', Type: 'String', Value: canary, WithDecryption: true },
      ];
    case 'AppConfig':
    case 'AppConfigData':
      return [
        {
          Application: 'shop',
          ApplicationIdentifier: 'shop',
          EnvironmentIdentifier: 'production',
          ConfigurationProfileIdentifier: 'flags',
          ConfigurationToken: canary,
          ClientId: canary,
          Content: Data,
        },
      ];
    case 'ECS':
      return [
        {
          cluster: `arn:aws:ecs:eu-west-1:123456789012:cluster/shop`,
          taskDefinition: 'pack:7',
          count: 1,
          overrides: { containerOverrides: [{ command: [canary], environment: [{ name: 'KEY', value: canary }] }] },
          startedBy: canary,
        },
      ];
    case 'Batch':
      return [
        {
          jobName: 'nightly',
          jobQueue: `arn:aws:batch:eu-west-1:123456789012:job-queue/slow`,
          jobDefinition: 'report:3',
          parameters: { secret: canary },
          containerOverrides: { environment: [{ name: 'KEY', value: canary }] },
          reason: canary,
          jobId: 'id-7',
        },
      ];
    case 'Pipes':
      return [{ Name: 'orders', Description: canary, TargetParameters: { InputTemplate: canary } }];
    default:
      return undefined;
  }
}
