import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Counter, Registry } from 'prom-client';
import {
  type PrometheusOptions,
  prometheusMetrics,
  serveMetrics,
} from '../../../../actors/services/telemetry';
import { ServerNames } from '../../../../actors/services/telemetry/serverNames';
import { describeAddress } from '../../../../machines/connection/connectionInfo';
import { afterwards, leaveNothingBehind } from '../../../support/afterwards';
import { aFolder } from '../../../support/folder';
import { serve } from '../../../support/serve';
import { until } from '../../../support/until';

leaveNothingBehind();

const DASHBOARD = resolve(__dirname, '../../../../examples/grafana/dashboard.json');

function measured(options: PrometheusOptions = {}) {
  const metrics = prometheusMetrics(options);
  afterwards(metrics.stop);
  return metrics;
}

/** The value of a line such as `xstate_net_serving{server="..."} 1`. */
function valueIn(text: string, series: string): number | undefined {
  const line = text.split('\n').find((each) => each.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
}

function promtool(args: readonly string[], input?: string): string {
  const { error, status, stdout, stderr } = spawnSync('promtool', args, {
    encoding: 'utf8',
    input,
  });
  if (error !== undefined) throw new Error('promtool is missing; apt-get install prometheus');
  return status === 0 ? '' : `${stdout}${stderr}`;
}

describe('metrics for Prometheus', () => {
  it('count connections and bytes, also of those that live', async () => {
    const { registry } = measured();
    const served = await serve();
    const of = `{server="${describeAddress(served.address)}"}`;
    const one = (await served.client()).send('hello');
    await one.getsText('hello');
    const two = await served.client();
    two.end('bye');
    await two.ended();
    await served.said.one('disconnected');
    const text = await registry.metrics();
    expect(valueIn(text, `xstate_net_serving${of}`)).toBe(1);
    expect(valueIn(text, `xstate_net_active_connections${of}`)).toBe(1);
    expect(valueIn(text, `xstate_net_connections_total${of}`)).toBe(2);
    expect(valueIn(text, `xstate_net_received_bytes_total${of}`)).toBe(8);
    expect(valueIn(text, `xstate_net_sent_bytes_total${of}`)).toBe(8);
    const died = of.replace('{', '{how_died="peerClosed",');
    const duration = 'xstate_net_connection_duration_seconds_count';
    const line = text.split('\n').find((each) => each.startsWith(duration)) ?? '';
    expect(line).toContain('how_died="peerClosed"');
    expect(line.endsWith(' 1')).toBe(died !== '');
    one.end();
    await served.said.many('disconnected', 2);
    await served.drain();
    const after = await registry.metrics();
    expect(valueIn(after, `xstate_net_serving${of}`)).toBe(0);
    expect(valueIn(after, `xstate_net_active_connections${of}`)).toBe(0);
    expect(valueIn(after, `xstate_net_received_bytes_total${of}`)).toBe(8);
  });

  it('are such that promtool has nothing to say against them', async () => {
    const { registry } = measured();
    const served = await serve({ maxConnections: 1 });
    const client = await served.client();
    await served.said.one('connected');
    await (await served.client()).ended();
    client.end('x');
    await served.said.one('disconnected');
    await served.drain();
    expect(promtool(['check', 'metrics'], await registry.metrics())).toBe('');
  });

  it('go into a registry of yours, under names of yours, and out of it again', async () => {
    const registry = new Registry();
    new Counter({ name: 'mine_total', help: 'Mine.', registers: [registry] });
    const metrics = measured({ registry, prefix: 'chat_' });
    expect(await registry.metrics()).toContain('chat_active_connections');
    metrics.stop();
    expect(await registry.metrics()).not.toContain('chat_');
    expect(await registry.metrics()).toContain('mine_total');
  });

  it('are of so many servers at most, the others being counted together', () => {
    const names = new ServerNames(2);
    const name = (port: number) => names.of({ family: 'IPv4', host: '127.0.0.1', port });
    expect([1, 2, 3, 4, 1].map(name)).toEqual([
      '127.0.0.1:1',
      '127.0.0.1:2',
      'other',
      'other',
      '127.0.0.1:1',
    ]);
  });
});

describe('the page of metrics', () => {
  it('is served at /metrics, and nothing else', async () => {
    const page = await serveMetrics({ port: 0 });
    afterwards(page.close);
    expect(page.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/metrics$/);
    const response = await fetch(page.url);
    expect(response.headers.get('content-type')).toContain('version=0.0.4');
    expect(await response.text()).toContain('# TYPE xstate_net_active_connections gauge');
    expect((await fetch(page.url.replace('/metrics', '/'))).status).toBe(404);
    expect((await fetch(page.url, { method: 'POST' })).status).toBe(405);
  });

  it('is an error where its port is in use, and then counts nothing', async () => {
    const page = await serveMetrics({ port: 0 });
    afterwards(page.close);
    const { port } = new URL(page.url);
    await expect(serveMetrics({ port: Number(port), prefix: 'again_' })).rejects.toMatchObject({
      code: 'XN_PORT_IN_USE',
    });
    await expect(serveMetrics({ port: -1 })).rejects.toMatchObject({ code: 'XN_BAD_PORT' });
  });
});

describe('the dashboard for Grafana', () => {
  interface Panel {
    readonly title: string;
    readonly targets: readonly { readonly expr: string }[];
  }
  const { panels } = JSON.parse(readFileSync(DASHBOARD, 'utf8')) as { panels: readonly Panel[] };
  const queries = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));

  it('asks only for metrics that there are', async () => {
    const { registry } = measured();
    const served = await serve({ maxConnections: 1 });
    const client = await served.client();
    await served.said.one('connected');
    await (await served.client()).ended();
    client.end('x');
    await served.said.one('disconnected');
    await served.drain();
    const text = await registry.metrics();
    await until('the metrics', () => text !== '');
    const asked = new Set(queries.flatMap((query) => query.match(/xstate_net_\w+/g) ?? []));
    expect(asked.size).toBeGreaterThan(8);
    expect([...asked].filter((name) => !new RegExp(`^${name}[{ ]`, 'm').test(text))).toEqual([]);
  });

  it('asks in PromQL that Prometheus understands', () => {
    const rules = queries.map((query, index) => {
      const expr = query.replaceAll('$__rate_interval', '1m').replaceAll('$server', '.*');
      return `  - record: xstate_net:panel${index}\n    expr: ${JSON.stringify(expr)}`;
    });
    const file = join(aFolder(), 'rules.yml');
    writeFileSync(file, `groups:\n- name: dashboard\n  rules:\n${rules.join('\n')}\n`);
    expect(promtool(['check', 'rules', file])).toBe('');
  });
});
