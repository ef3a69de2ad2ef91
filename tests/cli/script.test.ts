import { leaveNothingBehind } from '../support/afterwards';
import { runMain } from './support/runMain';

leaveNothingBehind();

describe('xstate-net script', () => {
  it('runs an example, in virtual time and on real sockets', async () => {
    for (const network of ['simulated', 'tcp']) {
      const { status, out, err } = await runMain(
        ...['script', 'examples/scripts/echo.json', '--network', network],
      );
      expect({ status, err }).toEqual({ status: 0, err: [] });
      expect(out[0]).toMatch(/^passed: /);
    }
  });

  it('serves the protocol of a file instead, and fails if the script does not fit it', async () => {
    const { status, err } = await runMain(
      ...['script', 'examples/scripts/echo.json', '--protocol', './examples/shout.ts'],
    );
    expect(status).toBe(1);
    expect(err[0]).toMatch(/^FAILED: .*\[XN_SCRIPT_FAILED\]$/s);
  });

  it('ends with status 2 when there is no such script, and 1 when it is asked wrongly', async () => {
    const missing = await runMain('script', '/nowhere.json');
    expect(missing.status).toBe(2);
    expect(missing.err[0]).toMatch(/\[XN_BAD_SCRIPT\]$/);
    const wrong = await runMain('script', 'x.json', '--seed', 'x');
    expect(wrong.status).toBe(1);
    expect(wrong.err[0]).toMatch(/^xstate-net: --seed is "x"; .*\[XN_BAD_USAGE\]$/);
  });
});
