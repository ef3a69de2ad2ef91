import { clock, Progress } from '../../bench/comparison/progress';
import { Results } from '../../bench/harness/results';
import { figures, percent } from '../../bench/report/format';
import { report } from '../../bench/report/json';
import { chart, escapeXml } from '../../bench/report/svg';
import { columns, tables, verdictLines } from '../../bench/report/table';
import { parseLatency, parseRate } from '../../bench/workloads/redis';

const workload = {
  id: 'request',
  title: 'Request & response',
  metrics: [
    { id: 'rate', title: 'rate', unit: '/s', compare: 'rate' as const },
    { id: 'p99', title: 'p99', unit: 'us' },
  ],
};
const contenders = [
  { id: 'net', title: 'plain node:net' },
  { id: 'xstate-net', title: 'xstate-net' },
  { id: 'absent', title: 'not there' },
];

function results(): Results {
  const all = new Results();
  const add = (contender: string, round: number, rate: number) =>
    all.cell('request', contender).outcomes.push({
      round,
      sample: { rate, p99: 900 },
      foreign: 0,
      repeated: 0,
    });
  add('net', 1, 100_000);
  add('net', 2, 200_000);
  add('xstate-net', 1, 90_000);
  add('xstate-net', 2, 200_000);
  all.cell('request', 'xstate-net').outcomes.push({ round: 3, error: 'refused' });
  return all;
}

describe('figures', () => {
  it('show three digits that count', () => {
    expect([142_345, 7.034, 0.9512, 12.34, 999.6, 0, 1].map(figures)).toEqual([
      '142,000',
      '7.03',
      '0.951',
      '12.3',
      '1,000',
      '0.00',
      '1.00',
    ]);
    expect(figures(Number.NaN)).toBe('-');
    expect(percent(0.0512)).toBe('5.1 %');
  });
});

describe('the table', () => {
  it('aligns names to the left and figures to the right', () => {
    expect(
      columns([
        ['a', '1'],
        ['long', '100'],
      ]),
    ).toEqual(['a       1', 'long  100']);
  });

  it('shows median, spread and ratio, and marks rounds that failed', () => {
    const text = tables(results(), [workload], contenders);
    expect(text).toContain('Request & response');
    expect(text).toMatch(/plain node:net +150,000 +100,000\.\.200,000 +1\.00 +900/);
    expect(text).toMatch(/xstate-net \(! 1 of 3 rounds failed\) +145,000 .* 0\.95/);
    expect(text).not.toContain('not there');
  });

  it('tells of each bar whether it is met, missed or open, and of the aim', () => {
    const verdict = {
      workload: 'w',
      contender: 'app',
      bar: '>= 0.70',
      found: '0.80',
      status: 'met' as const,
    };
    const aim = { bar: '>= 0.90', reached: false };
    expect(verdictLines([verdict, { ...verdict, aim }])).toEqual([
      'MET          w, app: >= 0.70 (0.80)',
      'MET          w, app: >= 0.70 (0.80; aim >= 0.90 not reached)',
    ]);
  });
});

describe('the chart', () => {
  it('is well-formed: every tag closed, every text escaped', () => {
    const svg = chart(results(), [workload], contenders, 'node <20> & "others"');
    const open: string[] = [];
    for (const [, closing, name, empty] of svg.matchAll(/<(\/?)([a-z]+)[^<>]*?(\/?)>/g)) {
      if (closing) expect(open.pop()).toBe(name);
      else if (!empty) open.push(name as string);
    }
    expect(open).toEqual([]);
    expect(svg).toContain('Request &amp; response');
    expect(svg).not.toMatch(/NaN|undefined/);
    expect(escapeXml('<a & "b">')).toBe('&lt;a &amp; &quot;b&quot;&gt;');
  });
});

describe('the JSON', () => {
  it('holds every round, those that failed too', () => {
    const circumstances = { date: '2000-01-01', rounds: 3 } as Parameters<typeof report>[0];
    const read = JSON.parse(report(circumstances, results(), [workload], contenders, [], []));
    const [, ours] = read.workloads[0].contenders;
    expect(ours.rounds).toHaveLength(3);
    expect(ours.rounds[2]).toEqual({ round: 3, error: 'refused' });
    expect(ours.metrics.rate.ratio.median).toBeCloseTo(0.95);
  });
});

describe('progress', () => {
  const screen = (isTTY: boolean) => {
    const written: string[] = [];
    return { isTTY, columns: 40, written, write: (text: string) => written.push(text) };
  };

  it('is a plain line for each measurement where there is no terminal', () => {
    const out = screen(false);
    let now = 0;
    const progress = new Progress(out, 4, () => now);
    progress.begin('first');
    now = 30;
    progress.end('first: 1');
    expect(out.written).toEqual(['[1/4, 1:30 left] first: 1\n']);
  });

  it('is one line that changes on a terminal, except for what went wrong', () => {
    const out = screen(true);
    const progress = new Progress(out, 2, () => 0);
    progress.begin('a very long name of something that is measured');
    progress.fail('it broke');
    expect(out.written[0]).toMatch(/^\r/);
    expect(out.written[0]).not.toContain('\n');
    expect(out.written[0]?.replace(/^.*?K/s, '').length).toBeLessThan(40);
    expect(out.written[1]).toMatch(/it broke\n$/);
  });

  it('tells time in minutes and seconds', () => {
    expect([0, 59.6, 61, 3_600].map(clock)).toEqual(['0:00', '1:00', '1:01', '60:00']);
  });
});

describe('redis-benchmark', () => {
  it('is understood in its two formats', () => {
    expect(parseRate('"PING_MBULK","97560.98"\n')).toBe(97560.98);
    expect(parseRate('"test","rps","avg"\n"PING_MBULK","1234.5","0.3"\n')).toBe(1234.5);
  });

  it('tells how long answers took, where it is new enough to know', () => {
    const names =
      '"test","rps","avg_latency_ms","p50_latency_ms","p95_latency_ms","p99_latency_ms"';
    expect(parseLatency(`${names}\n"PING_MBULK","1234.5","0.3","0.25","0.5","1.5"\n`)).toEqual({
      p50: 250,
      p99: 1_500,
    });
    expect(parseLatency('"PING_MBULK","97560.98"\n')).toEqual({});
  });

  it('is quoted when it says something else', () => {
    expect(() => parseRate('Could not connect\nsorry')).toThrow(/said: Could not connect$/);
  });
});
