import { type Coverage, cover } from '../../simulation/coverage/cover';

/**
 * States that only TLS and proxies lead to, which plans do not draw, and that of a server at several places, which
 * scripts do not have: tests of their own go through them.
 */
const OF_OTHERS: Readonly<Record<string, number>> = { connectedSocketAdapter: 11, tcpServer: 1 };

describe('the charts that ship', () => {
  jest.setTimeout(120_000);
  let coverage: Coverage;

  beforeAll(() => {
    coverage = cover(250);
  });

  it('have no state and no transition that is never taken', () => {
    const missed = coverage.charts.flatMap((chart) => chart.missed);
    expect(missed).toEqual([]);
  });

  it('have no transition that is listed as impossible and is taken', () => {
    expect(coverage.stale).toEqual([]);
  });

  it('are all there', () => {
    expect(coverage.charts.map(({ machine }) => machine)).toEqual([
      'connectedSocketAdapter',
      'tcpServer',
      'serverCore',
      'simpleServer',
      'singleServer',
      'echo',
      'discard',
      'chargen',
      'quoteOfTheDay',
      'daytime',
      'cleverEcho',
    ]);
  });

  it('are mostly walked through by simulated servers, not only alone', () => {
    for (const { machine, states, statesSimulated } of coverage.charts) {
      const simulable = states - (OF_OTHERS[machine] ?? 0);
      expect({ machine, enough: statesSimulated >= simulable * 0.9 }).toEqual({
        machine,
        enough: true,
      });
    }
  });
});
