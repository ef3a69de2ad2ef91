import { readFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { endianness, platform } from 'node:os';
import type { HeldByKernel } from '../../../../actors/transport/deliveredBy';
import { type Ends, heldByKernel } from '../../../../actors/transport/tcp/kernelQueues';
import { afterwards, leaveNothingBehind } from '../../../support/afterwards';
import { until } from '../../../support/until';

jest.mock('node:fs/promises', () => {
  const actual = jest.requireActual('node:fs/promises');
  return { ...actual, readFile: jest.fn(actual.readFile) };
});

leaveNothingBehind();

const read = readFile as unknown as jest.Mock;
const really = jest.requireActual('node:fs/promises').readFile;

const held = (ends: Ends) =>
  new Promise<HeldByKernel>((resolve) => {
    heldByKernel(ends, resolve);
  });

afterEach(() => read.mockReset().mockImplementation(really));

/** The tables as a kernel of this machine's byte order prints them. */
const word = (...bytes: number[]) =>
  (endianness() === 'LE' ? bytes.reverse() : bytes)
    .map((byte) => byte.toString(16).toUpperCase().padStart(2, '0'))
    .join('');

const HOME = word(127, 0, 0, 1);
const MAPPED = `0000000000000000${word(0, 0, 255, 255)}`;
const ONE = `${'0'.repeat(24)}${word(0, 0, 0, 1)}`;

const line = (from: string, to: string, unacknowledged: string, unread: string) =>
  `  12: ${from} ${to} 01 ${unacknowledged}:${unread} 01:00000014 00000000  1000        0 4711 2\n`;

const tables = (tcp: string, tcp6 = '') =>
  read.mockImplementation(async (path: string) => {
    if (path === '/proc/net/tcp') return `  sl  local_address rem_address\n${tcp}`;
    if (path === '/proc/net/tcp6') return `  sl  local_address rem_address\n${tcp6}`;
    throw new Error(path);
  });

const ends = (host: string): Ends => ({
  localAddress: host,
  localPort: 0x1601,
  remoteAddress: host,
  remotePort: 0xabcd,
});

const onLinux = platform() === 'linux' ? describe : describe.skip;

onLinux('what the kernel holds for a peer', () => {
  it('is in our send queue and in its receive queue', async () => {
    tables(
      line(`${HOME}:1601`, `${HOME}:ABCD`, '0000012C', '00000007') +
        line(`${HOME}:ABCD`, `${HOME}:1601`, '00000001', '00000200'),
    );
    expect(await held(ends('127.0.0.1'))).toEqual({ unacknowledged: 300, unread: 512 });
  });

  it('is found in the table of IPv6, and for IPv4 at a dual-stack socket', async () => {
    tables(
      line(`${HOME}:ABCD`, `${HOME}:1601`, '00000000', '00000010'),
      line(`${MAPPED}${HOME}:1601`, `${MAPPED}${HOME}:ABCD`, '00000020', '00000000') +
        line(`${ONE}:1601`, `${ONE}:ABCD`, '00000030', '00000000') +
        line(`${ONE}:ABCD`, `${ONE}:1601`, '00000000', '00000040'),
    );
    expect(await held(ends('127.0.0.1'))).toEqual({ unacknowledged: 32, unread: 16 });
    expect(await held(ends('::ffff:127.0.0.1'))).toEqual({ unacknowledged: 32, unread: 16 });
    expect(await held(ends('::1'))).toEqual({ unacknowledged: 48, unread: 64 });
  });

  it('is not known to be unread by a peer on another machine', async () => {
    tables(line(`${HOME}:1601`, `${HOME}:ABCD`, '00000005', '00000000'));
    expect(await held(ends('127.0.0.1'))).toEqual({ unacknowledged: 5, unread: undefined });
  });

  it('is nothing that is known where the tables cannot be read', async () => {
    read.mockRejectedValue(new Error('EACCES'));
    expect(await held(ends('127.0.0.1'))).toEqual({ unacknowledged: 0, unread: undefined });
  });

  it('costs one reading of the tables for all who ask meanwhile', async () => {
    tables(line(`${HOME}:1601`, `${HOME}:ABCD`, '00000005', '00000000'));
    const answers = await Promise.all(Array.from({ length: 1_000 }, () => held(ends('127.0.0.1'))));
    expect(new Set(answers.map(({ unacknowledged }) => unacknowledged))).toEqual(new Set([5]));
    // Two tables for the first, who could not wait for the others, and two for the others.
    expect(read).toHaveBeenCalledTimes(4);
  });

  it.each(['127.0.0.1', '::1'])('is what a real peer on %s has left to read', async (host) => {
    const accepted: Socket[] = [];
    const server = createServer({ pauseOnConnect: true }, (socket) => accepted.push(socket));
    await new Promise<void>((resolve) => server.listen(0, host, resolve));
    const { port } = server.address() as { port: number };
    const { connect } = jest.requireActual('node:net');
    const client: Socket = connect({ host, port });
    afterwards(async () => {
      client.destroy();
      for (const socket of accepted) socket.destroy();
      server.close();
      await until('the close', () => client.closed && accepted.every(({ closed }) => closed));
    });
    await until('the connection', () => accepted.length === 1);
    client.write(Buffer.alloc(1_000));
    const asked = async () => held(client as unknown as Ends);
    await until('its bytes', () => client.writableLength === 0);
    // A paused socket of Node's that never was read from leaves all to its kernel.
    expect((await asked()).unread).toBe(1_000);
    (accepted[0] as Socket).resume();
    await until('the reading', () => (accepted[0] as Socket).bytesRead === 1_000);
    expect((await asked()).unread).toBe(0);
  });
});

it('is not asked where there are no such tables', async () => {
  jest.resetModules();
  jest.doMock('node:os', () => ({
    ...jest.requireActual('node:os'),
    platform: () => 'darwin',
  }));
  const other = await import('../../../../actors/transport/tcp/kernelQueues');
  const answered = new Promise((resolve) => {
    other.heldByKernel(ends('127.0.0.1'), resolve);
  });
  expect(await answered).toEqual({ unacknowledged: 0, unread: undefined });
  expect(read).not.toHaveBeenCalled();
});
