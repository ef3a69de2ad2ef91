import { wantedWorkloads } from '../../bench/comparison/assemble';
import { everyRound, expectedSeconds, pairs, roundOf, scale } from '../../bench/comparison/plan';
import type { Contender } from '../../bench/harness/contenders';
import { WORKLOADS } from '../../bench/workloads';
import type { Workload } from '../../bench/workloads/workload';

const contender = (id: string, more: Partial<Contender> = {}): Contender => ({
  id,
  title: id,
  answers: true,
  command: () => [],
  ...more,
});
const workload = (id: string) => WORKLOADS.find((one) => one.id === id) as Workload;
const PLENTY = 20_000;

describe('the plan of a run', () => {
  it('measures one workload for all contenders before the next workload', () => {
    const plan = pairs(
      [workload('request'), workload('bulk')],
      ['a', 'b'].map((id) => contender(id)),
      PLENTY,
    );
    const order = roundOf(plan.pairs, 1, 3).map((pair) => pair.workload.id);
    expect(order).toEqual(['request', 'request', 'bulk', 'bulk']);
  });

  it('starts each round with another contender', () => {
    const plan = pairs(
      [workload('request')],
      ['a', 'b', 'c'].map((id) => contender(id)),
      PLENTY,
    );
    const firsts = [1, 2, 3].map((round) => roundOf(plan.pairs, round, 3)[0]?.contender.id);
    expect(new Set(firsts).size).toBe(3);
  });

  it('measures in every round what a bar compares closely, and the rest in every other one of many', () => {
    const plan = pairs(
      [workload('request'), workload('memory')],
      ['net', 'app', 'asyncio'].map((id) => contender(id)),
      PLENTY,
    );
    const times = (rounds: number) => {
      const counts: Record<string, number> = {};
      for (const { pair } of everyRound(plan.pairs, rounds)) {
        const name = `${pair.workload.id} ${pair.contender.id}`;
        counts[name] = (counts[name] ?? 0) + 1;
      }
      return counts;
    };
    expect(times(9)).toEqual({
      'request net': 9,
      'request app': 9,
      'request asyncio': 5,
      'memory net': 5,
      'memory app': 5,
      'memory asyncio': 5,
    });
    expect(Object.values(times(5))).toEqual([5, 5, 5, 5, 5, 5]);
  });

  it('leaves out who cannot be drained, and says so', () => {
    const plan = pairs([workload('drain')], [contender('go', { answers: false })], PLENTY);
    expect(plan.pairs).toEqual([]);
    expect(plan.skipped).toEqual([
      { workload: 'drain', contender: 'go', why: 'cannot be asked to drain' },
    ]);
  });

  it('leaves out who only echoes where lines are to be answered or TLS is spoken, and says so', () => {
    const plan = pairs(
      [workload('lines'), workload('tls-bulk')],
      [contender('app', { versatile: true }), contender('go')],
      PLENTY,
    );
    expect(plan.pairs.map((pair) => `${pair.workload.id} ${pair.contender.id}`)).toEqual([
      'lines app',
      'tls-bulk app',
    ]);
    expect(plan.skipped).toMatchObject([
      { workload: 'lines', contender: 'go', why: expect.stringMatching(/echo in plain text/) },
      { workload: 'tls-bulk', contender: 'go' },
    ]);
  });

  it('leaves frames and TLS out when it must be quick, unless they are named', () => {
    const slow = ['lines', 'turns', 'resp', 'tls-request', 'tls-bulk', 'handshakes'];
    const ids = (given: Parameters<typeof wantedWorkloads>[0]) =>
      wantedWorkloads(given).map(({ id }) => id);
    expect(ids({ quick: false })).toEqual(expect.arrayContaining(slow));
    expect(ids({ quick: true })).toContain('request');
    expect(ids({ quick: true }).filter((id) => slow.includes(id))).toEqual([]);
    expect(ids({ quick: true, only: ['resp', 'request'] })).toEqual(['request', 'resp']);
  });

  it('gives everyone the connections that the workload asks for', () => {
    expect(scale(workload('ladder'), contender('net'), PLENTY)).toEqual({ connections: 15_000 });
  });

  it('gives fewer where the descriptor limit is low, with a note', () => {
    const { connections, note } = scale(workload('memory'), contender('net'), 4_096);
    expect(connections).toBeLessThan(4_096);
    expect(note).toMatch(/the descriptor limit is 4096/);
  });

  it('gives fewer to who takes minutes with more, with a note', () => {
    const { connections, note } = scale(workload('memory'), { mostIdle: 5_000 }, PLENTY);
    expect(connections).toBe(5_000);
    expect(note).toBe('with 5000 connections');
  });

  it('expects a default run of the usual contenders to take less than twenty-five minutes', () => {
    const ids = ['net', 'xstate-net', 'inspected', 'naive'];
    const all = [...ids.map((id) => contender(id)), contender('asyncio', { answers: false })];
    const plan = pairs(WORKLOADS, all, PLENTY);
    expect(expectedSeconds(plan.pairs, 9, false) / 60).toBeLessThan(25);
  });
});
