import { judge, objections } from '../../bench/comparison/bars';
import { Results, type Sample } from '../../bench/harness/results';

const ALL = [
  'request',
  'pipelined',
  'bulk',
  'connect',
  'connect-50',
  'burst',
  'lines',
  'turns',
  'resp',
  'tls-request',
  'tls-bulk',
  'handshakes',
  'memory',
  'ladder',
  'drain',
];

/** Bars for the command and for an app: speeds, connections, bursts, frames and TLS; the rest is asked of an app. */
const BARS = 2 * 12 + 3;

/** Results with the same samples in each of five rounds. */
function results(
  samples: Record<string, Partial<Record<'net' | 'command' | 'app', Sample>>>,
): Results {
  const all = new Results();
  for (const [workload, both] of Object.entries(samples)) {
    for (const [contender, sample] of Object.entries(both)) {
      for (let round = 1; round <= 5; round++) {
        all.cell(workload, contender).outcomes.push({ round, sample, foreign: 0, repeated: 0 });
      }
    }
  }
  return all;
}

const verdict = (workload: string, net: Sample, ours: Sample) =>
  judge(results({ [workload]: { net, app: ours } }), [workload]).find(
    ({ contender }) => contender === 'app',
  );

describe('the bars', () => {
  it.each(['request', 'pipelined', 'bulk'])('ask of %s 0.95 of plain node:net', (workload) => {
    const net = { rate: 100, cpu: 10, busy: 99 };
    expect(verdict(workload, net, { rate: 95, cpu: 20 })?.status).toBe('met');
    expect(verdict(workload, net, { rate: 94, cpu: 20 })?.status).toBe('missed');
  });

  it('are met by CPU time as well as by throughput', () => {
    const net = { rate: 100, cpu: 10, busy: 99 };
    expect(verdict('request', net, { rate: 50, cpu: 10 })?.status).toBe('met');
    expect(verdict('request', net, { rate: 50, cpu: 10.6 })?.status).toBe('missed');
  });

  it('take no account of throughput when plain node:net was waiting for its client', () => {
    const net = { rate: 100, cpu: 10, busy: 60 };
    const found = verdict('request', net, { rate: 200, cpu: 20 });
    expect(found).toMatchObject({
      status: 'missed',
      found: expect.stringMatching(/was 60 % busy/),
    });
    expect(verdict('request', net, { rate: 10, cpu: 10 })?.status).toBe('met');
  });

  it.each(['connect', 'connect-50'])('need 0.90 for %s and tell whether 1.00 is reached', (id) => {
    const net = { rate: 100, cpu: 10, busy: 99 };
    expect(verdict(id, net, { rate: 89, cpu: 20 })?.status).toBe('missed');
    expect(verdict(id, net, { rate: 90, cpu: 20 })).toMatchObject({
      status: 'met',
      aim: { reached: false },
    });
    expect(verdict(id, net, { rate: 101, cpu: 20 })).toMatchObject({ aim: { reached: true } });
  });

  it.each([
    ['lines', 95, /split2/],
    ['turns', 90, /plain node:net/],
    ['resp', 100, /redis-parser/],
    ['tls-request', 95, /node:tls/],
    ['tls-bulk', 95, /node:tls/],
    ['handshakes', 90, /node:tls/],
  ])('ask of %s %d percent, and say of what', (id, floor, of) => {
    const net = { rate: 100, cpu: 10, busy: 99 };
    expect(verdict(id, net, { rate: floor, cpu: 20 })).toMatchObject({
      status: 'met',
      bar: expect.stringMatching(of),
    });
    expect(verdict(id, net, { rate: floor - 1, cpu: 20 })?.status).toBe('missed');
  });

  it('let a burst take 1.2 times as long', () => {
    expect(verdict('burst', { seconds: 5 }, { seconds: 6 })?.status).toBe('met');
    expect(verdict('burst', { seconds: 5 }, { seconds: 6.1 })?.status).toBe('missed');
  });

  it('judge the command and an app each by its own figures', () => {
    const net = { rate: 100, cpu: 10, busy: 99 };
    const all = results({ request: { net, command: net, app: { rate: 1, cpu: 99, busy: 99 } } });
    expect(judge(all, ['request'])).toMatchObject([
      { contender: 'command', status: 'met' },
      { contender: 'app', status: 'missed' },
    ]);
  });

  it('allow 1.8 times the memory, or 5,000 bytes more', () => {
    expect(verdict('memory', { bytes: 6_500 }, { bytes: 11_600 })?.status).toBe('met');
    expect(verdict('memory', { bytes: 2_000 }, { bytes: 7_000 })?.status).toBe('met');
    expect(verdict('memory', { bytes: 6_000 }, { bytes: 11_001 })?.status).toBe('missed');
  });

  it('compare the growth of what a connection costs with that of plain node:net', () => {
    const net = { growth: 1.2, wallGrowth: 1.1 };
    expect(verdict('ladder', net, { growth: 1.5, wallGrowth: 9 })?.status).toBe('met');
    expect(verdict('ladder', net, { growth: 9, wallGrowth: 1.4 })?.status).toBe('met');
    expect(verdict('ladder', net, { growth: 1.6, wallGrowth: 1.5 })?.status).toBe('missed');
  });

  it('want a drain within two seconds that grows no faster than the connections do', () => {
    const net = { seconds: 1, growth: 2 };
    expect(verdict('drain', net, { seconds: 2, growth: 2.5 })?.status).toBe('met');
    expect(verdict('drain', net, { seconds: 2.1, growth: 2 })?.status).toBe('missed');
    expect(verdict('drain', net, { seconds: 0.4, growth: 2.6 })?.status).toBe('missed');
  });

  it('judge by the median, so one bad round of five decides nothing', () => {
    const all = results({
      request: { net: { rate: 100, cpu: 10 }, command: { rate: 100, cpu: 10 } },
    });
    const [first] = all.cell('request', 'command').outcomes;
    Object.assign(first as object, { sample: { rate: 1, cpu: 1_000 } });
    expect(judge(all, ['request'])[0]?.status).toBe('met');
  });

  it('are left open, not met, when nothing was measured', () => {
    const verdicts = judge(new Results(), ALL);
    expect(verdicts).toHaveLength(BARS);
    expect(verdicts.every(({ status }) => status === 'not measured')).toBe(true);
    expect(objections(new Results(), verdicts)).toHaveLength(BARS);
  });

  it('are left open when a machine allows only fewer connections', () => {
    const all = results({ memory: { net: { bytes: 1 }, app: { bytes: 1 } } });
    all.cell('memory', 'app').note = 'with 800 connections';
    expect(judge(all, ['memory'])[0]?.status).toBe('not measured');
  });

  it('judge only what was asked for', () => {
    expect(judge(new Results(), ['bulk', 'fan-in']).map(({ workload }) => workload)).toEqual([
      'bulk',
      'bulk',
    ]);
  });
});

describe('a round that failed', () => {
  const withFailure = (contender: string) => {
    const all = results({
      request: {
        net: { rate: 1, cpu: 1 },
        command: { rate: 1, cpu: 1 },
        app: { rate: 1, cpu: 1 },
      },
    });
    all.cell('request', contender).outcomes.push({ round: 6, error: 'it broke' });
    return all;
  };

  it('is not averaged away: the check says no although every bar is met', () => {
    const all = withFailure('app');
    const verdicts = judge(all, ['request']);
    expect(verdicts[0]?.status).toBe('met');
    expect(objections(all, verdicts)).toEqual(['request: round 6 of app failed: it broke']);
  });

  it('of a contender that no bar compares is told of and decides nothing', () => {
    const all = withFailure('naive');
    expect(all.failures()).toMatchObject([{ contender: 'naive', round: 6, error: 'it broke' }]);
    expect(objections(all, judge(all, ['request']))).toEqual([]);
  });
});
