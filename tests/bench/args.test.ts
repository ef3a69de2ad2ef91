import { parseArguments, UsageError, usage } from '../../bench/harness/args';

const known = { workloads: ['request', 'bulk'], contenders: ['net', 'xstate-net', 'naive'] };
const parse = (...args: string[]) => parseArguments(args, known);

describe('the command line of the benchmark', () => {
  it('runs everything for nine rounds when nothing is said', () => {
    expect(parse()).toEqual({ check: false, quick: false, help: false, rounds: 9 });
  });

  it('runs one round when quick, unless more are asked for', () => {
    expect(parse('--quick').rounds).toBe(1);
    expect(parse('--quick', '--rounds', '3').rounds).toBe(3);
  });

  it('takes lists of workloads and contenders', () => {
    expect(
      parse('--only', 'bulk,request', '--contenders=net,naive', '--out', '/tmp/x'),
    ).toMatchObject({
      only: ['bulk', 'request'],
      contenders: ['net', 'naive'],
      out: '/tmp/x',
    });
  });

  it.each([
    [['--bogus'], /--bogus/],
    [['extra'], /extra/],
    [['--rounds'], /--rounds/],
    [['--rounds', '0'], /--rounds.*1 to 100.*'0'/],
    [['--rounds', '2.5'], /'2.5'/],
    [['--rounds', 'many'], /'many'/],
    [['--only', 'nope'], /'nope'.*request, bulk/],
    [['--only', ','], /--only needs a name/],
    [['--contenders', 'net,nobody'], /'nobody'/],
    [['--out', ''], /--out/],
    [['--check', '--contenders', 'net,naive'], /add command, app/],
  ])('says in one line what is wrong with %j', (args, message) => {
    expect(() => parse(...args)).toThrow(UsageError);
    expect(() => parse(...args)).toThrow(message);
    try {
      parse(...args);
    } catch (error) {
      expect((error as Error).message).not.toContain('\n');
    }
  });

  it('names every workload and contender in its help', () => {
    for (const name of [...known.workloads, ...known.contenders])
      expect(usage(known)).toContain(name);
  });
});
