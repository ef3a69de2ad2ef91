import { type RunOptions, runScript, type Script } from '../../testing';

/** A test that plays a script on the simulated network, and another that plays it on real sockets. */
export function onBothNetworks(
  name: string,
  script: Omit<Script, 'name'>,
  options: Omit<RunOptions, 'network'> = {},
): void {
  it.each(['simulated', 'tcp'] as const)(`${name} (%s)`, async (network) => {
    await runScript({ ...script, name }, { ...options, network });
  });
}
