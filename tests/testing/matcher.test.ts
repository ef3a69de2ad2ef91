import { echo } from '../../machines/protocols/echo';
import type { Script } from '../../testing';
import { type ScriptMatchers, scriptMatchers } from '../../testing/matcher';
import { lossy } from './support/protocols';

declare global {
  namespace jest {
    interface Matchers<R> extends ScriptMatchers<R> {}
  }
}

expect.extend(scriptMatchers);

const script: Script = {
  name: 'hello',
  steps: [
    { do: 'connect', client: 'a' },
    { do: 'send', client: 'a', text: 'hello' },
    { expect: 'bytes', client: 'a', text: 'hello' },
  ],
};

describe('toPassOn', () => {
  it('passes a script that turns out as expected, on one network or on both', async () => {
    await expect(script).toPassOn('simulated', { protocol: echo });
    await expect(script).toPassOn(['simulated', 'tcp'], { protocol: echo });
    await expect(script).not.toPassOn('tcp', { protocol: lossy });
  });

  it('fails with what the script says', async () => {
    await expect(expect(script).toPassOn('tcp', { protocol: lossy })).rejects.toThrow(
      /hello, on tcp, step 3: expect bytes a .*\n.*exactly "hello"/,
    );
    await expect(expect(script).not.toPassOn('simulated', { protocol: echo })).rejects.toThrow(
      'hello was not to pass on simulated, but did',
    );
  });

  it('throws for a script that cannot be run, whichever way it is asked', async () => {
    const bad = { steps: [{ do: 'fly' }] } as never as Script;
    await expect(expect(bad).not.toPassOn('tcp', { protocol: echo })).rejects.toThrow(/no step/);
  });
});
