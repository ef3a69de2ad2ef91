import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { openTelemetry } from '../../../../actors/services/telemetry';
import { afterwards, leaveNothingBehind } from '../../../support/afterwards';
import { serve } from '../../../support/serve';

leaveNothingBehind();

function collected() {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const meters = new MeterProvider({ readers: [reader] });
  const spans = new InMemorySpanExporter();
  const traces = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] });
  const stop = openTelemetry({
    meter: meters.getMeter('test') as never,
    tracer: traces.getTracer('test') as never,
  });
  afterwards(async () => {
    stop();
    await meters.shutdown();
    await traces.shutdown();
  });
  return {
    spans: () => spans.getFinishedSpans(),
    metrics: async () => {
      await reader.forceFlush();
      const all =
        exporter
          .getMetrics()
          .at(-1)
          ?.scopeMetrics.flatMap(({ metrics }) => metrics) ?? [];
      return (name: string) => all.find(({ descriptor }) => descriptor.name === name)?.dataPoints;
    },
  };
}

describe('OpenTelemetry', () => {
  it('is told of connections by the conventions of Kestrel, with howDied as error.type', async () => {
    const { metrics } = collected();
    const served = await serve({ maxConnections: 2 });
    const { host, port } = served.address as { host: string; port: number };
    const of = {
      'network.transport': 'tcp',
      'network.type': 'ipv4',
      'server.address': host,
      'server.port': port,
    };
    const one = (await served.client()).send('hello');
    await one.getsText('hello');
    const two = await served.client();
    await served.said.many('connected', 2);
    await (await served.client()).ended();
    two.reset();
    await served.said.one('disconnected');
    const pointsOf = await metrics();
    expect(pointsOf('xstate_net.active_connections')).toMatchObject([{ value: 1, attributes: of }]);
    expect(pointsOf('xstate_net.rejected_connections')).toMatchObject([
      { value: 1, attributes: { ...of, 'error.type': 'maxConnections' } },
    ]);
    expect(pointsOf('xstate_net.connection.duration')).toMatchObject([
      { value: { count: 1 }, attributes: { ...of, 'error.type': 'reset' } },
    ]);
    expect(pointsOf('xstate_net.connection.io')).toMatchObject([
      { value: 5, attributes: { 'network.io.direction': 'receive' } },
      { value: 5, attributes: { 'network.io.direction': 'transmit' } },
    ]);
  });

  it('has a span for each connection, which is an error where the connection died of one', async () => {
    const { spans } = collected();
    const served = await serve();
    const good = await served.client();
    good.end('hello');
    await good.ended();
    await served.said.one('disconnected');
    const bad = await served.client();
    await served.said.many('connected', 2);
    bad.reset();
    await served.said.many('disconnected', 2);
    const [first, second] = spans();
    expect(first).toMatchObject({
      name: 'xstate-net connection',
      attributes: {
        'client.address': '127.0.0.1',
        'client.port': expect.any(Number),
        'xstate_net.how_died': 'peerClosed',
        'xstate_net.bytes_received': 5,
      },
      status: { code: 0 },
    });
    expect(first?.attributes).not.toHaveProperty('error.type');
    expect(second).toMatchObject({ attributes: { 'error.type': 'reset' }, status: { code: 2 } });
  });

  it('goes to the global providers unless told otherwise', () => {
    expect(() => openTelemetry()()).not.toThrow();
  });
});
