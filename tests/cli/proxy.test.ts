import { proxyOptions } from '../../cli/flags/proxyFlags';
import { tryIt } from '../../cli/log/tryIt';
import { proxyHeader } from '../../machines/connection/proxyHeader';
import { leaveNothingBehind } from '../support/afterwards';
import { Client } from '../support/client';
import { Command } from './support/command';

leaveNothingBehind();

const HEADER = proxyHeader({
  family: 'IPv4',
  source: { address: '192.0.2.7', port: 51_000 },
  destination: { address: '198.51.100.1', port: 443 },
});

describe('xstate-net serve behind a proxy', () => {
  it('believes those of --proxy-from, and logs whom they speak for', async () => {
    const command = await Command.serve('--proxy-from', '10.0.0.0/8', '127.0.0.1');
    const client = await Client.to(command.address);
    await client.send(HEADER).send('hello').gets(5);
    const [opened] = await command.logged('connected');
    expect(opened).toMatchObject({ peer: '192.0.2.7', proxy: { peer: '127.0.0.1' } });
    (await Client.to(command.address)).send('hello');
    const [failed] = await command.logged('proxyFailed');
    expect(failed).toMatchObject({
      howDied: 'proxyError',
      error: { code: 'XN_BAD_PROXY_HEADER' },
    });
  });

  it('turns all others away with --proxy-only', async () => {
    const command = await Command.serve('--proxy-from', '192.0.2.1', '--proxy-only');
    await (await Client.to(command.address)).ended();
    expect((await command.logged('refused'))[0]).toMatchObject({ reason: 'notAProxy' });
  });

  it('says what is wrong with the flags', () => {
    expect(() => proxyOptions({ proxyOnly: true })).toThrow('--proxy-from');
    expect(() => proxyOptions({ proxyFrom: ['10.0.0.0/40'] })).toThrow('"10.0.0.0/40"');
    expect(proxyOptions({})).toBeUndefined();
  });

  it('tells a command to try that is served', () => {
    const address = { family: 'IPv4', host: '127.0.0.1', port: 7 } as const;
    const proxyProtocol = { from: ['127.0.0.1'] };
    expect(tryIt(address, { name: 'echo', proxyProtocol })).toContain('PROXY UNKNOWN\\r\\nhello');
    expect(tryIt(address, { name: 'echo', proxyProtocol, secured: true })).toBe(
      'curl --haproxy-protocol --insecure https://127.0.0.1:7/',
    );
    const others = { from: ['10.0.0.0/8'] };
    expect(tryIt(address, { name: 'echo', proxyProtocol: others })).not.toContain('PROXY');
  });
});
